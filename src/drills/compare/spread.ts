/** How one number of a drill spread over several runs, since one run on a busy machine says little. */
import type { TimeMeasure } from '../judge/auditors/measures.ts';

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

/** The middle of several runs and how far they lie apart. */
export function spreadOf(values: readonly TimeMeasure[]): Spread {
  const known = values.filter((value) => typeof value === 'number').toSorted((a, b) => a - b);
  const middle = (known.length - 1) / 2;
  const [low, high] = [known[Math.floor(middle)], known[Math.ceil(middle)]];
  return {
    measured: known.length,
    never: values.filter((value) => value === 'never').length,
    median: low === undefined || high === undefined ? null : (low + high) / 2,
    lowest: known[0] ?? null,
    highest: known.at(-1) ?? null,
  };
}
