/** What the page is told of a drill over time: lanes of bars, and what happened between them. */

/** Something that held from one time to another, in milliseconds of the drill's clock. */
export interface BarView {
  readonly fromMs: number;
  /** Absent while it goes on. */
  readonly untilMs?: number;
  /** `holds` is good news, such as a leader; the others are what they say. */
  readonly kind: 'holds' | 'fault' | 'no-writes' | 'no-reads';
  /** As it reads in words and, where it fits, in the bar: `broker-2`, `killed`. */
  readonly text: string;
  /** Which of the nodes' colours it has, from 1 on; 0 has none. */
  readonly colour: number;
}

/** One thing that had a state all the time. */
export interface LaneView {
  readonly name: string;
  /** What it is of, where lanes belong together: `partition 0`. */
  readonly of: string;
  readonly bars: readonly BarView[];
}

/** Something that happened at one moment. */
export interface MomentView {
  readonly atMs: number;
  readonly kind: 'step' | 'fault' | 'heal';
  readonly text: string;
}

/** A drill so far. */
export interface TimeLineView {
  /** The drill's clock, in milliseconds; stands still at its end. */
  readonly nowMs: number;
  readonly lanes: readonly LaneView[];
  /** In the order of their times. */
  readonly moments: readonly MomentView[];
  /** Partitions that have no lanes, since there are too many. */
  readonly hidden: number;
}
