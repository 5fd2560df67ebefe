/** What a person sees of several runs of one drill: each main number with its median and its spread. */
import { mark } from '../marks.ts';
import type { DrillMeasures } from '../../drills/judge/auditors/measures.ts';
import type { RunsSummary } from '../../drills/compare/runs.ts';
import type { Spread } from '../../drills/compare/spread.ts';
import { perSecond } from './load-text.ts';
import { humanDuration, table } from './table.ts';

/** What is shown, in order; counts that are zero in every run are left out unless they are what a drill is about. */
const rows: readonly {
  measure: keyof DrillMeasures;
  title: string;
  unit: 'time' | 'count' | 'rate';
  always: boolean;
}[] = [
  { measure: 'unavailableMs', title: 'no writes for', unit: 'time', always: true },
  { measure: 'unreadableMs', title: 'no reads for', unit: 'time', always: true },
  { measure: 'newLeaderMs', title: 'new leader after', unit: 'time', always: true },
  { measure: 'isrShrinkMs', title: 'ISR shrank after', unit: 'time', always: true },
  { measure: 'fullIsrMs', title: 'full ISR after restart', unit: 'time', always: true },
  { measure: 'reachedPerSecond', title: 'records/s reached in all', unit: 'rate', always: true },
  { measure: 'lost', title: 'lost', unit: 'count', always: true },
  { measure: 'duplicated', title: 'duplicated', unit: 'count', always: true },
  { measure: 'outOfOrder', title: 'out of order', unit: 'count', always: false },
  { measure: 'unexpected', title: 'unexpected', unit: 'count', always: false },
  { measure: 'seenThenGone', title: 'read, then gone', unit: 'count', always: false },
  { measure: 'redelivered', title: 'delivered again', unit: 'count', always: false },
  { measure: 'controllerChanges', title: 'controller changes', unit: 'count', always: false },
];

/** The table, and how many runs passed. */
export function runsReport(summary: RunsSummary): string {
  const { runs, passed, unknown, load, measures } = summary;
  const shown = rows.filter(({ measure, always }) => always || (measures[measure].highest ?? 0) > 0);
  const lines = shown.map(({ measure, title, unit }) => {
    const spread = measures[measure];
    const cell = (value: number | null): string => (value === null ? '' : written(value, unit));
    return [title, cell(spread.median), cell(spread.lowest), cell(spread.highest), missing(spread, runs)];
  });
  const open = unknown === 0 ? '' : `, nothing is known of ${unknown}`;
  const verdict = `${passed} of ${runs} ${runs === 1 ? 'run' : 'runs'} passed${open}`;
  const asked = `load: ${perSecond(load.asked)} records/s asked for in all`;
  const reached =
    load.notReachedIn === 0
      ? `${asked}, reached in every run`
      : mark.doubtful(`${asked}, NOT reached in ${load.notReachedIn} of ${runs}`);
  return [
    table(['', 'MEDIAN', 'LOWEST', 'HIGHEST', ''], lines),
    '',
    reached,
    mark.strong(passed === runs ? mark.good(verdict) : mark.bad(verdict)),
  ].join('\n');
}

/** A median over fewer runs must not look like one over all of them. */
function missing({ measured, never }: Spread, runs: number): string {
  const none = runs - measured - never;
  return [
    ...(never > 0 ? [mark.bad(`never in ${never}`)] : []),
    ...(none > 0 ? [mark.dim(`none in ${none}`)] : []),
  ].join(', ');
}

function written(value: number, unit: 'time' | 'count' | 'rate'): string {
  if (unit === 'rate') return perSecond(value);
  return unit === 'time' ? humanDuration(value) : String(value);
}
