/** Finds the times during which a partition took no writes, from the acknowledgements of its prober. */
import type { AckEvent, ErrorEvent, HistoryEvent } from './history.ts';

/** A time during which nothing was acknowledged, and how exactly its edges are known. */
export interface UnavailabilityWindow {
  /** Last acknowledgement before it; null when there was none at all. */
  readonly lastSuccessMs: number | null;
  /** First acknowledgement after it; null when writes never came back. */
  readonly firstSuccessMs: number | null;
  /** From the last success to the first one, or to the end of the traffic. */
  readonly durationMs: number;
  /** How much shorter the outage itself may have been: the spacing of the probes around both edges. */
  readonly uncertaintyMs: number;
}

/** Shortest gap that can count as an outage: below it garbage collection and scheduling look the same. */
const shortestGapMs = 100;

/**
 * Gap between two acknowledgements from which on it is an outage: clearly more than this partition's normal spacing.
 * @param acksMs times of acknowledgements before the first fault.
 */
export function gapThreshold(acksMs: readonly number[], intervalMs: number): number {
  const spacings = acksMs.slice(1).map((time, index) => time - (acksMs[index] ?? time)).toSorted((a, b) => a - b);
  const quantile = (share: number): number => spacings[Math.floor(share * (spacings.length - 1))] ?? intervalMs;
  return Math.max(shortestGapMs, 10 * Math.max(intervalMs, quantile(0.5)), 2 * quantile(0.99));
}

/**
 * Every outage of one partition, in order.
 * @param events of this partition only, in the order of their times.
 */
export function findWindows(
  events: readonly HistoryEvent[],
  thresholdMs: number,
  intervalMs: number,
): readonly UnavailabilityWindow[] {
  const acks = events.filter((event) => event.type === 'ack');
  const errors = events.filter((event) => event.type === 'error');
  const attempts = events.filter((event) => event.type === 'attempt');
  const firstMs = attempts[0]?.atMs;
  const lastMs = Math.max(attempts.at(-1)?.atMs ?? 0, errors.at(-1)?.atMs ?? 0);
  if (firstMs === undefined) return [];
  if (acks.length === 0) {
    return [{ lastSuccessMs: null, firstSuccessMs: null, durationMs: lastMs - firstMs, uncertaintyMs: 0 }];
  }
  const windows: UnavailabilityWindow[] = [];
  for (const [index, before] of acks.entries()) {
    const after = acks[index + 1];
    const durationMs = (after?.atMs ?? lastMs) - before.atMs;
    if (durationMs <= thresholdMs) continue;
    const nextAttemptMs = attempts.find((attempt) => attempt.atMs >= before.atMs)?.atMs ?? before.atMs;
    const startUncertaintyMs = nextAttemptMs - before.atMs;
    const endUncertaintyMs = after === undefined ? 0 : endUncertainty(before, after, errors, thresholdMs, intervalMs);
    windows.push({
      lastSuccessMs: before.atMs,
      firstSuccessMs: after?.atMs ?? null,
      durationMs,
      uncertaintyMs: Math.min(durationMs, startUncertaintyMs + endUncertaintyMs),
    });
  }
  return windows;
}

/** How long before its acknowledgement the first success could already have been had. */
function endUncertainty(
  before: AckEvent,
  after: AckEvent,
  errors: readonly ErrorEvent[],
  thresholdMs: number,
  intervalMs: number,
): number {
  // A try that the leader held back is answered the moment the hindrance is gone.
  const heldBack = after.atMs - after.startedAtMs > thresholdMs;
  if (heldBack) return intervalMs;
  const lastError = errors.findLast(({ atMs }) => atMs > before.atMs && atMs <= after.atMs);
  return after.atMs - (lastError?.atMs ?? after.startedAtMs);
}
