/** What a subject's consumer was given, held against its topic: skipped, doubled, out of order, nowhere; and how long records lay unread. */
import type { EventOf } from '../../record/events.ts';
import type { RecordedSubject } from '../../record/recording.ts';

/** What a consumer was given of one partition. */
export interface PartitionReading {
  readonly partition: number;
  /**
   * The longest time from a record's acknowledgement to when the consumer had it, of those that it had once something was
   * broken, in milliseconds; null where none is known to have been read.
   */
  readonly unreadMs: number | null;
}

/** What became of a consumer's records; null is what nobody knows. */
export interface ConsumerFindings {
  readonly records: number;
  /** In the topic, and passed over: it was given later ones. */
  readonly skipped: number | null;
  /** In the topic behind the last that it was given. */
  readonly unread: number | null;
  /** Given to it again. */
  readonly doubled: number;
  /** Times that it was given what lies before what it had: after a rebalance, say. */
  readonly wentBack: number;
  /** Offsets that it says it was given, and that the topic does not have. */
  readonly nowhere: number | null;
  /** Times that it was given partitions. */
  readonly assignments: number;
  /** The longest time that it had no partition after it had had one, in milliseconds; null where it never got one again. */
  readonly unassignedMs: number | null;
  /** Offsets that it could not commit, by how often. */
  readonly failedCommits: number;
  readonly partitions: readonly PartitionReading[];
}

/**
 * Judges what it was given.
 * @param acks of the producer of the same topic, by which the wait of a record is known
 * @param sinceMs when something was broken: what it was given before that had waited for it to begin
 */
export function judgeConsumer(
  events: readonly EventOf<'subject-read' | 'subject-partitions' | 'subject-commit'>[],
  acks: readonly EventOf<'subject-ack'>[],
  readBack: RecordedSubject['readBack'],
  partitions: number,
  sinceMs = 0,
): ConsumerFindings {
  const reads = events.filter((event) => event.type === 'subject-read');
  const logs = Array.from({ length: partitions }, (_, partition) =>
    readingOf(
      partition,
      reads.filter(({ range }) => range[0] === partition),
      'problem' in readBack
        ? undefined
        : readBack.flatMap(([own, offset]) => (own === partition ? [offset] : [])),
    ),
  );
  const strays = reads.reduce(
    (sum, { range: [partition, , , count] }) => sum + (partition < partitions ? 0 : count),
    0,
  );
  const sum = (count: (log: Reading) => number): number => logs.reduce((all, log) => all + count(log), 0);
  const isKnown = !('problem' in readBack);
  return {
    records: reads.reduce((all, { range }) => all + range[3], 0),
    skipped: isKnown ? sum(({ skipped }) => skipped) : null,
    unread: isKnown ? sum(({ unread }) => unread) : null,
    doubled: sum(({ doubled }) => doubled),
    wentBack: sum(({ wentBack }) => wentBack),
    nowhere: isKnown ? sum(({ nowhere }) => nowhere) + strays : null,
    failedCommits: events.filter((event) => event.type === 'subject-commit' && !event.ok).length,
    ...groupOf(events.filter((event) => event.type === 'subject-partitions')),
    partitions: logs.map(({ partition, firstReadMs }) => ({
      partition,
      unreadMs: longestWait(partition, firstReadMs, acks, sinceMs),
    })),
  };
}

interface Reading {
  readonly partition: number;
  /** When each offset was first given. */
  readonly firstReadMs: ReadonlyMap<number, number>;
  readonly skipped: number;
  readonly unread: number;
  readonly doubled: number;
  readonly wentBack: number;
  readonly nowhere: number;
}

/** Ranges are walked no further than the topic reaches, and not for ever: a program may name any offset that there is not. */
function readingOf(
  partition: number,
  reads: readonly EventOf<'subject-read'>[],
  offsets: readonly number[] | undefined,
): Reading {
  const firstReadMs = new Map<number, number>();
  const there = new Set(offsets);
  const end = offsets?.reduce((most, offset) => Math.max(most, offset), -1) ?? Infinity;
  let [doubled, wentBack, nowhere, last, steps] = [0, 0, 0, -1, 0];
  for (const { range, atMs } of reads) {
    const [, first, most, count] = range;
    if (first <= last) wentBack += 1;
    last = Math.max(last, most);
    let found = 0;
    const until = Math.min(most, end);
    for (let offset = first; offset <= until && steps < mostSteps; offset += 1) {
      steps += 1;
      if (offsets !== undefined && !there.has(offset)) continue;
      found += 1;
      if (firstReadMs.has(offset)) doubled += 1;
      else firstReadMs.set(offset, atMs);
    }
    nowhere += Math.max(0, count - found);
  }
  const lost = (offsets ?? []).filter((offset) => !firstReadMs.has(offset));
  const skipped = lost.filter((offset) => offset < Math.min(last, end)).length;
  return { partition, firstReadMs, skipped, unread: lost.length - skipped, doubled, wentBack, nowhere };
}

/** More than any drill reads: one that says again and again that it was given everything is not followed for ever. */
const mostSteps = 300_000;

function longestWait(
  partition: number,
  firstReadMs: ReadonlyMap<number, number>,
  acks: readonly EventOf<'subject-ack'>[],
  sinceMs: number,
): number | null {
  let longest: number | null = null;
  for (const { place, atMs } of acks) {
    const readMs = place[0] === partition ? firstReadMs.get(place[1]) : undefined;
    // One that is read before its acknowledgement arrives has not waited.
    if (readMs !== undefined && readMs >= sinceMs) longest = Math.max(longest ?? 0, readMs - atMs);
  }
  return longest;
}

/** Between an assignment that left it nothing, or a revocation of all, and the next one of something. */
function groupOf(
  changes: readonly EventOf<'subject-partitions'>[],
): Pick<ConsumerFindings, 'assignments' | 'unassignedMs'> {
  const held = new Set<number>();
  let sinceMs: number | undefined;
  let [assignments, longest] = [0, 0];
  for (const { what, partitions, atMs } of changes) {
    for (const partition of partitions) {
      if (what === 'assigned') held.add(partition);
      else held.delete(partition);
    }
    if (what === 'assigned' && partitions.length > 0) {
      assignments += 1;
      if (sinceMs !== undefined) longest = Math.max(longest, atMs - sinceMs);
      sinceMs = undefined;
    } else if (held.size === 0 && assignments > 0) sinceMs ??= atMs;
  }
  return { assignments, unassignedMs: sinceMs === undefined ? longest : null };
}
