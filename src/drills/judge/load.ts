/** The load that was asked for and the load that was reached: what a drill measured holds for the second one only. */
import type { HistoryEvent } from '../record/history.ts';
import type { DrillSettings } from '../plan/settings.ts';

/** Records per second; what was reached is null where nothing was acknowledged. */
export interface Load {
  /** Asked for, of each partition. */
  readonly askedPerPartition: number;
  /** Asked for, of all partitions together. */
  readonly asked: number;
  /** Acknowledged in each partition, in the order of their numbers. */
  readonly partitions: readonly (number | null)[];
  /** Acknowledged in all partitions together. */
  readonly reached: number | null;
  /** Whether every partition reached {@link reachedShare} of what was asked of it. */
  readonly isReached: boolean;
}

/** Share of the rate that was asked for from which on a partition has reached it: the rest is a busy machine's jitter. */
const reachedShare = 0.8;

/** The load of calm traffic: of the second half of the time before the first fault, as windows take their idea of calm. */
export function measureLoad(settings: DrillSettings, events: readonly HistoryEvent[]): Load {
  const askedPerPartition = 1_000 / settings.intervalMs;
  const first = events.find(({ type }) => type === 'attempt')?.atMs ?? 0;
  const untilMs =
    events.find(({ type }) => type === 'fault')?.atMs ??
    events.findLast((event) => event.type === 'attempt' && event.attempt === 1)?.atMs ??
    first;
  const fromMs = first + (untilMs - first) / 2;
  const acksMs = Array.from({ length: settings.partitions }, (): number[] => []);
  for (const event of events) {
    if (event.type === 'ack' && event.atMs <= untilMs) acksMs[event.partition]?.push(event.atMs);
  }
  const partitions = acksMs.map((times) => rate(times, fromMs, untilMs));
  const known = partitions.filter((reached) => reached !== null);
  return {
    askedPerPartition,
    asked: askedPerPartition * settings.partitions,
    partitions,
    reached: known.length === 0 ? null : known.reduce((sum, reached) => sum + reached, 0),
    isReached: partitions.every((reached) => (reached ?? 0) >= reachedShare * askedPerPartition),
  };
}

/** From one acknowledgement to another, so that a slow rate is not cut at the edges; never more than fits into the span. */
function rate(times: readonly number[], fromMs: number, untilMs: number): number | null {
  if (times.length === 0 || untilMs <= fromMs) return null;
  const before = times.findLastIndex((atMs) => atMs < fromMs);
  const own = times.slice(Math.max(0, before));
  const spanMs = (own.at(-1) ?? 0) - (own[0] ?? 0);
  const inSpan = ((times.length - 1 - before + 1) * 1_000) / (untilMs - fromMs);
  return spanMs <= 0 ? inSpan : Math.min(((own.length - 1) * 1_000) / spanMs, inSpan);
}

/** What a step says of a lead-in whose load was not reached. */
export function loadNotReached({ asked, reached }: Load): string {
  const got = reached === null ? 'none' : String(Math.round(reached));
  return `the load that was asked for is not reached: ${got} of ${Math.round(asked)} records/s in all; what follows is measured at that`;
}
