/** Finds what a recording lacks: what a hole hides must pass neither for loss nor for its absence. */
import type { VerdictInput } from '../record/recording.ts';
import type { HistoryEvent } from '../record/history.ts';
import { counted } from '../../words.ts';

/** Everything that shows that a recording is not whole, in words; empty where nothing does. */
export function holesOf(input: VerdictInput): readonly string[] {
  const { history, holes = [], interrupted = false } = input;
  return [
    ...holes,
    ...answersToNothing(history.events),
    ...lostSequences(history.events),
    ...strayPartitions(input),
    ...(interrupted || holes.length > 0 ? [] : noTraffic(input)),
  ];
}

/** A prober answers for what it has tried, and numbers its records without a gap. */
function answersToNothing(events: readonly HistoryEvent[]): readonly string[] {
  const tried = new Set<string>();
  for (const event of events) if (event.type === 'attempt') tried.add(nameOf(event));
  const stray = events.filter(
    (event) => (event.type === 'ack' || event.type === 'error') && !tried.has(nameOf(event)),
  ).length;
  if (stray === 0) return [];
  return [`${counted(stray, 'answer')} to a record whose try is not in it`];
}

function nameOf({
  partition,
  sequence,
  attempt,
}: HistoryEvent & { readonly type: 'attempt' | 'ack' | 'error' }): string {
  return `${partition}/${sequence}/${attempt}`;
}

function lostSequences(events: readonly HistoryEvent[]): readonly string[] {
  const tried = new Map<number, Set<number>>();
  for (const event of events) {
    if (event.type !== 'attempt') continue;
    const own = tried.get(event.partition) ?? new Set<number>();
    tried.set(event.partition, own.add(event.sequence));
  }
  return [...tried].flatMap(([partition, own]) => {
    const highest = [...own].reduce((most, sequence) => Math.max(most, sequence), -1);
    const lacking = highest + 1 - own.size;
    return lacking === 0
      ? []
      : [`${counted(lacking, 'record')} of partition ${partition} is not in it as tried`];
  });
}

function strayPartitions({ history, readBack }: VerdictInput): readonly string[] {
  const { partitions } = history.settings;
  const isStray = (partition: number): boolean => partition < 0 || partition >= partitions;
  const events = history.events.filter(
    (event) => 'partition' in event && event.type !== 'transaction-read' && isStray(event.partition),
  ).length;
  const records = 'problem' in readBack ? 0 : readBack.filter(({ partition }) => isStray(partition)).length;
  if (events + records === 0) return [];
  return [
    `${counted(events + records, 'line')} of a partition that the topic, with ${partitions}, does not have`,
  ];
}

/** A drill breaks nothing before every partition has taken writes: without that, nothing was put to the test. */
function noTraffic({ history }: VerdictInput): readonly string[] {
  const faultMs = history.events.find(({ type }) => type === 'fault')?.atMs ?? Infinity;
  const served = new Set<number>();
  for (const event of history.events) {
    if (event.type === 'ack' && event.atMs <= faultMs) served.add(event.partition);
  }
  const silent = history.settings.partitions - served.size;
  if (silent <= 0) return [];
  const when = faultMs === Infinity ? '' : ' before the first fault';
  return [
    `no acknowledged record of ${silent} of ${counted(history.settings.partitions, 'partition')}${when}`,
  ];
}
