/** The numbers that sum up a drill: what runs are compared by and what limits are set on. */

/**
 * A time in milliseconds, the longest over partitions and faults; `never` where what was waited for did not come,
 * null where there was nothing to wait for, `unknown` where somebody else had a hand in it.
 */
export type TimeMeasure = number | 'never' | 'unknown' | null;

/** A number of things; null where nothing is known. */
export type CountMeasure = number | null;

/** The main numbers of one drill. */
export interface DrillMeasures {
  /** Longest time that a partition took no writes. */
  readonly unavailableMs: TimeMeasure;
  /** Longest time that a partition could not be read. */
  readonly unreadableMs: TimeMeasure;
  /** From a leader's loss to another one. */
  readonly newLeaderMs: TimeMeasure;
  /** From a broker's loss to in-sync replicas without it. */
  readonly isrShrinkMs: TimeMeasure;
  /** From the undoing of the last fault to all copies in sync. */
  readonly fullIsrMs: TimeMeasure;
  readonly lost: CountMeasure;
  readonly duplicated: CountMeasure;
  readonly outOfOrder: CountMeasure;
  readonly unexpected: CountMeasure;
  readonly seenThenGone: CountMeasure;
  /** Records that the consumer group was given more than once; null where no group read. */
  readonly redelivered: CountMeasure;
  readonly controllerChanges: CountMeasure;
  /** Records per second that all partitions together acknowledged before the first fault. */
  readonly reachedPerSecond: CountMeasure;
}
