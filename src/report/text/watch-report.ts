/** A watched cluster in words: where it stands, and each change in a line. */
import type {
  ClusterChange,
  ElrChange,
  IsrChange,
  LeaderChange,
  NodeChange,
} from '../../client/watch/changes.ts';
import type { ClusterSnapshot } from '../../client/watch/snapshot.ts';
import { counted } from '../../words.ts';
import { brokerName, brokersOf, nodeName, type ResolvedTopology } from '../../kafka/node.ts';

/** Changes that are one piece of news when many partitions have them. */
type PartitionChange = LeaderChange | IsrChange | ElrChange;

/** Where the cluster stands, in one line. */
export function standingLine(topology: ResolvedTopology, snapshot: ClusterSnapshot): string {
  const { answering, controller, partitions } = snapshot;
  const brokers = brokersOf(topology).length;
  const topics = new Set(partitions.map(({ topic }) => topic)).size;
  const leaderless = partitions.filter(({ leader }) => leader < 0).length;
  const thin = partitions.filter(({ isr, replicas }) => isr.length < replicas.length).length;
  const active =
    controller < 0
      ? 'no controller known'
      : `controller ${nodeName(topology, controller, String(controller))}`;
  const copies =
    thin + leaderless === 0 ? 'all in sync' : `${thin} not all in sync, ${leaderless} without a leader`;
  const of = `${counted(partitions.length, 'partition')} of ${counted(topics, 'topic')}`;
  return `${answering.length} of ${counted(brokers, 'broker')} answer, ${active}, ${partitions.length === 0 ? 'no topics' : `${of}, ${copies}`}`;
}

/** Changes of one moment, one line per piece of news. */
export function changeLines(
  topology: ResolvedTopology,
  changes: readonly ClusterChange[],
): readonly string[] {
  const lines: string[] = [];
  const alike = new Map<string, PartitionChange[]>();
  for (const change of changes) {
    if (change.type === 'leader' || change.type === 'isr' || change.type === 'elr') {
      const key = newsOf(topology, change);
      const known = alike.get(`${change.topic} ${key}`);
      if (known === undefined) alike.set(`${change.topic} ${key}`, [change]);
      else known.push(change);
    } else {
      lines.push(changeLine(topology, change));
    }
  }
  for (const group of alike.values()) {
    const [first] = group;
    if (first !== undefined) lines.push(`${partitionsLine(group)}: ${newsOf(topology, first)}`);
  }
  return lines;
}

function changeLine(topology: ResolvedTopology, change: Exclude<ClusterChange, PartitionChange>): string {
  if (change.type === 'node') return nodeLine(change);
  if (change.type === 'broker') {
    return `${brokerName(topology, change.broker)} ${change.answers ? 'answers' : 'does not answer'}`;
  }
  if (change.type === 'controller') {
    const now = nodeName(topology, change.to, String(change.to));
    return change.from < 0
      ? `active controller is ${now}`
      : `active controller moved from ${nodeName(topology, change.from, String(change.from))} to ${now}`;
  }
  return change.type === 'topic-made'
    ? `topic ${change.topic} is there, with ${counted(change.partitions, 'partition')}`
    : `topic ${change.topic} is gone`;
}

function nodeLine({ node, state, isolated }: NodeChange): string {
  if (isolated !== undefined) return `${node} is cut off ${isolationWords[isolated]}`;
  return state === 'running' ? `${node} runs` : `${node} is ${state}`;
}

/** From what a node is cut off, in words. */
export const isolationWords = {
  all: 'from everything',
  cluster: 'from the other nodes',
  controllers: 'from the controllers',
} as const;

/** What happened to a partition, without its name. */
function newsOf(topology: ResolvedTopology, change: PartitionChange): string {
  const name = (broker: number): string => brokerName(topology, broker);
  if (change.type === 'leader') {
    if (change.to < 0) return `no leader, ${name(change.from)} was it`;
    if (change.from < 0) return `leader is ${name(change.to)}, after none`;
    return `leader moved from ${name(change.from)} to ${name(change.to)}`;
  }
  if (change.type === 'elr') {
    if (change.elr.length === 0) return 'nobody but those in sync may lead any more';
    return `${change.elr.map(name).join(', ')} may lead too, though out of sync (ELR)`;
  }
  const { left, joined, isr, replicas } = change;
  const news = [
    ...(left.length > 0 ? [`shrank without ${left.map(name).join(', ')}`] : []),
    ...(joined.length > 0 ? [`grew with ${joined.map(name).join(', ')}`] : []),
  ];
  return `ISR ${news.join(', ')} (${isr.length} of ${replicas} in sync)`;
}

function partitionsLine(changes: readonly PartitionChange[]): string {
  const [{ topic, partition } = { topic: '', partition: 0 }] = changes;
  if (changes.length === 1) return `${topic}/${partition}`;
  return `${topic}/${changes.map((change) => change.partition).join(',')}`;
}
