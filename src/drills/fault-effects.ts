/** What a fault did to each partition's leader and in-sync replicas, from the brokers' recorded views. */
import type { FaultGroup, FaultSpan } from './fault-spans.ts';
import type { HistoryEvent, ViewEvent } from './history.ts';

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
  const lost = new Set(group.spans.filter(({ broker }) => broker).map(({ node }) => node));
  const views = events.filter(
    (event): event is ViewEvent =>
      event.type === 'view' && event.partition === partition && event.atMs < group.untilMs,
  );
  // A node that is hit is no witness: a paused or cut-off leader goes on believing in itself.
  const others = views.filter(({ seenBy }) => !lost.has(seenBy));
  const witnesses = others.length > 0 ? others : views;
  const before = newestView(views.filter(({ atMs }) => atMs <= span.startMs));
  const after = witnesses.filter(({ atMs }) => atMs > span.startMs);
  const moved =
    before?.leader === span.node
      ? after.find(({ leader }) => leader >= 0 && leader !== span.node && !lost.has(leader))
      : undefined;
  const wasInSync = span.broker && before?.isr.includes(span.node) === true;
  const shrank = wasInSync ? after.find(({ isr }) => !isr.includes(span.node)) : undefined;
  const witnessNumbers = new Set(witnesses.map(({ seenBy }) => seenBy));
  const seen = events.filter(({ atMs }) => atMs < group.untilMs);
  const fullMs =
    span.healMs === null ? null : fullIsrAt(seen, partition, witnessNumbers, span.healMs, replicationFactor);
  const back =
    moved && after.find(({ leader, leaderEpoch }) => leader === span.node && leaderEpoch > moved.leaderEpoch);
  return {
    nodeId: span.nodeId,
    leaderBefore: before?.leader ?? -1,
    newLeader: moved?.leader ?? null,
    newLeaderAfterMs: moved === undefined ? null : moved.atMs - span.startMs,
    wasInSync,
    isrShrankAfterMs: shrank === undefined ? null : shrank.atMs - span.startMs,
    fullIsrAfterMs: fullMs === null || span.healMs === null ? null : Math.max(0, fullMs - span.healMs),
    leaderBackAfterMs: back === undefined || span.healMs === null ? null : back.atMs - span.healMs,
  };
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
 * Since when, from `fromMs` on, every witness that answers sees all copies in sync, to the end of these events.
 * It must last: a node that restarts before it was missed is still counted as in sync, and dropped only then.
 */
function fullIsrAt(
  events: readonly HistoryEvent[],
  partition: number,
  witnesses: ReadonlySet<number>,
  fromMs: number,
  replicationFactor: number,
): number | null {
  const full = new Map<number, boolean>();
  let sinceMs: number | null = null;
  for (const event of events) {
    // A broker that does not answer has no opinion.
    if (event.type === 'reach' && !event.answers) full.delete(event.broker);
    if (event.type === 'view' && event.partition === partition && witnesses.has(event.seenBy)) {
      full.set(event.seenBy, event.leader >= 0 && event.isr.length === replicationFactor);
    }
    const agreed = full.size > 0 && [...full.values()].every(Boolean);
    if (!agreed) sinceMs = null;
    else sinceMs ??= Math.max(event.atMs, fromMs);
  }
  return sinceMs;
}
