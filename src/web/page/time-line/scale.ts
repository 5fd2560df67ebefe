/** Where a moment of a drill is on its time line, as a share of its width. */
import type { BarView, TimeLineView } from '../../views/time-line.ts';

/** As long as a time line is at least, and the steps that it grows in, in milliseconds. */
const leastMs = 20_000;
const growthMs = 10_000;
/** Fewer labels than these are on an axis. */
const mostTicks = 7;
const tickSteps = [5_000, 10_000, 20_000, 30_000, 60_000, 120_000, 300_000, 600_000] as const;

/** The width of a time line: it grows in steps while it goes on, so that what is drawn does not move all the time. */
export function widthMs({ nowMs }: TimeLineView, isRunning: boolean): number {
  return isRunning ? Math.max(leastMs, Math.ceil((nowMs + 1) / growthMs) * growthMs) : Math.max(1_000, nowMs);
}

/** Times with a label, in milliseconds. */
export function ticksOf(width: number): readonly number[] {
  const step = tickSteps.find((one) => width / one < mostTicks) ?? width;
  return Array.from({ length: Math.floor(width / step) }, (_, index) => (index + 1) * step).filter(
    (atMs) => atMs < width * 0.96,
  );
}

/** `12.3%`. */
export function placeOf(atMs: number, width: number): string {
  return `${((Math.min(Math.max(atMs, 0), width) / width) * 100).toFixed(2)}%`;
}

/** When a bar ends, in milliseconds: now, while it goes on. */
export function endOf({ untilMs }: BarView, { nowMs }: TimeLineView): number {
  return untilMs ?? nowMs;
}

/** `3.2 s`. */
export function seconds(atMs: number): string {
  return `${(atMs / 1_000).toFixed(1)} s`;
}
