/** The one time axis of a report: seconds since the first fault, the same for every chart and every run. */
import type { DrillResult } from '../../../drills/run/run-drill.ts';

/** Times of a recording that charts show, in milliseconds on the recording's clock. */
export interface TimeFrame {
  /** What the axis calls 0: the first fault, or the first record where nothing was broken. */
  readonly originMs: number;
  /** First record. */
  readonly fromMs: number;
  /** End of the traffic. */
  readonly untilMs: number;
}

/** The time that a report of this drill covers. */
export function timeFrame({ history, verdict }: DrillResult): TimeFrame {
  const traffic = history.events.filter(
    ({ type }) => type === 'attempt' || type === 'ack' || type === 'error',
  );
  const fromMs = traffic[0]?.atMs ?? 0;
  const untilMs = traffic.at(-1)?.atMs ?? history.events.at(-1)?.atMs ?? 0;
  return { originMs: verdict.faults[0]?.startMs ?? fromMs, fromMs, untilMs: Math.max(untilMs, fromMs + 1) };
}

/** Place of a time on the axis, in seconds. */
export function secondsOf({ originMs }: TimeFrame, atMs: number): number {
  return (atMs - originMs) / 1_000;
}

/** First and last second of an axis. */
export interface AxisRange {
  readonly from: number;
  readonly until: number;
}

/** The axis that holds all frames, so that runs can be compared by eye. */
export function axisRange(frames: readonly TimeFrame[]): AxisRange {
  return {
    from: Math.min(...frames.map((frame) => secondsOf(frame, frame.fromMs))),
    until: Math.max(...frames.map((frame) => secondsOf(frame, frame.untilMs))),
  };
}

/** A time as the report writes it: `+9.04 s`, `-1.20 s`. */
export function sinceOrigin(frame: TimeFrame, atMs: number): string {
  const seconds = secondsOf(frame, atMs);
  // Rounded first, or -0.001 would read -0.00.
  const rounded = Math.round(seconds * 100) / 100;
  return `${rounded < 0 ? '−' : '+'}${Math.abs(rounded).toFixed(2)} s`;
}
