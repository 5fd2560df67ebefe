/** Finds the node that a person means: by id, as a partition's leader, or as the active controller. */
import type { ClusterAccess } from '../../cluster/access.ts';
import { LabError, RuntimeError, UsageError } from '../../errors.ts';
import { brokersOf, type LabNode, type ResolvedTopology } from '../../kafka/node.ts';
import { activeController } from '../watch/active-controller.ts';
import { metadataOf, topicIn, unknownTopic } from '../wire/fetch-metadata.ts';
import { firstAnswer } from '../wire/first-answer.ts';

/** What a selector is resolved against; every running cluster has it. */
export interface SelectableCluster extends ClusterAccess {
  readonly topology: ResolvedTopology;
}

const timeoutMs = 2_000;

/** The name of a rack in a selector such as `rack:a`; undefined for a selector of anything else. */
export function rackIn(selector: string): string | undefined {
  return /^rack:(.*)$/.exec(selector)?.[1];
}

/** Whether only Kafka can say which node a selector names now. */
export function asksKafka(selector: string): boolean {
  return selector === 'controller' || selector.startsWith('leader:');
}

/**
 * The node that a selector names: `broker-1`, `leader:TOPIC/PARTITION` or `controller`.
 * @throws LabError `unknown-node` naming the valid ids; UsageError for a topic or partition that is not there;
 * RuntimeError when the cluster has no such leader or controller now.
 */
export async function selectNode(selector: string, cluster: SelectableCluster): Promise<LabNode> {
  if (selector === 'controller') return await controllerOf(cluster);
  if (selector.startsWith('leader:')) return await leaderOf(selector, cluster);
  if (rackIn(selector) !== undefined) {
    throw new UsageError(`"${selector}" is a whole rack, which only kill and start take; name one node`);
  }
  const { nodes } = cluster.topology;
  const found = nodes.find(({ id }) => id === selector);
  if (found !== undefined) return found;
  const ids = nodes.map(({ id }) => id).join(', ');
  throw new LabError(
    'unknown-node',
    `${cluster.topology.name} has no node "${selector}"; use ${ids}, leader:TOPIC/PARTITION or controller`,
  );
}

async function controllerOf({ topology, ...access }: SelectableCluster): Promise<LabNode> {
  const number = await activeController(topology.mode, access);
  // With an isolated quorum the number is a controller node's, which never is a broker's too.
  const found = topology.nodes.find((node) => node.software === 'kafka' && node.number === number);
  if (found === undefined)
    throw new RuntimeError('client', `the active controller ${number} is no node of ${topology.name}`);
  return found;
}

async function leaderOf(selector: string, { topology, ...access }: SelectableCluster): Promise<LabNode> {
  const [, topic, digits] = /^leader:(.+)\/(\d+)$/.exec(selector) ?? [];
  if (topic === undefined)
    throw new UsageError(`"${selector}" names no partition; use leader:TOPIC/PARTITION`);
  const partition = Number(digits);
  const metadata = await firstAnswer(access, 'answers', (broker) => metadataOf(broker, [topic], timeoutMs));
  const { errorCode, partitions } = topicIn(metadata, topic);
  if (errorCode === unknownTopic) throw new UsageError(`there is no topic "${topic}"`);
  const state = partitions.find((known) => known.partition === partition);
  if (state === undefined) {
    throw new UsageError(`topic "${topic}" has no partition ${partition}; it has 0-${partitions.length - 1}`);
  }
  const leader = brokersOf(topology).find(({ number }) => number === state.leader);
  if (leader === undefined) throw new RuntimeError('client', `${topic}/${partition} has no leader now`);
  return leader;
}
