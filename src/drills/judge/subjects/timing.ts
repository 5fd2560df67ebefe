/** When a subject's producer was answered, partition by partition: what the fault cost it, beside what it cost the probers. */
import type { EventOf } from '../../record/events.ts';

/** Answers to a producer for one partition, around the first fault; times on the recording's clock, in milliseconds. */
export interface SubjectSilence {
  readonly partition: number;
  /** Whether the first fault hit its leader. */
  readonly isHit: boolean;
  /** Last acknowledgement before the fault was done, and first one after; null where there was none. */
  readonly lastAckBeforeMs: number | null;
  readonly firstAckAfterMs: number | null;
  /** `none`: it was never silent for much longer than it is by itself; `for-good`: it was not acknowledged anything again. */
  readonly silence: 'none' | 'over' | 'for-good';
  /** The longest time without an acknowledgement that was not over when the fault began. */
  readonly longestMs: number | null;
  /** When that time began: its last acknowledgement before it. Null where there was none. */
  readonly silentFromMs: number | null;
  /** When that time was over: the client had noticed. Null where it never was, or nothing was to be noticed. */
  readonly noticedMs: number | null;
  /** When a prober's record was acknowledged again; null where probers were never interrupted, or for good. */
  readonly servedMs: number | null;
}

/** What is known of a partition besides the subject. */
export interface PartitionAround {
  readonly partition: number;
  readonly isHit: boolean;
  readonly servedMs: number | null;
}

/** The first fault: when it began, and when it was done. */
export interface FaultTimes {
  readonly startMs: number;
  readonly doneMs: number;
}

/** A shorter pause is a busy machine's, in milliseconds. */
const shortestSilenceMs = 500;

/** @param acks in the order of their times @param untilMs when the producer was told to end, or ended */
export function silences(
  acks: readonly EventOf<'subject-ack'>[],
  partitions: readonly PartitionAround[],
  fault: FaultTimes,
  untilMs: number,
): readonly SubjectSilence[] {
  return partitions.map((around) => {
    const times = acks.flatMap(({ place, atMs }) => (place[0] === around.partition ? [atMs] : []));
    return {
      ...around,
      lastAckBeforeMs: times.filter((atMs) => atMs <= fault.doneMs).at(-1) ?? null,
      firstAckAfterMs: times.find((atMs) => atMs > fault.doneMs) ?? null,
      ...longest(times, fault.startMs, untilMs),
    };
  });
}

/** The longest pause that goes on into the time after the fault, by what pauses it makes by itself. */
function longest(
  times: readonly number[],
  faultMs: number,
  untilMs: number,
): Pick<SubjectSilence, 'silence' | 'longestMs' | 'silentFromMs' | 'noticedMs'> {
  const none = { silence: 'none', longestMs: null, silentFromMs: null, noticedMs: null } as const;
  const last = times.at(-1);
  if (last === undefined) return none;
  const pauses = times.slice(1).map((atMs, index) => ({ atMs, lastsMs: atMs - (times[index] ?? atMs) }));
  const usualMs = Math.max(0, ...pauses.filter(({ atMs }) => atMs < faultMs).map(({ lastsMs }) => lastsMs));
  const leastMs = Math.max(shortestSilenceMs, 2 * usualMs);
  const after = pauses.filter(({ atMs }) => atMs >= faultMs).toSorted((a, b) => b.lastsMs - a.lastsMs);
  const [worst] = after;
  const restMs = untilMs - last;
  if (restMs > leastMs && restMs > (worst?.lastsMs ?? 0)) {
    return { silence: 'for-good', longestMs: restMs, silentFromMs: last, noticedMs: null };
  }
  if (worst === undefined || worst.lastsMs <= leastMs) return none;
  const { lastsMs, atMs } = worst;
  return { silence: 'over', longestMs: lastsMs, silentFromMs: atMs - lastsMs, noticedMs: atMs };
}
