/** The same drill several times: how its main numbers spread, since one run on a busy machine says little. */
import type { DrillMeasures, TimeMeasure } from '../judge/auditors/measures.ts';
import type { DrillResult } from '../run/run-drill.ts';

/** How one number spread over the runs. */
export interface Spread {
  /** Runs in which it was measured. */
  readonly measured: number;
  /** Runs in which what was waited for did not come. */
  readonly never: number;
  /** Of the measured runs; null when there was none. */
  readonly median: number | null;
  readonly lowest: number | null;
  readonly highest: number | null;
}

/** Several runs of one drill. */
export interface RunsSummary {
  readonly runs: number;
  readonly passed: number;
  /** Runs of whose promises nobody knows whether they were kept. */
  readonly unknown: number;
  /** The load that was asked for, in records per second of all partitions, and how many runs did not reach it. */
  readonly load: { readonly asked: number; readonly notReachedIn: number };
  readonly measures: { readonly [Measure in keyof DrillMeasures]: Spread };
}

/** Sums runs up. @param results at least one. */
export function summarizeRuns(results: readonly Pick<DrillResult, 'verdict'>[]): RunsSummary {
  const measured = results.map(({ verdict }) => verdict.measures);
  const spread = (measure: keyof DrillMeasures): Spread => spreadOf(measured.map((of) => of[measure]));
  return {
    runs: results.length,
    passed: results.filter(({ verdict }) => verdict.passed).length,
    unknown: results.filter(({ verdict }) => verdict.outcome === 'unknown').length,
    load: {
      asked: results[0]?.verdict.load.asked ?? 0,
      notReachedIn: results.filter(({ verdict }) => !verdict.load.isReached).length,
    },
    measures: {
      unavailableMs: spread('unavailableMs'),
      unreadableMs: spread('unreadableMs'),
      newLeaderMs: spread('newLeaderMs'),
      isrShrinkMs: spread('isrShrinkMs'),
      fullIsrMs: spread('fullIsrMs'),
      lost: spread('lost'),
      duplicated: spread('duplicated'),
      outOfOrder: spread('outOfOrder'),
      unexpected: spread('unexpected'),
      seenThenGone: spread('seenThenGone'),
      redelivered: spread('redelivered'),
      controllerChanges: spread('controllerChanges'),
      reachedPerSecond: spread('reachedPerSecond'),
    },
  };
}

function spreadOf(values: readonly TimeMeasure[]): Spread {
  const known = values.filter((value) => typeof value === 'number').toSorted((a, b) => a - b);
  return {
    measured: known.length,
    never: values.filter((value) => value === 'never').length,
    median: known.length === 0 ? null : median(known),
    lowest: known[0] ?? null,
    highest: known.at(-1) ?? null,
  };
}

function median(sorted: readonly number[]): number {
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2;
}
