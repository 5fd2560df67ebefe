/** What a topology and a topic's settings promise when nodes are lost: the measure of every verdict. */
import { roundRobinReplicas } from '../../kafka/round-robin-replicas.ts';
import { brokersOf, isBroker, votersOf, type LabNode, type ResolvedTopology } from '../../kafka/node.ts';
import type { DrillSettings } from './settings.ts';

/** What is expected of a drill. */
export interface Expectation {
  /** Whether writes must come back while the nodes are still gone. */
  readonly survives: boolean;
  /** Why, in words: `2 of 3 copies stay, min ISR 2`. */
  readonly because: string;
}

/** Whether every partition of the drill's topic goes on taking writes without these nodes. */
export function survivesLossOf(
  lost: readonly LabNode[],
  topology: ResolvedTopology,
  settings: Pick<DrillSettings, 'partitions' | 'replicationFactor' | 'minInSyncReplicas' | 'acks'>,
): Expectation {
  const majority = majorityKept(lost, topology);
  if (majority !== undefined) return { survives: false, because: majority };
  const copies = settings.replicationFactor;
  const left = fewestLeft(lost, topology, settings);
  const needed = settings.acks === 'all' ? settings.minInSyncReplicas : 1;
  const rule =
    settings.acks === 'all' ? `min ISR ${settings.minInSyncReplicas}` : 'acks=1 needs the leader alone';
  return {
    survives: left >= needed,
    because: `${left} of ${copies} ${copies === 1 ? 'copy' : 'copies'} left, ${rule}`,
  };
}

/** Why the metadata quorum or ensemble is lost; undefined when it keeps its majority. */
function majorityKept(lost: readonly LabNode[], topology: ResolvedTopology): string | undefined {
  const voters = votersOf(topology);
  const left = voters.filter(({ id }) => lost.every((node) => node.id !== id)).length;
  if (left * 2 > voters.length) return undefined;
  const name = topology.mode === 'kraft' ? 'controllers' : 'ZooKeeper servers';
  return `${left} of ${voters.length} ${name} left, no majority`;
}

/** Copies that the partition which is hit worst keeps: two brokers of one rack may have no partition in common. */
function fewestLeft(
  lost: readonly LabNode[],
  topology: ResolvedTopology,
  { partitions, replicationFactor }: Pick<DrillSettings, 'partitions' | 'replicationFactor'>,
): number {
  const gone = new Set(lost.filter(isBroker).map(({ number }) => number));
  const numbers = brokersOf(topology).map(({ number }) => number);
  const placed = roundRobinReplicas(numbers, partitions, replicationFactor);
  return Math.min(...placed.map((copies) => copies.filter((number) => !gone.has(number)).length));
}
