/** Compares what a consumer group was given with what is in the log: whoever reads must miss nothing either. */
import type { ResolvedTopology } from '../../../kafka/node.ts';
import { whyIdle, type GaveUp, type IdleGroup, type Standstill } from './idle-group.ts';
import type { DeliveredEvent, History, HistoryEvent, ReadBackRecord } from '../../record/history.ts';

/** What the group was given of one partition. Records are named by their sequence numbers; null without a log to compare with. */
export interface GroupPartitionAudit {
  readonly partition: number;
  /** Different records that reached any member. */
  readonly delivered: number;
  /** In the log below a record that was delivered, but never delivered itself: nobody will read it any more. */
  readonly skipped: readonly number[] | null;
  /** Deliveries beyond a record's first one. */
  readonly deliveredAgain: number;
  /** Records that a member was given after a later one; what anybody had been given before is delivered again instead. */
  readonly outOfOrder: number | null;
  /** Delivered, but not in the log any more. */
  readonly gone: readonly number[] | null;
  /** Records in the log after the last one that was delivered. */
  readonly behind: number | null;
  /** Longest time that an acknowledged record lay there while the group was given nothing of the partition. */
  readonly longestStandstillMs: number;
  /** When that was; null where nothing ever lay unread. */
  readonly standstill: Standstill | null;
}

/** What a drill showed of its consumer group. */
export interface GroupVerdict {
  readonly consumers: number;
  /** Generations of the group that began after the first fault; without one, after the first. */
  readonly rebalances: number;
  readonly partitions: readonly GroupPartitionAudit[];
  /** What kept the group from reading while it stood still longest; null where it never stood still for long. */
  readonly idle: IdleGroup | null;
  /** Every time that a member gave up, and whether it was seen in the group again. */
  readonly gaveUp: readonly GaveUp[];
}

/**
 * Audits the group; undefined when there was none.
 * @param log what was read back; without it nothing is known to be skipped, gone or behind.
 */
export function auditGroup(
  { settings, events }: History,
  topology: ResolvedTopology,
  log: readonly ReadBackRecord[] | undefined,
): GroupVerdict | undefined {
  if (settings.consumers === 0) return undefined;
  const partitions = Array.from({ length: settings.partitions }, (_, partition) => {
    const own = log?.filter((record) => record.partition === partition);
    return auditPartition(partition, events, own);
  });
  const gaveUp = gaveUpOf(events);
  return {
    consumers: settings.consumers,
    rebalances: countRebalances(events),
    partitions,
    idle: whyIdle(partitions, events, gaveUp, topology),
    gaveUp,
  };
}

function auditPartition(
  partition: number,
  events: readonly HistoryEvent[],
  log: readonly ReadBackRecord[] | undefined,
): GroupPartitionAudit {
  const deliveries = events.filter(
    (event): event is DeliveredEvent => event.type === 'delivered' && event.partition === partition,
  );
  const records = deliveries.flatMap((delivery) => delivery.records);
  const delivered = new Map(records.map((place) => [nameOf(...place), place]));
  const inLog = log && new Set(log.map(({ offset, sequence }) => nameOf(offset, sequence)));
  const kept = (log ?? []).filter(({ offset, sequence }) => delivered.has(nameOf(offset, sequence)));
  const reached = Math.max(-1, ...lastOf(kept.map(({ offset }) => offset)));
  const missed = (log ?? []).filter(({ offset, sequence }) => !delivered.has(nameOf(offset, sequence)));
  const gone = inLog === undefined ? [] : [...delivered].filter(([name]) => !inLog.has(name));
  return {
    partition,
    delivered: delivered.size,
    skipped:
      log === undefined
        ? null
        : missed.filter(({ offset }) => offset < reached).map(({ sequence }) => sequence),
    deliveredAgain: records.length - delivered.size,
    // What is gone from the log does not count, and nobody knows what is.
    outOfOrder: inLog === undefined ? null : countOutOfOrder(partition, events, inLog),
    gone: log === undefined ? null : gone.map(([, [, sequence]]) => sequence),
    behind: log === undefined ? null : missed.filter(({ offset }) => offset > reached).length,
    ...standstillOf(partition, events, deliveries),
  };
}

