/** The same drill several times: how its main numbers spread. */
import { measureNames, type DrillMeasures } from '../judge/auditors/measures.ts';
import type { DrillResult } from '../run/run-drill.ts';
import { spreadOf, type Spread } from './spread.ts';

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
  const verdicts = results.map(({ verdict }) => verdict);
  return {
    runs: results.length,
    passed: verdicts.filter(({ passed }) => passed).length,
    unknown: verdicts.filter(({ outcome }) => outcome === 'unknown').length,
    load: {
      asked: verdicts[0]?.load.asked ?? 0,
      notReachedIn: verdicts.filter(({ load }) => !load.isReached).length,
    },
    measures: Object.fromEntries(
      measureNames.map((name) => [name, spreadOf(verdicts.map(({ measures }) => measures[name]))]),
    ) as RunsSummary['measures'],
  };
}
