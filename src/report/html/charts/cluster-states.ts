/** What the cluster was like at each time, put together from what every broker said of it. */
import type { HistoryEvent, ViewEvent } from '../../../drills/record/history.ts';
import type { Fault } from '../measures.ts';
import type { TimeFrame } from './time-frame.ts';

/** Something that held for a while; times are on the recording's clock, in milliseconds. */
export interface Span<Value> {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly value: Value;
}

/** One partition at a time. */
export interface PartitionState {
  /** -1 when there was none. */
  readonly leader: number;
  readonly isr: readonly number[];
}

/**
 * A partition's leader and in-sync replicas over time; a gap where no broker said anything.
 * Of the newest leader epoch the state that most brokers see counts, of equals the latest: brokers learn one after
 * another, and one that comes back repeats at first what it knew. A node under a fault is not asked: cut off, it goes
 * on reporting what was.
 */
export function partitionStates(
  events: readonly HistoryEvent[],
  partition: number,
  frame: TimeFrame,
): readonly Span<PartitionState>[] {
  const opinions = new Map<number, ViewEvent>();
  const faulted = new Set<number>();
  return spansOf(events, frame, (event): PartitionState | undefined => {
    if (event.type === 'reach' && !event.answers) opinions.delete(event.broker);
    if (event.type === 'fault' && event.edge === 'start' && event.broker) faulted.add(event.node);
    if (event.type === 'heal' && event.edge === 'start') faulted.delete(event.node);
    if (event.type === 'view' && event.partition === partition) opinions.set(event.seenBy, event);
    return agreed([...opinions.values()].filter(({ seenBy }) => !faulted.has(seenBy)));
  });
}

function agreed(opinions: readonly ViewEvent[]): PartitionState | undefined {
  const newest = Math.max(...opinions.map(({ leaderEpoch }) => leaderEpoch));
  const current = opinions
    .filter(({ leaderEpoch }) => leaderEpoch === newest)
    .toSorted((a, b) => b.atMs - a.atMs);
  const votes = (view: ViewEvent): number => current.filter((other) => sameState(other, view)).length;
  const [best] = current.toSorted((a, b) => votes(b) - votes(a));
  return best && { leader: best.leader, isr: best.isr.toSorted((a, b) => a - b) };
}

function sameState(a: ViewEvent, b: ViewEvent): boolean {
  return a.leader === b.leader && a.isr.length === b.isr.length && a.isr.every((one) => b.isr.includes(one));
}

/** When a copy might lead a partition though it was not in sync. */
export function eligibleTimes(
  events: readonly HistoryEvent[],
  { partition, broker }: { readonly partition: number; readonly broker: number },
  frame: TimeFrame,
): readonly Span<true>[] {
  let isEligible = false;
  return spansOf(events, frame, (event): true | undefined => {
    if (event.type === 'elr' && event.partition === partition) isEligible = event.elr.includes(broker);
    return isEligible || undefined;
  });
}

/** When each broker answered, by its number. */
export function answering(
  events: readonly HistoryEvent[],
  broker: number,
  frame: TimeFrame,
): readonly Span<true>[] {
  let answers = false;
  return spansOf(events, frame, (event) => {
    if (event.type === 'reach' && event.broker === broker) answers = event.answers;
    if (event.type === 'view' && event.seenBy === broker) answers = true;
    return answers ? true : undefined;
  });
}

/** When at least one other broker counted this one as fenced. */
export function fenced(
  events: readonly HistoryEvent[],
  broker: number,
  frame: TimeFrame,
): readonly Span<true>[] {
  const seenBy = new Set<number>();
  return spansOf(events, frame, (event) => {
    if (event.type === 'fencing' && event.broker === broker) {
      if (event.fenced) seenBy.add(event.seenBy);
      else seenBy.delete(event.seenBy);
    }
    return seenBy.size > 0 ? true : undefined;
  });
}

/** Which node was the active controller. */
export function controllers(events: readonly HistoryEvent[], frame: TimeFrame): readonly Span<number>[] {
  let controller: number | undefined;
  return spansOf(events, frame, (event) => {
    if (event.type === 'controller') controller = event.controller;
    return controller;
  });
}

/** How long each fault lay on its node; to the end where it was never undone. */
export function faultTimes(faults: readonly Fault[], frame: TimeFrame): readonly Span<Fault>[] {
  return faults.map((fault) => ({
    fromMs: fault.startMs,
    untilMs: Math.min(fault.healMs ?? frame.untilMs, frame.untilMs),
    value: fault,
  }));
}

/** Follows a state through all events and keeps it where it differs, cut to the frame. */
function spansOf<Value>(
  events: readonly HistoryEvent[],
  { fromMs, untilMs }: TimeFrame,
  follow: (event: HistoryEvent) => Value | undefined,
): readonly Span<Value>[] {
  const spans: Span<Value>[] = [];
  let open: { sinceMs: number; value: Value; text: string } | undefined;
  const close = (atMs: number): void => {
    const span = open && { fromMs: Math.max(open.sinceMs, fromMs), untilMs: Math.min(atMs, untilMs) };
    if (open !== undefined && span !== undefined && span.untilMs > span.fromMs) {
      spans.push({ ...span, value: open.value });
    }
  };
  for (const event of events) {
    const isTraffic = event.type === 'attempt' || event.type === 'ack' || event.type === 'error';
    if (isTraffic || event.type === 'read' || event.type === 'step') continue;
    const value = follow(event);
    const text = JSON.stringify(value);
    if (open?.text === text) continue;
    close(event.atMs);
    open = value === undefined ? undefined : { sinceMs: event.atMs, value, text };
  }
  close(untilMs);
  return spans;
}
