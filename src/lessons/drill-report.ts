/** What a lesson is told of a drill's report: the numbers that a reader finds in it. */

/** A report in `reports/` of the current folder. */
export interface DrillReport {
  /** Name of the drill, such as `kill-leader`. */
  readonly drill: string;
  /** Its folder, as a person names it. */
  readonly dir: string;
  readonly outcome: 'held' | 'broken' | 'unknown';
  /** When the drill began, in milliseconds since 1970. */
  readonly startedAtMs: number;
  /** When its verdict was written last, in milliseconds since 1970. */
  readonly judgedAtMs: number;
  /** Acknowledged records in all. */
  readonly acknowledged: number;
  /** Those that are not in the log; absent where nobody knows. */
  readonly lost?: number;
  /** Longest time that each partition took no writes, in milliseconds; 0 where it always did. */
  readonly noWritesMs: readonly number[];
}
