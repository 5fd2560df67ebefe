/** What a drill writes down: every event on one clock, as plain data that a verdict or a report can be made of later. */
import type { FaultKind } from '../faults/index.ts';
import type { DrillSettings } from '../plan/settings.ts';
import type { CoordinatorEvent, DeliveredEvent, MemberEvent, RebalanceEvent } from './group-event.ts';
import type { IncidentEvent } from './incident-event.ts';

export type { CoordinatorEvent, DeliveredEvent, MemberEvent, RebalanceEvent } from './group-event.ts';
export type { IncidentEvent, IncidentKind } from './incident-event.ts';

/** A prober begins to write a record, for the first time or again. */
export interface AttemptEvent {
  readonly type: 'attempt';
  readonly atMs: number;
  readonly partition: number;
  /** Counts the partition's records from 0. */
  readonly sequence: number;
  /** Counts the tries of this record from 1. */
  readonly attempt: number;
  /** Number of the broker that is asked; -1 when no leader is known. */
  readonly leader: number;
}

/** The leader has answered that the record is written. */
export interface AckEvent {
  readonly type: 'ack';
  readonly atMs: number;
  readonly partition: number;
  readonly sequence: number;
  readonly attempt: number;
  /** When this try began. */
  readonly startedAtMs: number;
  /** -1 when the leader only said that it had the record already. */
  readonly offset: number;
}

/** A try that failed. */
export interface ErrorEvent {
  readonly type: 'error';
  readonly atMs: number;
  readonly partition: number;
  readonly sequence: number;
  readonly attempt: number;
  readonly startedAtMs: number;
  /** Kafka's name of the error, or how the connection failed. */
  readonly kind: string;
  /** True when the record may be in the log all the same. */
  readonly mayBeDone: boolean;
}

/** A read prober's fetch that the leader has answered, empty or not: the partition can be read. */
export interface ReadEvent {
  readonly type: 'read';
  readonly atMs: number;
  readonly startedAtMs: number;
  readonly partition: number;
  /** Number of the broker that answered. */
  readonly leader: number;
  /** Offset and sequence of each record in the answer; sequence -1 for what no prober wrote. */
  readonly records: readonly (readonly [offset: number, sequence: number])[];
}

/** A read prober's fetch that failed. */
export interface ReadErrorEvent {
  readonly type: 'read-error';
  readonly atMs: number;
  readonly startedAtMs: number;
  readonly partition: number;
  /** -1 when no leader was known. */
  readonly leader: number;
  /** Kafka's name of the error, or how the connection failed. */
  readonly kind: string;
}

/** What became of a transaction of the drill's transactional writer. */
export interface TransactionEvent {
  readonly type: 'transaction';
  readonly atMs: number;
  /** Counts the transactions from 0. */
  readonly transaction: number;
  /** `unknown`: its end was asked for and never answered, so it may be either. */
  readonly state: 'begun' | 'committing' | 'committed' | 'aborting' | 'aborted' | 'unknown';
  /** Why it is aborted though it was not to be, or its end is unknown, as probers name it. @default nothing failed */
  readonly kind?: string;
}

/** A read-committed reader of the transactional writer's topic was given a record. */
export interface TransactionReadEvent {
  readonly type: 'transaction-read';
  readonly atMs: number;
  readonly transaction: number;
  readonly partition: number;
  readonly offset: number;
}

/** One broker no longer counts another one as alive, or counts it again: fenced with KRaft, unregistered with ZooKeeper. */
export interface FencingEvent {
  readonly type: 'fencing';
  readonly atMs: number;
  /** Number of the broker that was asked. */
  readonly seenBy: number;
  readonly broker: number;
  readonly fenced: boolean;
}

/** One broker's view of one partition, written down when it changes. */
export interface ViewEvent {
  readonly type: 'view';
  readonly atMs: number;
  /** Number of the broker that was asked. */
  readonly seenBy: number;
  readonly partition: number;
  /** -1 when there is none. */
  readonly leader: number;
  readonly leaderEpoch: number;
  readonly isr: readonly number[];
}

/** A broker begins or ceases to answer. */
export interface ReachEvent {
  readonly type: 'reach';
  readonly atMs: number;
  readonly broker: number;
  readonly answers: boolean;
  /** How it ceased to answer, as probers name it. @default nobody wrote it down, or it answers */
  readonly kind?: string;
}

/** Another node is the active controller. */
export interface ControllerEvent {
  readonly type: 'controller';
  readonly atMs: number;
  readonly controller: number;
}

/** A fault, or its undoing, begins or is done. */
export interface FaultEvent {
  readonly type: 'fault' | 'heal';
  readonly atMs: number;
  readonly edge: 'start' | 'end';
  readonly fault: FaultKind;
  readonly nodeId: string;
  /** The node's number, as views name it. */
  readonly node: number;
  /** True when the node is a broker: its copies leave the in-sync replicas. */
  readonly broker: boolean;
}

/** What the drill does now, in words. */
export interface StepEvent {
  readonly type: 'step';
  readonly atMs: number;
  readonly text: string;
}

/** Anything a drill writes down. */
export type HistoryEvent =
  | AttemptEvent
  | AckEvent
  | ErrorEvent
  | ReadEvent
  | ReadErrorEvent
  | DeliveredEvent
  | RebalanceEvent
  | MemberEvent
  | CoordinatorEvent
  | TransactionEvent
  | TransactionReadEvent
  | FencingEvent
  | ViewEvent
  | ReachEvent
  | ControllerEvent
  | FaultEvent
  | IncidentEvent
  | StepEvent;

/** A finished recording. */
export interface History {
  /** Wall-clock time of `atMs` 0, ISO 8601 in UTC. */
  readonly startedAt: string;
  readonly settings: DrillSettings;
  /** In the order of their times. */
  readonly events: readonly HistoryEvent[];
}

/** One record as it was read back after the drill. */
export interface ReadBackRecord {
  readonly partition: number;
  readonly offset: number;
  readonly sequence: number;
  readonly key: string;
}