function gaveUpOf(events: readonly HistoryEvent[]): readonly GaveUp[] {
  return events
    .filter((event) => event.type === 'member')
    .map(({ member, atMs, reason }) => {
      const joined = events.find(
        (event) => event.type === 'rebalance' && event.member === member && event.atMs > atMs,
      );
      return { member, atMs, reason, joinedMs: joined?.atMs ?? null };
    });
}

/** A place in a log and what was written there: a log that was cut may have something else at the same offset. */
function nameOf(offset: number, sequence: number): string {
  return `${offset}:${sequence}`;
}

/** The highest of some offsets, as a list that may be empty; spreading all of them could exceed the stack. */
function lastOf(offsets: readonly number[]): readonly number[] {
  return offsets.toSorted((a, b) => a - b).slice(-1);
}

/**
 * Counts steps back within a member's run, from one join to the next, of records that nobody had been given yet: a member
 * may finish a batch of its former run after it has joined again, and then go back to what was committed.
 * Records that are gone do not count: after its log was cut a partition is rightly read again from a lower offset.
 */
function countOutOfOrder(
  partition: number,
  events: readonly HistoryEvent[],
  inLog: ReadonlySet<string>,
): number {
  const given = new Set<string>();
  const highest = new Map<number, number>();
  let steps = 0;
  for (const event of events) {
    if (event.type === 'rebalance') highest.delete(event.member);
    if (event.type !== 'delivered' || event.partition !== partition) continue;
    for (const [offset, sequence] of event.records) {
      const name = nameOf(offset, sequence);
      if (given.has(name) || !inLog.has(name)) continue;
      given.add(name);
      const last = highest.get(event.member) ?? -1;
      if (offset < last) steps += 1;
      highest.set(event.member, Math.max(last, offset));
    }
  }
  return steps;
}

function standstillOf(
  partition: number,
  events: readonly HistoryEvent[],
  deliveries: readonly DeliveredEvent[],
): Pick<GroupPartitionAudit, 'longestStandstillMs' | 'standstill'> {
  // In the order of their acknowledgements, so that the first is the oldest.
  const waitingSinceMs = new Map<number, number>();
  for (const event of events) {
    if (event.type !== 'ack' || event.partition !== partition) continue;
    waitingSinceMs.set(event.sequence, event.atMs);
  }
  let standstill: Standstill | null = null;
  let lastMs: number | undefined;
  const standsUntil = (untilMs: number): void => {
    const [oldestMs] = waitingSinceMs.values();
    // Until its first delivery the group has not begun; one that is given nothing at all never reads.
    if (oldestMs === undefined || (lastMs === undefined && deliveries.length > 0)) return;
    const fromMs = Math.max(lastMs ?? 0, oldestMs);
    const longestMs = standstill === null ? 0 : standstill.untilMs - standstill.fromMs;
    if (untilMs - fromMs > longestMs) standstill = { fromMs, untilMs };
  };
  for (const { atMs, records } of deliveries) {
    standsUntil(atMs);
    for (const [, sequence] of records) waitingSinceMs.delete(sequence);
    lastMs = atMs;
  }
  standsUntil(events.at(-1)?.atMs ?? 0);
  const found = standstill as Standstill | null;
  return { longestStandstillMs: found === null ? 0 : found.untilMs - found.fromMs, standstill: found };
}

/** A generation begins when a member joins that is in the current one already. */
function countRebalances(events: readonly HistoryEvent[]): number {
  const firstFaultMs = events.find(({ type }) => type === 'fault')?.atMs;
  const began: number[] = [];
  let members = new Set<number>();
  for (const event of events) {
    if (event.type !== 'rebalance') continue;
    if (began.length === 0 || members.has(event.member)) {
      began.push(event.atMs);
      members = new Set();
    }
    members.add(event.member);
  }
  return firstFaultMs === undefined
    ? Math.max(0, began.length - 1)
    : began.filter((atMs) => atMs > firstFaultMs).length;
}
