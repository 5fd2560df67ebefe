/** What a topology and a topic's settings promise when nodes are lost: the measure of every verdict. */
import { isBroker, isController, type LabNode, type ResolvedTopology } from '../kafka/node.ts';
import type { DrillSettings } from './history.ts';

/** What is expected of a drill. */
export interface Expectation {
  /** Whether writes must come back while the nodes are still gone. */
  readonly survives: boolean;
  /** Why, in words: `2 of 3 copies stay, min ISR 2`. */
  readonly because: string;
}

/** Whether the cluster goes on taking writes without these nodes. */
export function survivesLossOf(
  lost: readonly LabNode[],
  topology: ResolvedTopology,
  settings: Pick<DrillSettings, 'replicationFactor' | 'minInSyncReplicas' | 'acks'>,
): Expectation {
  const majority = majorityKept(lost, topology);
  if (majority !== undefined) return { survives: false, because: majority };
  // The worst case: a copy on every broker that is lost.
  const copies = settings.replicationFactor;
  const left = Math.max(0, copies - lost.filter(isBroker).length);
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
  const votes =
    topology.mode === 'kraft' ? isController : ({ role }: LabNode): boolean => role === 'zookeeper';
  const voters = topology.nodes.filter(votes);
  const left = voters.filter(({ id }) => lost.every((node) => node.id !== id)).length;
  if (left * 2 > voters.length) return undefined;
  const name = topology.mode === 'kraft' ? 'controllers' : 'ZooKeeper servers';
  return `${left} of ${voters.length} ${name} left, no majority`;
}
