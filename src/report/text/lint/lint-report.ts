/** What `klab lint` shows in a terminal. */
import type { LintFinding } from '../../../lint/finding.ts';
import type { LintResult } from '../../../lint/lint.ts';
import { counted } from '../../../words.ts';
import { mark } from '../../marks.ts';

const riskMarks = { low: mark.notable, medium: mark.doubtful, high: mark.bad } as const;

/** Every finding with its place and its fix, and the line to remember. @param paths what was looked at */
export function lintReport(
  { findings, clusters, notes, risk }: LintResult,
  paths: readonly string[],
): string {
  return [...findings.map(findingText), ...notes.map((note) => mark.dim(note)), summary()].join('\n\n');

  function summary(): string {
    const nodes = clusters.flat().length;
    const what = `${counted(clusters.length, 'cluster')} of ${counted(nodes, 'node')} in ${paths.join(', ')}`;
    if (clusters.length === 0) return mark.doubtful(`no cluster found in ${paths.join(', ')}`);
    return risk === 'none'
      ? mark.good(`nothing found: ${what}`)
      : riskMarks[risk](`${counted(findings.length, 'finding')} in ${what}; risk ${risk}`);
  }
}

function findingText({ file, line, risk, nodes, text, fix, rule }: LintFinding): string {
  return [
    `${mark.strong(`${file}:${line}`)}  ${riskMarks[risk](risk)}  ${text}`,
    `    ${fix}  ${mark.dim(nodes.length > 1 ? `${rule}; ${nodes.join(', ')}` : rule)}`,
  ].join('\n');
}
