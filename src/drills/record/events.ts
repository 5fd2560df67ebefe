/** Every event that a drill writes down: what it is, and what each of its fields holds; a recording is read by the same table. */
import { faultKinds } from '../faults/index.ts';
import { listOf, number, oneOf, optional, text, truth, tuple, whole, type Checked } from './checks.ts';
import { subjectEventFields } from './subject-events.ts';

/** Offset and sequence of records; sequence -1 for what no prober wrote. */
const places = listOf(tuple(whole, whole));

const tried = {
  partition: whole,
  /** Counts the partition's records from 0. */
  sequence: whole,
  /** Counts the tries of this record from 1. */
  attempt: whole,
};

const fetched = {
  startedAtMs: number,
  partition: whole,
  /** Number of the broker that was asked; -1 when no leader was known. */
  leader: whole,
};

const fault = {
  edge: oneOf('start', 'end'),
  fault: oneOf(...faultKinds),
  nodeId: text,
  /** The node's number, as views name it. */
  node: whole,
  /** True when the node is a broker: its copies leave the in-sync replicas. */
  broker: truth,
};

/** The fields of each event beside its time. */
export const eventFields = {
  /** A prober begins to write a record, for the first time or again. */
  attempt: {
    ...tried,
    /** Number of the broker that is asked; -1 when no leader is known. */
    leader: whole,
  },
  /** The leader has answered that the record is written. */
  ack: {
    ...tried,
    /** When this try began. */
    startedAtMs: number,
    /** -1 when the leader only said that it had the record already. */
    offset: whole,
  },
  /** A try that failed. */
  error: {
    ...tried,
    startedAtMs: number,
    /** Kafka's name of the error, or how the connection failed. */
    kind: text,
    /** True when the record may be in the log all the same. */
    mayBeDone: truth,
  },
  /** A read prober's fetch that the leader has answered, empty or not: the partition can be read. */
  read: { ...fetched, records: places },
  /** A read prober's fetch that failed. */
  'read-error': {
    ...fetched,
    /** Kafka's name of the error, or how the connection failed. */
    kind: text,
  },
  /** A member of the drill's consumer group was given records; members count from 1. */
  delivered: { member: whole, partition: whole, records: places },
  /** A member of the drill's consumer group has joined a generation of it. */
  rebalance: {
    member: whole,
    /** Partitions that it may read now. */
    partitions: listOf(whole),
  },
  /** A member of the drill's consumer group gave up; it begins to join again, since the group only looks on. */
  member: {
    member: whole,
    state: oneOf('gave-up'),
    /** What its client says. */
    reason: text,
  },
  /** Who coordinates the drill's consumer group, and how the partition that keeps its offsets is, written down when it changes. */
  coordinator: {
    /** Number of the broker that coordinates the group; -1 when none does. */
    coordinator: whole,
    /** Partition of `__consumer_offsets` that the group is kept in. */
    offsetsPartition: whole,
    /** Of that partition; -1 when it has none. */
    leader: whole,
    replicas: listOf(whole),
    isr: listOf(whole),
  },
  /** What became of a transaction of the drill's transactional writer. */
  transaction: {
    /** Counts the transactions from 0. */
    transaction: whole,
    /** `unknown`: its end was asked for and never answered, so it may be either. */
    state: oneOf('begun', 'committing', 'committed', 'aborting', 'aborted', 'unknown'),
    /** Why it is aborted though it was not to be, or its end is unknown, as probers name it. @default nothing failed */
    kind: optional(text),
  },
  /** A read-committed reader of the transactional writer's topic was given a record. */
  'transaction-read': { transaction: whole, partition: whole, offset: whole },
  /** One broker no longer counts another one as alive, or counts it again: fenced with KRaft, unregistered with ZooKeeper. */
  fencing: {
    /** Number of the broker that was asked. */
    seenBy: whole,
    broker: whole,
    fenced: truth,
  },
  /** A broker leaves the cluster for good, as it is meant to: nobody misses it from now on. */
  retire: { broker: whole },
  /** One broker's view of one partition, written down when it changes. */
  view: {
    /** Number of the broker that was asked. */
    seenBy: whole,
    partition: whole,
    /** -1 when there is none. */
    leader: whole,
    leaderEpoch: whole,
    isr: listOf(whole),
  },
  /** Other copies than before may lead a partition though they are not in sync: its eligible leader replicas (KIP-966). */
  elr: { partition: whole, elr: listOf(whole) },
  /** A broker begins or ceases to answer. */
  reach: {
    broker: whole,
    answers: truth,
    /** How it ceased to answer, as probers name it. @default nobody wrote it down, or it answers */
    kind: optional(text),
  },
  /** Another node is the active controller. */
  controller: { controller: whole },
  /** A fault begins or is done. */
  fault,
  /** The undoing of a fault begins or is done. */
  heal: fault,
  /** A node that the drill had ended runs again, started by what starts it whenever it ends: that is the end of the fault. */
  return: {
    nodeId: text,
    node: whole,
    /** What started it, such as `StatefulSet shop`. */
    by: text,
    /** How long it was away, since the drill had ended it, in milliseconds. */
    afterMs: number,
  },
  /** What was issued; nodes read it when they start. */
  issue: {
    /** A node's certificate; another authority beside the one that signs; that one signs; no other is trusted. */
    what: oneOf('certificate', 'introduced', 'changed', 'forgotten'),
    /** The node that has it. @default it is not about one */
    nodeId: optional(text),
    /** When a certificate ends, in milliseconds of the recording. @default long after it */
    endsAtMs: optional(number),
  },
  /** The certificate that a broker showed in a TLS handshake. */
  certificate: {
    nodeId: text,
    broker: whole,
    /** SHA-256 of it, in hexadecimal. */
    fingerprint: text,
    /** Name of the authority that signed it. */
    issuer: text,
    /** When it ends, in milliseconds of the recording. */
    endsAtMs: number,
  },
  /** A client that was not there before has come to a broker, and was let in or not. */
  newcomer: {
    broker: whole,
    client: oneOf('klab', 'kafkajs'),
    startedAtMs: number,
    /** How it failed, as probers name it. @default it was let in */
    kind: optional(text),
    /** In its client's own words. */
    reason: optional(text),
  },
  /** A node was started with a certificate that had ended. */
  'vain-start': {
    nodeId: text,
    /** Whether it ended by itself. */
    ended: truth,
    /** Why, as far as its log tells. */
    because: optional(text),
  },
  /** Something that the drill has not done. */
  incident: {
    /**
     * What can happen to a node that the drill has not done: it ended, or ended and runs again; it runs, goes on or is in
     * reach though the drill had broken it; it stands still, is cut off, answers nobody, or is not counted as alive; and
     * it is as it should be again. `engine-silent`: what runs the nodes does not answer.
     */
    what: oneOf(
      'ended',
      'restarted',
      'started',
      'paused',
      'resumed',
      'cut-off',
      'reconnected',
      'silent',
      'fenced',
      'back',
      'engine-silent',
      'engine-back',
    ),
    /** The node; absent where it is not about one. */
    nodeId: optional(text),
    /** Whether the node is one of the cluster itself, and no side service. */
    ofCluster: truth,
    /** When it was first seen to be so; it was not at the look before. */
    sinceMs: number,
    /** The node's number, as views name it. */
    node: optional(whole),
    /** Why, as far as the node's log or its runtime tell. */
    because: optional(text),
    /** What started it again unasked, such as a restart policy; of one that ended and runs again. */
    by: optional(text),
    /** Whether the drill had broken the node before, and had given it back; only of silent and fenced ones. */
    afterOwn: optional(truth),
  },
  /** What the drill does now, in words. */
  step: { text },
  ...subjectEventFields,
};

type EventFields = typeof eventFields;

/** What an event is, as a word. */
export type EventType = keyof EventFields;

/** An event of one type. */
export type EventOf<Type extends EventType> = {
  [Each in Type]: { readonly type: Each; readonly atMs: number } & Checked<EventFields[Each]>;
}[Type];

/** What somebody makes of events, by their types; of those that are left out nothing. */
export type EventReaders<Result> = { readonly [Type in EventType]?: (event: EventOf<Type>) => Result };

/** What readers make of one event. */
export function readEvent<Result>(
  readers: EventReaders<Result>,
  event: EventOf<EventType>,
): Result | undefined {
  const read = readers[event.type] as ((event: EventOf<EventType>) => Result) | undefined;
  return read?.(event);
}
