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
/** An answer that takes longer than this, and much longer than normal, was waiting for followers. */
const heldBackMs = 50;

/** How a partition's traffic looks while nothing is broken. */
export interface CalmTraffic {
  /** Gap between two acknowledgements from which on it is an outage: clearly more than the normal spacing. */
  readonly gapThresholdMs: number;
  /** How long an acknowledgement normally takes. */
  readonly latencyMs: number;
}

/** Measures calm traffic. @param acks acknowledgements before the first fault. */
export function measureCalm(acks: readonly AckEvent[], intervalMs: number): CalmTraffic {
  // The first half is slower than normal: brokers have only just met this topic and these connections.
  const settled = acks.slice(Math.floor(acks.length / 2));
  const spacings = settled.slice(1).map(({ atMs }, index) => atMs - (settled[index]?.atMs ?? atMs));
  const latencies = settled.map(({ atMs, startedAtMs }) => atMs - startedAtMs);
  const median = Math.max(intervalMs, quantile(spacings, 0.5));
  return {
    gapThresholdMs: Math.max(shortestGapMs, 10 * median, 2 * quantile(spacings, 0.99)),
    latencyMs: Math.max(1, quantile(latencies, 0.5)),
  };
}

function quantile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor(share * (values.length - 1))] ?? 0;
}

/**
 * Every outage of one partition, in order.
 * @param events of this partition only, in the order of their times.
 */
export function findWindows(
  events: readonly HistoryEvent[],
  calm: CalmTraffic,
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
    if (durationMs <= calm.gapThresholdMs) continue;
    const nextAttemptMs = attempts.find((attempt) => attempt.atMs >= before.atMs)?.atMs ?? before.atMs;
    const startUncertaintyMs = nextAttemptMs - before.atMs;
    const endUncertaintyMs = after === undefined ? 0 : endUncertainty(before, after, errors, calm);
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
  { latencyMs }: CalmTraffic,
): number {
  // A try that the leader held back is answered the moment the hindrance is gone.
  const heldBack = after.atMs - after.startedAtMs > Math.max(heldBackMs, 5 * latencyMs);
  if (heldBack) return latencyMs;
  const lastError = errors.findLast(({ atMs }) => atMs > before.atMs && atMs <= after.atMs);
  return after.atMs - (lastError?.atMs ?? after.startedAtMs);
}
