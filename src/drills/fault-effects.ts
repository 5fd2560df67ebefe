/** What a fault did to each partition's leader and in-sync replicas, from the brokers' recorded views. */
import type { FaultEvent, FaultKind, HistoryEvent, ViewEvent } from './history.ts';

/** A fault with its undoing. */
export interface FaultSpan {
  readonly fault: FaultKind;
  readonly nodeId: string;
  readonly node: number;
  readonly broker: boolean;
  readonly startMs: number;
  /** When the runtime had done it; null when it could not. */
  readonly endMs: number | null;
  /** When its undoing began; null when it was never undone. */
  readonly healMs: number | null;
}

/** One fault's effect on one partition; times are since the fault, `null` means not seen. */
export interface FaultEffect {
  readonly nodeId: string;
  /** -1 when there was none. */
  readonly leaderBefore: number;
  /** Another leader, where the fault took the partition's own. */
  readonly newLeader: number | null;
  readonly newLeaderAfterMs: number | null;
  /** When the node was first seen outside the in-sync replicas. */
  readonly isrShrankAfterMs: number | null;
  /** When all copies were in sync again, since the node's restart began. */
  readonly fullIsrAfterMs: number | null;
}

/** The faults of a history, in order. */
export function faultSpans(events: readonly HistoryEvent[]): readonly FaultSpan[] {
  const spans: { span: FaultSpan; healMs: number | null; endMs: number | null }[] = [];
  for (const event of events) {
    if (event.type === 'fault' && event.edge === 'start') {
      spans.push({ span: spanOf(event), healMs: null, endMs: null });
    } else if (event.type === 'fault' || event.type === 'heal') {
      const open = spans.findLast(({ span, healMs }) => span.nodeId === event.nodeId && healMs === null);
      if (open === undefined) continue;
      if (event.type === 'fault') open.endMs = event.atMs;
      else if (event.edge === 'start') open.healMs = event.atMs;
    }
  }
  return spans.map(({ span, endMs, healMs }) => ({ ...span, endMs, healMs }));
}

function spanOf({ fault, nodeId, node, broker, atMs }: FaultEvent): FaultSpan {
  return { fault, nodeId, node, broker, startMs: atMs, endMs: null, healMs: null };
}

/** What one fault did to one partition. */
export function faultEffect(
  events: readonly HistoryEvent[],
  partition: number,
  span: FaultSpan,
  replicationFactor: number,
): FaultEffect {
  const views = events.filter(
    (event): event is ViewEvent => event.type === 'view' && event.partition === partition,
  );
  // The node itself is no witness: a paused or cut-off leader goes on believing in itself.
  const others = views.filter(({ seenBy }) => seenBy !== span.node);
  const witnesses = others.length > 0 ? others : views;
  const before = views.findLast(({ atMs }) => atMs <= span.startMs);
  const after = witnesses.filter(({ atMs }) => atMs > span.startMs);
  const moved =
    before?.leader === span.node
      ? after.find(({ leader }) => leader >= 0 && leader !== span.node)
      : undefined;
  const shrank = before?.isr.includes(span.node)
    ? after.find(({ isr }) => !isr.includes(span.node))
    : undefined;
  const witnessNumbers = new Set(witnesses.map(({ seenBy }) => seenBy));
  const fullMs =
    span.healMs === null
      ? null
      : fullIsrAt(events, partition, witnessNumbers, span.healMs, replicationFactor);
  return {
    nodeId: span.nodeId,
    leaderBefore: before?.leader ?? -1,
    newLeader: moved?.leader ?? null,
    newLeaderAfterMs: moved === undefined ? null : moved.atMs - span.startMs,
    isrShrankAfterMs: shrank === undefined ? null : shrank.atMs - span.startMs,
    fullIsrAfterMs: fullMs === null || span.healMs === null ? null : Math.max(0, fullMs - span.healMs),
  };
}

/**
 * Since when, from `fromMs` on, every witness that answers sees all copies in sync, to the end of the recording.
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
