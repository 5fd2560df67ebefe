/** What all runs of a cell came to together: their verdicts, their load, and their records that nobody should miss. */
import type { MatrixCell } from '../../../drills/compare/matrix.ts';
import type { RunMeasures } from '../../../drills/compare/run-measures.ts';
import { perSecond } from '../load-text.ts';

/** Records of all runs together; `?` where nobody knows of one of them. */
export function total(runs: readonly RunMeasures[], count: 'lost' | 'duplicated'): string {
  // A run of which nobody knows hides any number.
  if (runs.some((run) => run[count] === null)) return '?';
  return runs.length === 0 ? '-' : String(runs.reduce((sum, run) => sum + (run[count] ?? 0), 0));
}

/** `passed 3 of 3`, or what else the runs came to. */
export function verdictText({ runs, problem, impossible = false }: MatrixCell): string {
  const passed = runs.filter((run) => run.passed).length;
  const unknown = runs.filter(({ known = true }) => !known).length;
  const of = runs.length === 1 ? '' : ` ${passed} of ${runs.length}`;
  if (runs.length === 0) return impossible ? 'not possible' : 'no result';
  const share = (count: number): string => (runs.length === 1 ? '' : ` ${count} of ${runs.length}`);
  const more = problem === undefined ? '' : ', others without result';
  return (
    (passed === runs.length
      ? `passed${of}`
      : [
          ...(runs.length - passed - unknown === 0 ? [] : [`FAILED${share(runs.length - passed - unknown)}`]),
          ...(unknown === 0 ? [] : [`unknown${share(unknown)}`]),
        ].join(', ')) + more
  );
}

/** The slowest run, with what was asked for where it was not reached. */
export function loadText({ runs }: MatrixCell): string {
  const [first] = runs;
  if (first === undefined) return '-';
  const slowest = runs.reduce((a, b) => ((b.load.reached ?? 0) < (a.load.reached ?? 0) ? b : a), first).load;
  const isReached = runs.every(({ load }) => load.isReached);
  return isReached
    ? perSecond(slowest.reached)
    : `${perSecond(slowest.reached)} of ${perSecond(slowest.asked)}: NOT reached`;
}
