/** The faults of a history with their undoing, which of them were open at the same time, and what each did to partitions. */
import { faults, type FaultKind } from '../faults/index.ts';
import type { HistoryEvent, ViewEvent } from '../record/history.ts';

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
  /** When its undoing was done; null when it never was. */
  readonly healedMs: number | null;
}

/** Faults that were open together: what the cluster had to bear at once, and is judged for at once. */
export interface FaultGroup {
  /** In the order of their starts. */
  readonly spans: readonly FaultSpan[];
  /** When the first of them began. */
  readonly startMs: number;
  /** When the last of them began: from then on nothing more was broken. */
  readonly allMs: number;
  /** When the first undoing began; null when one of them was never undone. */
  readonly healMs: number | null;
  /** When the next group begins; infinite for the last one. */
  readonly untilMs: number;
  /** Whether a node of it came back by itself, and so at a time of nobody's choosing. @default false */
  readonly cameBack?: true;
}

/** The faults of a history, in order. */
export function faultSpans(events: readonly HistoryEvent[]): readonly FaultSpan[] {
  const spans: { -readonly [Field in keyof FaultSpan]: FaultSpan[Field] }[] = [];
  for (const event of events) {
    if (event.type !== 'fault' && event.type !== 'heal') continue;
    const { type, edge, fault, nodeId, node, broker, atMs } = event;
    if (type === 'fault' && edge === 'start') {
      spans.push({ fault, nodeId, node, broker, startMs: atMs, endMs: null, healMs: null, healedMs: null });
    } else if (type === 'heal' && edge === 'end') {
      const begun = spans.find(
        (span) => span.nodeId === nodeId && span.healMs !== null && span.healedMs === null,
      );
      if (begun !== undefined) begun.healedMs = atMs;
    } else {
      const open = spans.findLast((span) => span.nodeId === nodeId && span.healMs === null);
      if (open === undefined) continue;
      if (type === 'fault') open.endMs = atMs;
      else open.healMs = atMs;
    }
  }
  return spans;
}

/**
 * Puts together what was open together.
 * @param spans in the order of their starts
 * @param events among which are the returns of nodes that came back by themselves. @default none did
 */
export function faultGroups(
  spans: readonly FaultSpan[],
  events: readonly HistoryEvent[] = [],
): readonly FaultGroup[] {
  const returns = events.filter((event) => event.type === 'return');
  const isReturned = ({ nodeId, startMs, healMs }: FaultSpan): boolean =>
    healMs !== null &&
    returns.some((one) => one.nodeId === nodeId && one.atMs >= startMs && one.atMs <= healMs);
  const groups: FaultSpan[][] = [];
  for (const span of spans) {
    const open = groups.at(-1)?.some(({ healMs }) => healMs === null || healMs > span.startMs);
    if (open) groups.at(-1)?.push(span);
    else groups.push([span]);
  }
  return groups.map((members, index) => ({
    spans: members,
    startMs: members[0]?.startMs ?? 0,
    allMs: members.at(-1)?.startMs ?? 0,
    healMs: members.some(({ healMs }) => healMs === null)
      ? null
      : Math.min(...members.map(({ healMs }) => healMs ?? Infinity)),
    untilMs: groups[index + 1]?.[0]?.startMs ?? Infinity,
    ...(members.some(isReturned) && { cameBack: true as const }),
  }));
}

/** Whether something was broken, and all of it brought back. */
export function isHealed({
  faults: spans,
  input: { left },
}: {
  readonly faults: readonly FaultSpan[];
  readonly input: { readonly left?: string };
}): boolean {
  return left === undefined && spans.length > 0 && spans.every(({ healedMs }) => healedMs !== null);
}

/** Whether a node was broken at a time: from the fault's beginning until its undoing begins. */
function isBrokenAt(spans: readonly FaultSpan[], node: number, atMs: number): boolean {
  return spans.some((span) => span.broker && span.node === node && isOpenAt(span, atMs));
}

/** A broker that is cut off goes on believing in what it knew: what it says then is no evidence. */
function isMisledAt(spans: readonly FaultSpan[], node: number, atMs: number): boolean {
  return spans.some(
    (span) =>
      span.broker && span.node === node && faults[span.fault].cutsOff !== undefined && isOpenAt(span, atMs),
  );
}

function isOpenAt({ startMs, healMs }: FaultSpan, atMs: number): boolean {
  return startMs <= atMs && atMs < (healMs ?? Infinity);
}

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
  const retired = new Set<number>();
  let sinceMs: number | null = null;
  for (const event of events) {
    if (event.type === 'retire') {
      retired.add(event.broker);
      silent.delete(event.broker);
      full.delete(event.broker);
    }
    if (event.type === 'reach' && !retired.has(event.broker)) {
      if (event.answers) silent.delete(event.broker);
      else silent.add(event.broker);
      // A broker that does not answer has no opinion.
      if (!event.answers) full.delete(event.broker);
    }
    if (event.type === 'view' && event.partition === partition && !retired.has(event.seenBy)) {
      silent.delete(event.seenBy);
      if (!isMisledAt(spans, event.seenBy, event.atMs)) {
        full.set(event.seenBy, event.leader >= 0 && event.isr.length >= replicationFactor);
      }
    }
    const agreed = full.size > 0 && silent.size === 0 && [...full.values()].every(Boolean);
    if (!agreed) sinceMs = null;
    else sinceMs ??= Math.max(event.atMs, fromMs);
  }
  return sinceMs;
}
