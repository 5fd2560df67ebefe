/** When a subject's producer was answered, partition by partition: what the fault cost it, beside what it cost the probers. */
import type { EventOf } from '../../record/events.ts';

/** Answers to a producer for one partition, around the first fault; times on the recording's clock, in milliseconds. */
export interface SubjectSilence {
  readonly partition: number;
  /** Whether the first fault hit its leader. */
  readonly isHit: boolean;
  /** Null where there was none. */
  readonly lastAckBeforeMs: number | null;
  readonly firstAckAfterMs: number | null;
  /** The longest time without an acknowledgement that ended after the fault began; null where it never ended. */
  readonly longestMs: number | null;
  /** When that time was over: the client had noticed. Null where it never was. */
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

/** @param acks in the order of their times @param untilMs when the producer was told to end, or ended */
export function silences(
  acks: readonly EventOf<'subject-ack'>[],
  partitions: readonly PartitionAround[],
  faultMs: number,
  untilMs: number,
): readonly SubjectSilence[] {
  return partitions.map(({ partition, isHit, servedMs }) => {
    const times = acks.flatMap(({ place, atMs }) => (place[0] === partition ? [atMs] : []));
    const before = times.filter((atMs) => atMs < faultMs).at(-1) ?? null;
    const after = times.find((atMs) => atMs >= faultMs) ?? null;
    return {
      partition,
      isHit,
      servedMs,
      lastAckBeforeMs: before,
      firstAckAfterMs: after,
      ...longest(times, faultMs, untilMs),
    };
  });
}

/** The longest pause that ends after the fault, or goes on to the end. */
function longest(
  times: readonly number[],
  faultMs: number,
  untilMs: number,
): Pick<SubjectSilence, 'longestMs' | 'noticedMs'> {
  let found = { longestMs: -1, noticedMs: -1 };
  times.forEach((atMs, index) => {
    const pauseMs = atMs - (times[index - 1] ?? atMs);
    if (atMs >= faultMs && pauseMs > found.longestMs) found = { longestMs: pauseMs, noticedMs: atMs };
  });
  const last = times.at(-1);
  const restMs = last === undefined ? -1 : untilMs - last;
  // Its own pace leaves some rest; one that is longer than every other pause, by a second, is a silence that never ended.
  const isForGood = last !== undefined && restMs > Math.max(found.longestMs, 0) + 1_000;
  return isForGood || found.longestMs < 0 ? { longestMs: null, noticedMs: null } : found;
}
