/** What `klab diff` shows in a terminal. */
import { counted } from '../../../words.ts';
import { mark } from '../../marks.ts';
import { highest, notJudged, type Comparison, type Consequence, type Risk } from '../../../diff/changes.ts';
import {
  changeInWords,
  diffSections,
  restartInWords,
  unjudgedInWords,
  type ChangeBlock,
  type ChangesAlike,
  type DiffSection,
} from './diff-lines.ts';

const riskMarks: Readonly<Record<Risk, (text: string) => string>> = {
  none: mark.dim,
  low: mark.notable,
  medium: mark.doubtful,
  high: mark.bad,
};

const signs = { added: mark.good('+'), removed: mark.bad('-'), changed: mark.doubtful('~') } as const;

/** All comparisons, and the lines to remember. */
export function diffReport(comparisons: readonly Comparison[]): string {
  const sections = diffSections(comparisons).map(sectionText);
  return [...sections, ...targetLines(comparisons), ...noteLines(comparisons), summary(comparisons)].join(
    '\n\n',
  );
}

function sectionText({ topology, sides: [before, after], targets, blocks }: DiffSection): string {
  const where = [...new Set(targets)].join(', ');
  return [`${mark.strong(topology)} on ${where}: ${before} -> ${after}`, ...blocks.map(blockText)].join('\n');
}

function blockText({ title, alike }: ChangeBlock): string {
  return [`  ${mark.strong(title)}`, ...alike.map(alikeText)].join('\n');
}

function alikeText({ changes, consequences }: ChangesAlike): string {
  return [
    ...changes.map((change) => `    ${signs[change.action]} ${changeInWords(change)}`),
    ...consequences.map((consequence) => `        ${consequenceText(consequence)}`),
  ].join('\n');
}

function consequenceText({ rule, risk, text, restart }: Consequence): string {
  if (rule === notJudged) return `${mark.doubtful('not judged')}  ${text}`;
  const label = restart === undefined ? risk : `restart: ${restart}`;
  return `${riskMarks[risk](label)}  ${text}`;
}

/** What differs because the targets do: named, since a reader would miss it, and no change. */
function targetLines(comparisons: readonly Comparison[]): readonly string[] {
  return comparisons
    .filter(({ byTarget }) => byTarget.length > 0)
    .map(({ topology, before, after, byTarget }) =>
      [
        mark.dim(`${topology}: settings that differ because ${before.target} and ${after.target} must`),
        ...byTarget.map(({ setting, reason }) => mark.dim(`    ${setting}: ${reason}`)),
      ].join('\n'),
    );
}

function noteLines(comparisons: readonly Comparison[]): readonly string[] {
  const notes = [...new Set(comparisons.flatMap((comparison) => comparison.notes))];
  return notes.length === 0 ? [] : [notes.map((note) => `${mark.doubtful('!')} ${note}`).join('\n')];
}

/** The last lines: how much differs, what restarts, what it risks. */
function summary(comparisons: readonly Comparison[]): string {
  const changed = comparisons.filter(({ changes }) => changes.length > 0);
  const [first] = comparisons;
  if (changed.length === 0) {
    const [before, after] = [first?.before, first?.after];
    const word =
      first !== undefined && before?.target !== after?.target
        ? "nothing of Kafka's own differs"
        : 'nothing differs';
    return mark.good(`${word}: ${before?.label} and ${after?.label} mean the same`);
  }
  const lines = changed.map((comparison) => {
    const { topology, after, before, changes } = comparison;
    const target = before.target === after.target ? after.target : `${before.target} and ${after.target}`;
    const count = counted(changes.length, 'change');
    const restarts = /^live(:|$)/.test(comparison.after.label) ? '' : `; ${restartInWords(comparison)}`;
    return `${topology} on ${target}: ${count}${restarts}; risk ${comparison.risk}${unjudgedInWords(changes)}`;
  });
  return riskMarks[highest(changed.map(({ risk }) => risk))](lines.join('\n'));
}
