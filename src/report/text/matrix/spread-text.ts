/** Several runs of one time as one cell of a table. */
import { spreadOf } from '../../../drills/compare/spread.ts';
import { humanDuration } from '../table.ts';

/** `9.0 s (8.7 s - 9.4 s)`; of one run the value alone. */
export function spreadText(values: readonly (number | 'never' | null)[]): string {
  const { never, median, lowest, highest } = spreadOf(values);
  if (median === null || lowest === null || highest === null) return never > 0 ? 'never' : '-';
  const range = values.length === 1 || highest === 0 ? '' : ` (${timeText(lowest)} - ${timeText(highest)})`;
  return `${timeText(median)}${range}${never > 0 ? `, never in ${never} of ${values.length}` : ''}`;
}

function timeText(ms: number): string {
  return ms === 0 ? 'none' : humanDuration(ms);
}
