/** A diff as a comment for a pull request. */
import { notJudged, type Comparison, type Consequence } from '../../../diff/changes.ts';
import { changeInWords, diffSections, restartInWords, type DiffSection } from './diff-lines.ts';

/** First line of the comment: by it a workflow finds the comment that it made before. */
export const markdownMark = '<!-- klab diff -->';

/** Longest comment that GitHub takes, in characters, less some room. */
const longestComment = 60_000;

const riskMarks = { none: '⚪', low: '🔵', medium: '🟡', high: '🔴' } as const;

/** All comparisons as Markdown. */
export function diffMarkdown(comparisons: readonly Comparison[]): string {
  const changed = comparisons.filter(({ changes }) => changes.length > 0);
  const head = [markdownMark, '### What changes, in Kafka’s words', ''];
  if (changed.length === 0) return [...head, 'Nothing that Kafka would notice.', ''].join('\n');
  const summary = [
    '| topology | target | changes | restarts | risk |',
    '| --- | --- | --- | --- | --- |',
    ...changed.map(
      (one) =>
        `| ${one.topology} | ${targetOf(one)} | ${one.changes.length} | ${cell(restartInWords(one))} | ${riskMarks[one.risk]} ${one.risk} |`,
    ),
    '',
  ];
  const notes = [...new Set(changed.flatMap((one) => one.notes))].map((note) => `> ${note}`);
  const text = [...head, ...summary, ...diffSections(comparisons).map(section), ...notes].join('\n');
  if (text.length <= longestComment) return text;
  const end = text.lastIndexOf('\n', longestComment);
  return `${text.slice(0, end)}\n\n…and more; \`klab diff\` shows all.\n`;
}

function targetOf({ before, after }: Comparison): string {
  return before.target === after.target ? after.target : `${before.target} to ${after.target}`;
}

function section({ topology, targets, blocks }: DiffSection): string {
  const rows = blocks.flatMap(({ title, alike }) =>
    alike.map(({ changes, consequences }) => {
      const lines = changes.map((change) => code(changeInWords(change))).join('<br>');
      return `| ${cell(title)} | ${lines} | ${consequences.map((one) => cell(effect(one))).join('<br>')} |`;
    }),
  );
  return [
    `#### ${topology} on ${[...new Set(targets)].join(', ')}`,
    '',
    '| where | change | what follows |',
    '| --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}

function effect({ rule, risk, text, restart }: Consequence): string {
  if (rule === notJudged) return `❔ not judged: ${text}`;
  return `${riskMarks[risk]} ${restart === undefined ? '' : `restart ${restart}: `}${text}`;
}

/** A cell ends at a bar, and at a line's end. */
function cell(text: string): string {
  return text
    .replaceAll('|', String.raw`\|`)
    .replaceAll('\n', ' ')
    .replaceAll('<', '&lt;');
}

function code(text: string): string {
  return `\`${text
    .replaceAll('`', "'")
    .replaceAll('|', String.raw`\|`)
    .replaceAll('\n', ' ')}\``;
}
