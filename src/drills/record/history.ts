/** What a drill writes down: every event on one clock, as plain data that a verdict or a report can be made of later. */
import type { DrillSettings } from '../plan/settings.ts';
import type { EventOf, EventType } from './events.ts';

/** Anything a drill writes down. */
export type HistoryEvent = EventOf<EventType>;
/** A fault, or its undoing, begins or is done. */
export type FaultEvent = EventOf<'fault' | 'heal'>;
/** One broker's view of one partition. */
export type ViewEvent = EventOf<'view'>;
/** What became of a transaction. */
export type TransactionEvent = EventOf<'transaction'>;
/** A member of the drill's consumer group was given records. */
export type DeliveredEvent = EventOf<'delivered'>;
/** How the partition is that keeps the group's offsets. */
export type CoordinatorEvent = EventOf<'coordinator'>;
/** Something that the drill has not done. */
export type IncidentEvent = EventOf<'incident'>;
/** What can happen to a node that the drill has not done. */
export type IncidentKind = IncidentEvent['what'];

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
