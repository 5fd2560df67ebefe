/** The faults of a history with their undoing, and which of them were open at the same time. */
import type { FaultEvent, FaultKind, HistoryEvent } from './history.ts';

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
