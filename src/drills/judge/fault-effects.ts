/** What a fault did to each partition's leader and in-sync replicas, from the brokers' recorded views. */
import { isBrokenAt, isMisledAt, type FaultGroup, type FaultSpan } from '../record/fault-spans.ts';
import type { HistoryEvent, ViewEvent } from '../record/history.ts';

/** One fault's effect on one partition; times are since the fault, `null` means not seen. */
export interface FaultEffect {
  readonly nodeId: string;
  /** -1 when there was none. */
  readonly leaderBefore: number;
  /** Another leader, where the fault took the partition's own. */
  readonly newLeader: number | null;
  readonly newLeaderAfterMs: number | null;
  /** Whether the node's copy was in sync when the fault began. */
  readonly wasInSync: boolean;
  /** When the node was first seen outside the in-sync replicas. */
  readonly isrShrankAfterMs: number | null;
  /** When all copies were in sync again, since the node's restart began. */
  readonly fullIsrAfterMs: number | null;
  /** When the leader that the fault took led again, since its restart began. */
  readonly leaderBackAfterMs: number | null;
}

/** Where to look for a fault's effect. */
export interface EffectQuestion {
  /** At least the partition's views and the brokers' coming and going, in the order of their times. */
  readonly events: readonly HistoryEvent[];
  readonly partition: number;
  readonly span: FaultSpan;
  /** The faults that it belongs to: what comes after them is another one's effect. */
  readonly group: FaultGroup;
  readonly replicationFactor: number;
}

/** What one fault did to one partition. */
export function faultEffect({
  events,
  partition,
  span,
  group,
  replicationFactor,
}: EffectQuestion): FaultEffect {
  const seen = events.filter(({ atMs }) => atMs < group.untilMs);
  const views = seen.filter(
    (event): event is ViewEvent => event.type === 'view' && event.partition === partition,
  );
  const before = newestView(views.filter(({ atMs }) => atMs <= span.startMs));
  const after = views.filter(
    ({ atMs, seenBy, leaderEpoch }) =>
      atMs > span.startMs &&
      !isMisledAt(group.spans, seenBy, atMs) &&
      // A broker that has just started tells of what was.
      leaderEpoch >= (before?.leaderEpoch ?? -1),
  );
  const moved = before?.leader === span.node ? after.find((view) => isMove(before, view, group)) : undefined;
  const wasInSync = span.broker && before?.isr.includes(span.node) === true;
  const shrank = wasInSync ? after.find(({ isr }) => !isr.includes(span.node)) : undefined;
  const { healMs } = span;
  const fullMs = healMs === null ? null : fullIsrAt(seen, partition, group, healMs, replicationFactor);
  const back =
    moved &&
    healMs !== null &&
    after.find(
      ({ atMs, leader, leaderEpoch }) =>
        atMs >= healMs && leader === span.node && leaderEpoch > moved.leaderEpoch,
    );
  return {
    nodeId: span.nodeId,
    leaderBefore: before?.leader ?? -1,
    newLeader: moved?.leader ?? null,
    newLeaderAfterMs: moved === undefined ? null : moved.atMs - span.startMs,
    wasInSync,
    isrShrankAfterMs: shrank === undefined ? null : shrank.atMs - span.startMs,
    fullIsrAfterMs: fullMs === null || healMs === null ? null : Math.max(0, fullMs - healMs),
    leaderBackAfterMs: !back || healMs === null ? null : back.atMs - healMs,
  };
}

/** Whether a later election made another broker leader, one that is not broken itself at that time. */
function isMove(before: ViewEvent, { atMs, leader, leaderEpoch }: ViewEvent, { spans }: FaultGroup): boolean {
  const isOther = leader >= 0 && leader !== before.leader && leaderEpoch > before.leaderEpoch;
  return isOther && !isBrokenAt(spans, leader, atMs);
}

/** The view of the latest election; of its views the last one. A broker that has just started tells of older ones. */
export function newestView(views: readonly ViewEvent[]): ViewEvent | undefined {
  let newest: ViewEvent | undefined;
  for (const view of views) {
    if (newest === undefined || view.leaderEpoch >= newest.leaderEpoch) newest = view;
  }
  return newest;
}

/**
 * Since when, from `fromMs` on, every broker answers and sees all copies in sync, to the end of these events: what a drill
 * waits for (conditions.ts), so that the two never differ.
 * It must last: a node that restarts before it was missed is still counted as in sync, and dropped only then.
 */
function fullIsrAt(
  events: readonly HistoryEvent[],
  partition: number,
  { spans }: FaultGroup,
  fromMs: number,
  replicationFactor: number,
): number | null {
  const full = new Map<number, boolean>();
  const silent = new Set<number>();
  let sinceMs: number | null = null;
  for (const event of events) {
    if (event.type === 'reach') {
      if (event.answers) silent.delete(event.broker);
      else silent.add(event.broker);
      // A broker that does not answer has no opinion.
      if (!event.answers) full.delete(event.broker);
    }
    if (event.type === 'view' && event.partition === partition) {
      silent.delete(event.seenBy);
      if (!isMisledAt(spans, event.seenBy, event.atMs)) {
        full.set(event.seenBy, event.leader >= 0 && event.isr.length === replicationFactor);
      }
    }
    const agreed = full.size > 0 && silent.size === 0 && [...full.values()].every(Boolean);
    if (!agreed) sinceMs = null;
    else sinceMs ??= Math.max(event.atMs, fromMs);
  }
  return sinceMs;
}
