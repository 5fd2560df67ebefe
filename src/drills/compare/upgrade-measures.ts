/** What an upgrade cost, as a cell of a comparison: windows of the whole change, brokers that were fenced, time, and the way back. */
import type { DrillMeasures, TimeMeasure } from '../judge/auditors/measures.ts';
import { fencedTimesOf } from '../judge/fencings.ts';
import type { Verdict } from '../judge/verdict.ts';

/** A time in milliseconds; 0 for none, `never` where it had no end, null where nothing is known. */
type UpgradeTime = Exclude<TimeMeasure, 'unknown'>;

/** One upgrade's numbers. */
export interface UpgradeMeasures {
  /** The longest time in which a partition took no writes, from the first step to the last. */
  readonly noWritesMs: UpgradeTime;
  /** The same of reads. */
  readonly noReadsMs: UpgradeTime;
  /** The longest time that a broker was fenced by its own restart. */
  readonly fencedMs: UpgradeTime;
  /** The longest time that a broker was fenced while it ran, which no upgrade should cost (KAFKA-19586). */
  readonly fencedRunningMs: UpgradeTime;
  /** Brokers that were. */
  readonly fencedRunning: readonly string[];
  /** From the beginning of the first step to the end of the last one; null where they were not all done. */
  readonly stepsMs: UpgradeTime;
  /** Why the version of before cannot be had again; null where it can, or where the steps were not all done. */
  readonly closedBy: string | null;
}

/** What the change itself says of its steps. */
export interface UpgradeEnd {
  /** In milliseconds. @default they were not all done */
  readonly stepsMs?: number | undefined;
  /** @default the way back is open */
  readonly closedBy?: string;
}

/** The numbers of one upgrade. */
export function upgradeMeasuresOf(
  { measures, changes, faults }: Pick<Verdict, 'measures' | 'changes' | 'faults'>,
  { stepsMs, closedBy }: UpgradeEnd,
): UpgradeMeasures {
  const fenced = fencedTimesOf(changes, faults);
  const running = fenced.filter(({ whileRunning }) => whileRunning);
  return {
    noWritesMs: outage(measures, 'unavailableMs'),
    noReadsMs: outage(measures, 'unreadableMs'),
    fencedMs: longest(fenced.filter(({ whileRunning }) => !whileRunning)),
    fencedRunningMs: longest(running),
    fencedRunning: [...new Set(running.map(({ broker }) => `broker ${broker}`))],
    stepsMs: stepsMs ?? null,
    closedBy: closedBy ?? null,
  };
}

function outage(measures: DrillMeasures, name: 'unavailableMs' | 'unreadableMs'): UpgradeTime {
  const time = measures[name];
  // No window at all is no time to wait for.
  return time === 'unknown' ? null : (time ?? 0);
}

function longest(
  times: readonly { readonly fencedMs: number; readonly backMs: number | null }[],
): UpgradeTime {
  if (times.some(({ backMs }) => backMs === null)) return 'never';
  return Math.max(0, ...times.map(({ fencedMs, backMs }) => (backMs ?? fencedMs) - fencedMs));
}
