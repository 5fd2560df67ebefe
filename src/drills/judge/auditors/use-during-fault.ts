/**
 * How one partition was used while nodes were gone and after: the one reading of that time that findings are made of, from
 * the same windows that tables and measures show.
 */
import type { Evidence, PartitionVerdict } from './evidence.ts';
import type { FaultGroup, FaultSpan } from '../fault-spans.ts';
import { lastVainWait, type VainWait } from './vain-waits.ts';
import { overlaps, type UnavailabilityWindow } from '../windows.ts';

/** What a partition is used for, and the event that shows it works. */
export const uses = {
  writes: { event: 'ack', during: 'writes-during-fault', after: 'writes-after', verb: 'took writes' },
  reads: { event: 'read', during: 'reads-during-fault', after: 'reads-after', verb: 'could be read' },
} as const;

/** Whatever a partition is used for. */
export type Use = keyof typeof uses;

/** What became of a use: it was never interrupted, it was and came back, it was when this time ended, or nobody tried. */
export type UseState = 'went-on' | 'came-back' | 'stopped' | 'untried';

/** A partition's use while one group of faults was open. */
export function useDuring(
  evidence: Evidence,
  use: Use,
  group: FaultGroup,
  partition: PartitionVerdict,
): UseState {
  const untilMs = group.healMs ?? Infinity;
  const vainMs = vainDuring(evidence.waits, use, group) ?? 0;
  // What is answered before that says nothing of how things are with the fault in force.
  const inForceMs = Math.min(untilMs, Math.max(noticedMs(evidence, use, group, partition), vainMs));
  const windows = windowsOf(partition, use).filter((window) => overlaps(window, group.startMs, untilMs));
  const signs = evidence.input.history.events.some(
    (event) =>
      event.type === uses[use].event &&
      event.partition === partition.partition &&
      event.atMs > inForceMs &&
      event.atMs <= untilMs,
  );
  const isOpenAtEnd = windows.some(
    ({ lastSuccessMs, firstSuccessMs }) =>
      (lastSuccessMs ?? -Infinity) <= inForceMs && (firstSuccessMs ?? Infinity) > untilMs,
  );
  // Waited for in vain, and no answer after that: the wait is right, however short the gap was.
  if (!signs && (isOpenAtEnd || windowToEnd(windows) || vainMs > 0)) return 'stopped';
  if (windows.length > 0) return 'came-back';
  return signs || wasTried(evidence, use, group, partition) ? 'went-on' : 'untried';
}

function wasTried(
  { input }: Evidence,
  use: Use,
  { startMs, healMs }: FaultGroup,
  { partition }: PartitionVerdict,
): boolean {
  const tries = { writes: ['attempt'], reads: ['read', 'read-error'] }[use];
  return input.history.events.some(
    (event) =>
      tries.includes(event.type) &&
      'partition' in event &&
      event.partition === partition &&
      event.atMs >= startMs &&
      event.atMs <= (healMs ?? Infinity),
  );
}

/** A partition's use from the moment on that everything was back. */
export function useAfter(
  { input, faults, waits }: Evidence,
  use: Use,
  healedMs: number,
  partition: PartitionVerdict,
): 'came-back' | 'stopped-again' | 'never' {
  const vainMs = vainAfter(waits, use, faults) ?? 0;
  const signs = input.history.events.some(
    (event) =>
      event.type === uses[use].event &&
      event.partition === partition.partition &&
      event.atMs > Math.max(healedMs, vainMs),
  );
  if (!signs) return 'never';
  return windowToEnd(windowsOf(partition, use)) ? 'stopped-again' : 'came-back';
}

/** When writes were waited for in vain while a group was open; of reads there is no such wait. */
export function vainDuring(
  waits: readonly VainWait[],
  use: Use,
  { startMs, healMs }: FaultGroup,
): number | undefined {
  if (use === 'reads') return undefined;
  return lastVainWait(waits, 'writes-back', { fromMs: startMs, untilMs: healMs ?? Infinity });
}

/** The same once everything was told to come back. */
export function vainAfter(
  waits: readonly VainWait[],
  use: Use,
  faults: readonly FaultSpan[],
): number | undefined {
  if (use === 'reads') return undefined;
  const fromMs = Math.max(0, ...faults.map(({ healMs }) => healMs ?? 0));
  return lastVainWait(waits, 'writes-back', { fromMs, untilMs: Infinity });
}

function windowsOf({ unavailable, unreadable }: PartitionVerdict, use: Use): readonly UnavailabilityWindow[] {
  return use === 'writes' ? unavailable : unreadable;
}

function windowToEnd(windows: readonly UnavailabilityWindow[]): boolean {
  return windows.some(({ firstSuccessMs }) => firstSuccessMs === null);
}

/** When the cluster had drawn its conclusions from the faults, as far as this partition is concerned. */
function noticedMs({ faults }: Evidence, use: Use, group: FaultGroup, { effects }: PartitionVerdict): number {
  const times = group.spans.map((span) => {
    const effect = effects[faults.indexOf(span)];
    // Reads need a leader; writes with acks=all need the lost copy to be counted out as well.
    const shrankAfterMs = use === 'writes' ? (effect?.isrShrankAfterMs ?? 0) : 0;
    // What is answered while a fault is still being done says nothing of how things are with it.
    return Math.max(span.endMs ?? 0, span.startMs + Math.max(effect?.newLeaderAfterMs ?? 0, shrankAfterMs));
  });
  return Math.max(...times);
}
