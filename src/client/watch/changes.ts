/** What has changed in a watched cluster from one moment to the next, as data. */
import type { Isolation, NodeState } from '../../cluster/node-status.ts';
import type { PartitionState } from '../../cluster/partition.ts';
import type { ClusterSnapshot } from './snapshot.ts';

/** A topic that is there now, or is gone. */
export interface TopicChange {
  readonly type: 'topic-made' | 'topic-removed';
  readonly topic: string;
  readonly partitions: number;
}

/** Another broker leads a partition. */
export interface LeaderChange {
  readonly type: 'leader';
  readonly topic: string;
  readonly partition: number;
  /** Numbers of brokers; -1 for none. */
  readonly from: number;
  readonly to: number;
}

/** The in-sync replicas of a partition have shrunk or grown. */
export interface IsrChange {
  readonly type: 'isr';
  readonly topic: string;
  readonly partition: number;
  /** Numbers of the brokers that left them, and of those that joined. */
  readonly left: readonly number[];
  readonly joined: readonly number[];
  /** Those that are in sync now. */
  readonly isr: readonly number[];
  /** How many copies there are. */
  readonly replicas: number;
}

/** Other copies than before may lead though they are not in sync (eligible leader replicas, KIP-966). */
export interface ElrChange {
  readonly type: 'elr';
  readonly topic: string;
  readonly partition: number;
  /** Numbers of the brokers that may lead now. */
  readonly elr: readonly number[];
}

/** A broker begins or ceases to answer. */
export interface BrokerChange {
  readonly type: 'broker';
  readonly broker: number;
  readonly answers: boolean;
}

/** Another node is the active controller. */
export interface ControllerChange {
  readonly type: 'controller';
  /** -1 when it was not known. */
  readonly from: number;
  readonly to: number;
}

/** The runtime says something else of a node's process. */
export interface NodeChange {
  readonly type: 'node';
  readonly node: string;
  readonly state: NodeState;
  /** From what it is cut off. @default nothing */
  readonly isolated?: Isolation;
}

/** Anything that can change. */
export type ClusterChange =
  TopicChange | LeaderChange | IsrChange | ElrChange | BrokerChange | ControllerChange | NodeChange;

/** What has changed: causes first, so that a node that died stands above what that did. */
export function changesBetween(before: ClusterSnapshot, after: ClusterSnapshot): readonly ClusterChange[] {
  return [
    ...nodeChanges(before, after),
    ...brokerChanges(before, after),
    ...controllerChanges(before, after),
    ...topicChanges(before, after),
    ...partitionChanges(before, after),
  ];
}

function nodeChanges(before: ClusterSnapshot, after: ClusterSnapshot): NodeChange[] {
  return after.nodes.flatMap(({ id, state, isolated }) => {
    const known = before.nodes.find((node) => node.id === id);
    if (known === undefined || (known.state === state && known.isolated === isolated)) return [];
    return [{ type: 'node', node: id, state, ...(isolated !== undefined && { isolated }) }];
  });
}

function brokerChanges(before: ClusterSnapshot, after: ClusterSnapshot): BrokerChange[] {
  const gone = before.answering.filter((broker) => !after.answering.includes(broker));
  const back = after.answering.filter((broker) => !before.answering.includes(broker));
  return [
    ...gone.map((broker): BrokerChange => ({ type: 'broker', broker, answers: false })),
    ...back.map((broker): BrokerChange => ({ type: 'broker', broker, answers: true })),
  ];
}

function controllerChanges(before: ClusterSnapshot, after: ClusterSnapshot): ControllerChange[] {
  const [from, to] = [before.controller, after.controller];
  return from === to || to < 0 ? [] : [{ type: 'controller', from, to }];
}

function topicChanges(before: ClusterSnapshot, after: ClusterSnapshot): TopicChange[] {
  const [had, has] = [topicsOf(before), topicsOf(after)];
  const change = (
    type: TopicChange['type'],
    topics: ReadonlyMap<string, number>,
    others: ReadonlyMap<string, number>,
  ) =>
    [...topics]
      .filter(([topic]) => !others.has(topic))
      .map(([topic, partitions]): TopicChange => ({ type, topic, partitions }));
  return [...change('topic-removed', had, has), ...change('topic-made', has, had)];
}

function topicsOf({ partitions }: ClusterSnapshot): ReadonlyMap<string, number> {
  const topics = new Map<string, number>();
  for (const { topic } of partitions) topics.set(topic, (topics.get(topic) ?? 0) + 1);
  return topics;
}

function partitionChanges(
  before: ClusterSnapshot,
  after: ClusterSnapshot,
): (LeaderChange | IsrChange | ElrChange)[] {
  const known = new Map(before.partitions.map((partition) => [keyOf(partition), partition]));
  return after.partitions.flatMap((now) => {
    const was = known.get(keyOf(now));
    return was === undefined
      ? []
      : [...leaderChange(was, now), ...isrChange(was, now), ...elrChange(was, now)];
  });
}

function leaderChange(was: PartitionState, { topic, partition, leader }: PartitionState): LeaderChange[] {
  if (was.leader === leader) return [];
  return [{ type: 'leader', topic, partition, from: was.leader, to: leader }];
}

function isrChange(was: PartitionState, now: PartitionState): IsrChange[] {
  const left = was.isr.filter((broker) => !now.isr.includes(broker));
  const joined = now.isr.filter((broker) => !was.isr.includes(broker));
  if (left.length + joined.length === 0) return [];
  const { topic, partition, isr, replicas } = now;
  return [{ type: 'isr', topic, partition, left, joined, isr, replicas: replicas.length }];
}

function keyOf({ topic, partition }: PartitionState): string {
  return `${topic}/${partition}`;
}

function elrChange(
  { elr: had = [] }: PartitionState,
  { topic, partition, elr = [] }: PartitionState,
): ElrChange[] {
  return had.join() === elr.join() ? [] : [{ type: 'elr', topic, partition, elr }];
}
