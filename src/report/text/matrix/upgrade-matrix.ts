/** The comparison of `klab matrix --upgrades`: one row per upgrade, and the interruption of writes from each version to each later one. */
import type { MatrixCell } from '../../../drills/compare/matrix.ts';
import type { UpgradeMeasures } from '../../../drills/compare/upgrade-measures.ts';
import { humanDuration } from '../table.ts';
import { nameOf, sessionText, titleOf, topologyText } from './cell-names.ts';
import type { TextTable } from './client-matrix.ts';
import { spreadText } from './spread-text.ts';
import { loadText, total, verdictText } from './verdict-text.ts';

/** A column: its title, and what a cell says there. */
interface Column {
  readonly title: string;
  readonly text: (cell: MatrixCell) => string;
}

type UpgradeTime = 'noWritesMs' | 'noReadsMs' | 'fencedMs' | 'fencedRunningMs' | 'stepsMs';

/** The table as text. Topologies and sessions are columns where there are several. */
export function upgradeTable(cells: readonly MatrixCell[]): TextTable {
  const columns: readonly Column[] = [
    ...ifSeveral(cells, { title: 'Topology', text: topologyText }),
    ...ifSeveral(cells, { title: 'Session', text: sessionText }),
    { title: 'From', text: ({ topology }) => topology.kafkaVersion },
    { title: 'To', text: ({ upgradeTo = '-' }) => upgradeTo },
    time('No writes', 'noWritesMs'),
    time('No reads', 'noReadsMs'),
    { title: 'Lost', text: ({ runs }) => total(runs, 'lost') },
    { title: 'Doubled', text: ({ runs }) => total(runs, 'duplicated') },
    time('Fenced: restarting', 'fencedMs'),
    { title: 'Fenced: running', text: fencedRunningText },
    time('Time', 'stepsMs'),
    { title: 'Way back', text: wayBackText },
    { title: 'Records/s', text: loadText },
    { title: 'Verdict', text: verdictText },
  ];
  return {
    head: columns.map(({ title }) => title),
    rows: cells.map((cell) => columns.map(({ text }) => text(cell))),
  };
}

/** How long writes were interrupted, from each version, a row, to each later one, a column. */
export function upgradeGrid(cells: readonly MatrixCell[]): TextTable {
  const to = unique(cells.map(({ upgradeTo = '-' }) => upgradeTo));
  const clusters = unique(cells.map(clusterText));
  const rows = clusters.flatMap((cluster) => {
    const own = cells.filter((cell) => clusterText(cell) === cluster);
    return unique(own.map(({ topology }) => topology.kafkaVersion)).map((from) => [
      ...(clusters.length > 1 ? [cluster] : []),
      from,
      ...to.map((after) => {
        const cell = own.find((one) => one.topology.kafkaVersion === from && one.upgradeTo === after);
        if (cell === undefined) return '';
        return cell.runs.length === 0 ? verdictText(cell) : timeText(cell, 'noWritesMs');
      }),
    ]);
  });
  return {
    head: [...(clusters.length > 1 ? ['Cluster'] : []), 'From', ...to.map((one) => `To ${one}`)],
    rows,
  };
}

/** Why there is no way back, a line for each upgrade after which there is none. */
export function wayBackLines(cells: readonly MatrixCell[]): readonly string[] {
  return cells.flatMap((cell) => {
    const reasons = unique(upgradesOf(cell).flatMap(({ closedBy }) => closedBy ?? []));
    return reasons.map((reason) => `${titleOf(cell)}: no way back, ${reason}`);
  });
}

function upgradesOf({ runs }: MatrixCell): readonly UpgradeMeasures[] {
  return runs.flatMap(({ upgrade }) => upgrade ?? []);
}

function time(title: string, measure: UpgradeTime): Column {
  return { title, text: (cell) => timeText(cell, measure) };
}

function timeText(cell: MatrixCell, measure: UpgradeTime): string {
  return spreadText(upgradesOf(cell).map((upgrade) => upgrade[measure]));
}

/** `none`, or `25.0 s at most, in 1 of 3: broker 2`: what must not be is not hidden in a median. */
function fencedRunningText(cell: MatrixCell): string {
  const upgrades = upgradesOf(cell);
  if (upgrades.length === 0) return '-';
  const times = upgrades.map(({ fencedRunningMs }) => fencedRunningMs).filter((one) => one !== 0);
  if (times.length === 0) return 'none';
  const longest = times.includes('never')
    ? 'to the end'
    : `${humanDuration(Math.max(...times.filter((one) => typeof one === 'number')))} at most`;
  const who = unique(upgrades.flatMap(({ fencedRunning }) => fencedRunning)).join(', ');
  return `${longest}, in ${times.length} of ${upgrades.length}: ${who}`;
}

/** What is not done to its end tells nothing of it. */
function wayBackText(cell: MatrixCell): string {
  const ends = upgradesOf(cell).filter(({ stepsMs }) => stepsMs !== null);
  return unique(ends.map(({ closedBy }) => (closedBy === null ? 'open' : 'closed'))).join(', ') || '-';
}

function ifSeveral(cells: readonly MatrixCell[], column: Column): readonly Column[] {
  return unique(cells.map(column.text)).length > 1 ? [column] : [];
}

function clusterText(cell: MatrixCell): string {
  return `${nameOf(cell)}, session ${sessionText(cell)}`;
}

function unique(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)];
}
