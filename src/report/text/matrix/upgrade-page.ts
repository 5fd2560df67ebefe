/** The comparison of `klab matrix --upgrades` as a page: what an upgrade costs, from each version to each later one. */
import type { MatrixResult } from '../../../drills/compare/matrix.ts';
import { escaped, markdownTable } from './markdown.ts';
import { whereAndHow, type MatrixOccasion } from './matrix-page.ts';
import { problemLines } from './matrix-report.ts';
import { upgradeGrid, upgradeTable, wayBackLines } from './upgrade-matrix.ts';

/** The page, in Markdown. */
export function upgradePage(result: MatrixResult, occasion: MatrixOccasion): string {
  const { cells, interrupted } = result;
  const list = (lines: readonly string[]): string => lines.map((line) => `- ${escaped(line)}`).join('\n');
  const problems = problemLines(cells);
  const noWay = wayBackLines(cells);
  return `${[
    '# Upgrades, measured',
    'What an upgrade of a running cluster costs its clients: each node restarts with the other version, one at a time, then the feature levels are raised, as [change.md](change.md) says.',
    ...whereAndHow(result, occasion),
    '## At a glance',
    'The longest time in which a partition took no writes, of the whole upgrade.',
    markdownTable(upgradeGrid(cells)),
    '## The table',
    markdownTable(upgradeTable(cells)),
    ...(problems.length === 0 ? [] : [list(problems)]),
    ...(interrupted ? ['The run was interrupted: the table is not complete.'] : []),
    ...(noWay.length === 0 ? [] : ['## The way back', list(noWay)]),
    '## How to read it',
    [
      `- A time is ${occasion.runs === 1 ? 'of one run' : 'the median of the runs, with the shortest and the longest'}; \`none\` is too short to tell from the traffic of a healthy cluster, and \`never\` had no end.`,
      '- **No writes** and **no reads** are the longest time between two answers to a prober, of all partitions and from the first step to the last.',
      '- **Lost** and **doubled** are records of all runs together, found by reading the whole topic back. Acknowledged records must not be lost; doubled ones are allowed, since the producers are not idempotent.',
      '- **Fenced: restarting** is the longest time that a broker did not count as alive since it was restarted; **fenced: running** is the same of one that nobody had touched, or that was fenced again after its restart, as [KAFKA-19586](https://issues.apache.org/jira/browse/KAFKA-19586) reports.',
      '- **Time** is from the first restart to the end of the last step.',
      '- **Way back** is whether the version of before can be had again afterwards: not once the feature levels are raised to what it does not read.',
    ].join('\n'),
  ].join('\n\n')}\n`;
}
