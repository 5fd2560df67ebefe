/** The faults of a history with their undoing, and which of them were open at the same time. */
import type { FaultEvent, HistoryEvent } from './history.ts';
import { faults, type FaultKind } from '../faults/index.ts';

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
}

/** The faults of a history, in order. */
export function faultSpans(events: readonly HistoryEvent[]): readonly FaultSpan[] {
  const spans: {
    span: FaultSpan;
    endMs: number | null;
    healMs: number | null;
    healedMs: number | null;
  }[] = [];
  for (const event of events) {
    if (event.type === 'fault' && event.edge === 'start') {
      spans.push({ span: spanOf(event), endMs: null, healMs: null, healedMs: null });
    } else if (event.type === 'heal' && event.edge === 'end') {
      const begun = spans.find(
        ({ span, healMs, healedMs }) => span.nodeId === event.nodeId && healMs !== null && healedMs === null,
      );
      if (begun !== undefined) begun.healedMs = event.atMs;
    } else if (event.type === 'fault' || event.type === 'heal') {
      const open = spans.findLast(({ span, healMs }) => span.nodeId === event.nodeId && healMs === null);
      if (open === undefined) continue;
      if (event.type === 'fault') open.endMs = event.atMs;
      else open.healMs = event.atMs;
    }
  }
  return spans.map(({ span, endMs, healMs, healedMs }) => ({ ...span, endMs, healMs, healedMs }));
}

function spanOf({ fault, nodeId, node, broker, atMs }: FaultEvent): FaultSpan {
  return { fault, nodeId, node, broker, startMs: atMs, endMs: null, healMs: null, healedMs: null };
}

/** Puts together what was open together. @param spans in the order of their starts. */
export function faultGroups(spans: readonly FaultSpan[]): readonly FaultGroup[] {
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
  }));
}

/** Whether a node was broken at a time: from the fault's beginning until its undoing begins. */
export function isBrokenAt(spans: readonly FaultSpan[], node: number, atMs: number): boolean {
  return spans.some((span) => span.broker && span.node === node && isOpenAt(span, atMs));
}

/** A broker that is cut off goes on believing in what it knew: what it says then is no evidence. */
export function isMisledAt(spans: readonly FaultSpan[], node: number, atMs: number): boolean {
  return spans.some(
    (span) =>
      span.broker && span.node === node && faults[span.fault].cutsOff !== undefined && isOpenAt(span, atMs),
  );
}

function isOpenAt({ startMs, healMs }: FaultSpan, atMs: number): boolean {
  return startMs <= atMs && atMs < (healMs ?? Infinity);
}
