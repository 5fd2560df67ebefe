/** Finds the times during which a partition took no writes, or could not be read, from what its probers were answered. */
import type { HistoryEvent } from '../record/history.ts';

/** A time during which nothing was answered, and how exactly its edges are known. */
export interface UnavailabilityWindow {
  /** Last success before it; null when there was none at all. */
  readonly lastSuccessMs: number | null;
  /** First success after it; null when there was none to the end. */
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
  /** Gap between two successes from which on it is an outage: clearly more than the normal spacing. */
  readonly gapThresholdMs: number;
  /** How long an answer normally takes. */
  readonly latencyMs: number;
}

/** One try of a prober that has ended. */
export interface Probe {
  readonly startedAtMs: number;
  readonly atMs: number;
}

/** What became of one prober's tries, each list in the order of times. */
export interface Probes {
  readonly successes: readonly Probe[];
  readonly failures: readonly Probe[];
  /** When each try began, also one that has not ended. */
  readonly startsMs: readonly number[];
  /** When the last new try of any partition began: a partition that is silent by then is out of reach to the end. */
  readonly untilMs: number;
}

/** When the traffic of all partitions ended: the start of the last record that is new, and of the last fetch. */
export function trafficEnd(events: readonly HistoryEvent[]): {
  readonly writesMs: number;
  readonly readsMs: number;
} {
  let [writesMs, readsMs] = [0, 0];
  for (const event of events) {
    if (event.type === 'attempt' && event.attempt === 1) writesMs = Math.max(writesMs, event.atMs);
    if (event.type === 'read' || event.type === 'read-error') readsMs = Math.max(readsMs, event.startedAtMs);
  }
  return { writesMs, readsMs };
}

/** The tries to write a partition. @param events of this partition only, in the order of their times. */
export function writeProbes(events: readonly HistoryEvent[], untilMs: number): Probes {
  return {
    successes: events.filter((event) => event.type === 'ack'),
    failures: events.filter((event) => event.type === 'error'),
    startsMs: events.filter(({ type }) => type === 'attempt').map(({ atMs }) => atMs),
    untilMs,
  };
}

/** The tries to read a partition. @param events of this partition only, in the order of their times. */
export function readProbes(events: readonly HistoryEvent[], untilMs: number): Probes {
  const successes = events.filter((event) => event.type === 'read');
  const failures = events.filter((event) => event.type === 'read-error');
  const startsMs = [...successes, ...failures].map(({ startedAtMs }) => startedAtMs);
  return { successes, failures, startsMs: startsMs.toSorted((a, b) => a - b), untilMs };
}

/** Measures calm traffic. @param successes before the first fault. */
export function measureCalm(successes: readonly Probe[], intervalMs: number): CalmTraffic {
  // The first half is slower than normal: brokers have only just met this topic and these connections.
  const settled = successes.slice(Math.floor(successes.length / 2));
  const spacings = settled.slice(1).map(({ atMs }, index) => atMs - (settled[index]?.atMs ?? atMs));
  const latencies = settled.map(({ atMs, startedAtMs }) => atMs - startedAtMs);
  const median = Math.max(intervalMs, quantile(spacings, 0.5));
  return {
    gapThresholdMs: Math.max(shortestGapMs, 10 * median, 2 * quantile(spacings, 0.99)),
    latencyMs: Math.max(1, quantile(latencies, 0.5)),
  };
}

/** The value that a share of all are not above, such as 0.99 of them. */
export function quantile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor(share * (values.length - 1))] ?? 0;
}

/** Every outage of one partition, in order. */
export function findWindows(
  { successes, failures, startsMs, untilMs }: Probes,
  calm: CalmTraffic,
): readonly UnavailabilityWindow[] {
  const [firstMs] = startsMs;
  if (firstMs === undefined) return [];
  const lastMs = Math.max(startsMs.at(-1) ?? 0, failures.at(-1)?.atMs ?? 0, untilMs);
  if (successes.length === 0) {
    return [{ lastSuccessMs: null, firstSuccessMs: null, durationMs: lastMs - firstMs, uncertaintyMs: 0 }];
  }
  const windows: UnavailabilityWindow[] = [];
  for (const [index, before] of successes.entries()) {
    const after = successes[index + 1];
    const durationMs = (after?.atMs ?? lastMs) - before.atMs;
    if (durationMs <= calm.gapThresholdMs) continue;
    const nextStartMs = startsMs.find((startMs) => startMs >= before.atMs) ?? before.atMs;
    const startUncertaintyMs = nextStartMs - before.atMs;
    const endUncertaintyMs = after === undefined ? 0 : endUncertainty(before, after, failures, calm);
    windows.push({
      lastSuccessMs: before.atMs,
      firstSuccessMs: after?.atMs ?? null,
      durationMs,
      uncertaintyMs: Math.min(durationMs, startUncertaintyMs + endUncertaintyMs),
    });
  }
  return windows;
}

/** How long before its answer the first success could already have been had. */
function endUncertainty(
  before: Probe,
  after: Probe,
  failures: readonly Probe[],
  { latencyMs }: CalmTraffic,
): number {
  // A try that the leader held back is answered the moment the hindrance is gone.
  const heldBack = after.atMs - after.startedAtMs > Math.max(heldBackMs, 5 * latencyMs);
  if (heldBack) return latencyMs;
  const lastFailure = failures.findLast(({ atMs }) => atMs > before.atMs && atMs <= after.atMs);
  return after.atMs - (lastFailure?.atMs ?? after.startedAtMs);
}

/** Whether a window has anything to do with a span of time. */
export function overlaps(
  { lastSuccessMs, firstSuccessMs }: UnavailabilityWindow,
  fromMs: number,
  untilMs: number,
): boolean {
  return (firstSuccessMs ?? Infinity) > fromMs && (lastSuccessMs ?? -Infinity) < untilMs;
}
