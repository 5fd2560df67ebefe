/** What `klab change` shows: what a change means, its steps, and where it stands at the end. */
import { stepInWords, type ChangeStep } from '../../../change/steps.ts';
import type { Comparison } from '../../../diff/changes.ts';
import { counted } from '../../../words.ts';
import { mark } from '../../marks.ts';
import { diffReport } from './diff-report.ts';
import { humanDuration, table } from '../table.ts';

/** A change before it is made. */
export interface ChangeInWords {
  readonly comparison: Comparison;
  readonly steps: readonly ChangeStep[];
  /** Between what metadata moves; what differs then is nothing that a person decides. @default it stays */
  readonly migration?: object;
  readonly costs?: string;
}

/** What follows from a change, and its steps with their reasons. */
export function changeReport({ comparison, steps, migration, costs }: ChangeInWords): string {
  const rows = steps.map((step, index) => [String(index + 1), stepInWords(step), step.reason]);
  return [
    ...(migration === undefined ? [diffReport([comparison])] : []),
    table(['STEP', '', 'WHY'], rows),
    ...(costs === undefined ? [] : [mark.doubtful(costs)]),
  ].join('\n\n');
}

/** Where a change stands. */
export interface ChangeStand {
  readonly id: string;
  readonly direction: 'there' | 'back';
  readonly steps: readonly ChangeStep[];
  readonly done: number;
  readonly isDone: boolean;
  /** What its steps took, in milliseconds. @default nobody knows */
  readonly stepsMs?: number;
  /** What a way back does not reach. @default it leads to what was before the change */
  readonly leaves?: string;
  /** After an upgrade: the version of before, and why it cannot be had again. @default it was none */
  readonly wayBack?: { readonly to: string; readonly closedBy?: string };
}

/** Where a change stands at the end of a run, and what to do about one that is not done. */
export function standReport(stand: ChangeStand): string {
  const { id, direction, steps, done, isDone, stepsMs, leaves } = stand;
  if (isDone) {
    const back =
      leaves === undefined ? 'is as it was before the change' : `is back as far as it can be: ${leaves}`;
    const what = direction === 'there' ? 'is changed' : back;
    const took = stepsMs === undefined ? '' : ` in ${humanDuration(stepsMs)}`;
    return [
      `${mark.good('✔')} ${mark.strong(id)} ${what} (${counted(steps.length, 'step')}${took})`,
      ...wayBackLines(stand),
    ].join('\n');
  }
  const next = steps[done];
  const open = { direction, done, total: steps.length, ...(next && { next: stepInWords(next) }) };
  return `${mark.bad('✘')} ${openChangeLine(id, open)}`;
}

function wayBackLines({ id, wayBack }: ChangeStand): readonly string[] {
  if (wayBack === undefined) return [];
  const { to, closedBy } = wayBack;
  return [
    closedBy === undefined
      ? `the way back to Kafka ${to} is open: klab change ${id} --kafka ${to}`
      : mark.doubtful(`there is no way back to Kafka ${to}: ${closedBy}`),
  ];
}

/** A change that is not at its end: how far it is, and what to do about it. */
export function openChangeLine(
  id: string,
  {
    direction,
    done,
    total,
    next,
  }: Pick<ChangeStand, 'direction' | 'done'> & { readonly total: number; readonly next?: string },
): string {
  const what = direction === 'there' ? 'a change is open' : 'a change is being taken back';
  const far = `${done} of ${counted(total, 'step')} done${next === undefined ? '' : `, next: ${next}`}`;
  const back = direction === 'there' ? `, klab change ${id} --back goes back` : '';
  return `${mark.doubtful(what)}: ${far}; klab change ${id} --resume goes on${back}`;
}
