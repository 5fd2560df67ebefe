/** The figures of a verdict that a report shows: the only file of the report that knows how a verdict is laid out. */
import { mainReasons } from '../../drills/judge/auditors/incident-findings.ts';
import type { PartitionVerdict } from '../../drills/judge/auditors/evidence.ts';
import type { DrillResult } from '../../drills/run/run-drill.ts';
import type { Verdict } from '../../drills/judge/verdict.ts';
import type { UnavailabilityWindow } from '../../drills/judge/windows.ts';
import { loadReservation, perSecond } from '../text/load-text.ts';
import { humanDuration } from '../text/table.ts';

/** A fault with its undoing. */
export type Fault = Verdict['faults'][number];

/** One figure with its name. */
export interface Measure {
  readonly name: string;
  readonly value: string;
  /** What a person should know of the figure, in a few words. */
  readonly note?: string;
  readonly tone: 'good' | 'bad' | 'plain';
}

/** Times when a partition took no writes. */
export function writeWindows({ unavailable }: PartitionVerdict): readonly UnavailabilityWindow[] {
  return unavailable;
}

/** Times when a partition could not be read. */
export function readWindows({ unreadable }: PartitionVerdict): readonly UnavailabilityWindow[] {
  return unreadable;
}

/** The longest of the windows. */
export function longestOf(windows: readonly UnavailabilityWindow[]): UnavailabilityWindow | undefined {
  return windows.toSorted((a, b) => b.durationMs - a.durationMs)[0];
}

/** The main figures, in the order of their weight. */
export function measures({ verdict, history }: DrillResult): readonly Measure[] {
  const { totals, partitions, settings, load } = verdict;
  return [
    { name: 'Acknowledged', value: grouped(totals.acknowledged), note: 'records', tone: 'plain' },
    totals.lost === null
      ? { name: 'Lost', value: '?', note: 'not read back', tone: 'bad' }
      : {
          name: 'Lost',
          value: grouped(totals.lost),
          note: 'of the acknowledged',
          tone: totals.lost === 0 ? 'good' : 'bad',
        },
    {
      name: 'Duplicated',
      value: totals.duplicated === null ? '?' : grouped(totals.duplicated),
      note: settings.idempotent ? 'idempotent' : 'not idempotent',
      tone: (totals.duplicated ?? 0) > 0 && settings.idempotent ? 'bad' : 'plain',
    },
    gapMeasure('No writes for', partitions, writeWindows),
    ...(history.events.some(({ type }) => type === 'read')
      ? [gapMeasure('No reads for', partitions, readWindows)]
      : []),
    ...newLeaderMeasure(verdict),
    {
      name: 'Load',
      value: `${perSecond(load.reached)}/s`,
      note: load.isReached
        ? `reached, of ${perSecond(load.asked)} asked for`
        : `NOT reached: ${perSecond(load.asked)} asked for`,
      tone: load.isReached ? 'plain' : 'bad',
    },
  ];
}

function gapMeasure(
  name: string,
  partitions: readonly PartitionVerdict[],
  windowsOf: (partition: PartitionVerdict) => readonly UnavailabilityWindow[],
): Measure {
  const longest = longestOf(partitions.flatMap(windowsOf));
  if (longest === undefined) return { name, value: '0 ms', note: 'no interruption', tone: 'good' };
  const where = partitions.filter((partition) => windowsOf(partition).includes(longest));
  const note = `at most, ${where.map(({ partition }) => `partition ${partition}`).join('')}`;
  const forGood = longest.firstSuccessMs === null;
  return {
    name,
    value: humanDuration(longest.durationMs),
    note: forGood ? `${note}, to the end` : note,
    tone: forGood ? 'bad' : 'plain',
  };
}

/** The slowest move of a leader that a fault took. */
function newLeaderMeasure({ partitions, faults }: Verdict): readonly Measure[] {
  const led = faults.flatMap(({ broker, node }, index) =>
    broker
      ? partitions.flatMap(({ effects }) => effects[index] ?? []).filter((one) => one.leaderBefore === node)
      : [],
  );
  if (led.length === 0) return [];
  const name = 'New leader after';
  const afterMs = led.flatMap(({ newLeaderAfterMs }) => newLeaderAfterMs ?? []);
  if (afterMs.length === 0) return [{ name, value: 'none', note: 'not seen', tone: 'plain' }];
  const missing = led.length - afterMs.length;
  const note =
    missing > 0
      ? `slowest that was seen; ${missing} not seen`
      : led.length === 1
        ? 'one election'
        : `slowest of ${led.length}`;
  return [{ name, value: humanDuration(Math.max(...afterMs)), note, tone: 'plain' }];
}

/** The verdict in one sentence. */
export function verdictSentence({ verdict, interrupted }: DrillResult): string {
  const { totals, outcome, findings } = verdict;
  if (interrupted && outcome === 'unknown') {
    return 'The drill was interrupted: what it shows is not whole.';
  }
  const open = findings.filter(({ ok }) => !ok);
  if (outcome === 'unknown') return `${sentence(mainReasons(open))}.`;
  if (outcome === 'broken') {
    return `${sentence(open.filter(({ unknown = false }) => !unknown).map(({ text }) => text))}.`;
  }
  const gap = longestOf(verdict.partitions.flatMap(writeWindows));
  const interruption =
    gap === undefined
      ? 'writes were never interrupted'
      : `no partition was without writes for longer than ${humanDuration(gap.durationMs)}`;
  return `All ${grouped(totals.acknowledged)} acknowledged records were kept, and ${interruption}${loadReservation(verdict.load)}.`;
}

function sentence(texts: readonly string[]): string {
  const text = texts.join('; ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A count as a person reads it: `12,345`. */
export function grouped(count: number): string {
  return count.toLocaleString('en-GB');
}
