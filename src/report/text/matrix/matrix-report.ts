/** The comparison of `klab matrix`: one row per topology, session timeout and drill. */
import { mark } from '../../marks.ts';
import { hasFailed, type MatrixCell, type MatrixResult } from '../../../drills/compare/matrix.ts';
import { table } from '../table.ts';
import { isUpgrade, sessionText, titleOf, topologyText } from './cell-names.ts';
import { clientGlance, clientRecords, clientsOf, clientTroubles, type TextTable } from './client-matrix.ts';
import { spreadText } from './spread-text.ts';
import { upgradeTable, wayBackLines } from './upgrade-matrix.ts';
import { loadText, total, verdictText } from './verdict-text.ts';

/** A column: its title, and what a cell says there. */
interface Column {
  readonly title: string;
  readonly text: (cell: MatrixCell) => string;
}

type DurationMeasure =
  'noWritesHitMs' | 'noWritesOthersMs' | 'noReadsHitMs' | 'noReadsOthersMs' | 'newLeaderMs' | 'isrShrankMs';

/** The table as a terminal shows it, and a line for each cell without all of its runs. */
export function matrixReport(result: MatrixResult): string {
  const isOfUpgrades = result.cells.some(isUpgrade);
  const { head, rows } = isOfUpgrades ? upgradeTable(result.cells) : matrixTable(result.cells);
  const coloured = rows.map((row, index) => {
    const cell = result.cells[index];
    const colour = cell === undefined || !hasFailed(cell) ? mark.good : mark.bad;
    return [...row.slice(0, -1), colour(row.at(-1) ?? '')];
  });
  const problems = problemLines(result.cells);
  const noWay = wayBackLines(result.cells);
  return [
    table(
      head.map((title) => title.toUpperCase()),
      coloured,
    ),
    ...clientTables(result.cells),
    ...(noWay.length === 0 ? [] : ['', ...noWay]),
    ...(problems.length === 0 ? [] : ['', ...problems.map((line) => mark.doubtful(line))]),
  ].join('\n');
}

/** What the same runs cost the clients; nothing where none was measured. */
function clientTables(cells: readonly MatrixCell[]): readonly string[] {
  if (clientsOf(cells).length === 0) return [];
  const shown = ({ head, rows }: TextTable): string =>
    table(
      head.map((title) => title.toUpperCase()),
      rows,
    );
  return [
    '',
    mark.strong('no acknowledgement, the longest time'),
    shown(clientGlance(cells, 'silentMs')),
    '',
    mark.strong('a record unread, the longest time'),
    shown(clientGlance(cells, 'unreadMs')),
    '',
    mark.strong('what became of their records'),
    shown(clientRecords(cells)),
    ...clientTroubles(cells).map((line) => mark.doubtful(line)),
  ];
}

/** The table as text, for any form it is printed in. Reads are left out where nobody read along. */
export function matrixTable(cells: readonly MatrixCell[]): TextTable {
  const hasReads = cells.some(({ runs }) =>
    runs.some(({ noReadsHitMs, noReadsOthersMs }) => (noReadsHitMs ?? noReadsOthersMs) !== null),
  );
  const columns: readonly Column[] = [
    { title: 'Topology', text: topologyText },
    { title: 'Session', text: sessionText },
    { title: 'Drill', text: ({ drill }) => drill },
    duration('No writes: hit', 'noWritesHitMs'),
    duration('No writes: others', 'noWritesOthersMs'),
    ...(hasReads
      ? [duration('No reads: hit', 'noReadsHitMs'), duration('No reads: others', 'noReadsOthersMs')]
      : []),
    duration('New leader', 'newLeaderMs'),
    duration('ISR shrank', 'isrShrankMs'),
    { title: 'Lost', text: ({ runs }) => total(runs, 'lost') },
    { title: 'Duplicated', text: ({ runs }) => total(runs, 'duplicated') },
    { title: 'Records/s', text: loadText },
    { title: 'Verdict', text: verdictText },
  ];
  return {
    head: columns.map(({ title }) => title),
    rows: cells.map((cell) => columns.map(({ text }) => text(cell))),
  };
}

/** How long the partition whose leader was hit took no writes: a row per session and drill, so that topologies stand side by side. */
export function glanceTable(cells: readonly MatrixCell[]): TextTable {
  const sessionOf = ({ topology, ownSession }: MatrixCell): string =>
    ownSession ? 'default' : `${topology.sessionTimeoutMs / 1_000} s`;
  const unique = (texts: readonly string[]): readonly string[] => [...new Set(texts)];
  const names = unique(cells.map(topologyText));
  const rows = unique(cells.map(sessionOf)).flatMap((session) =>
    unique(cells.map(({ drill }) => drill)).map((drill) => [
      session,
      drill,
      ...names.map((name) => {
        const cell = cells.find(
          (one) => topologyText(one) === name && sessionOf(one) === session && one.drill === drill,
        );
        return cell === undefined ? '-' : spreadText(cell.runs.map((run) => run.noWritesHitMs));
      }),
    ]),
  );
  return { head: ['Session', 'Drill', ...names], rows };
}

/** Why cells have fewer runs than were asked for, one line each. */
export function problemLines(cells: readonly MatrixCell[]): readonly string[] {
  return cells.flatMap((cell) => (cell.problem === undefined ? [] : [`${titleOf(cell)}: ${cell.problem}`]));
}

/** The object that `--json` prints, without its schema version. */
export function matrixJson({ cells, interrupted }: MatrixResult): object {
  return {
    kind: 'matrix',
    interrupted,
    passed: !interrupted && !cells.some(hasFailed),
    cells: cells.map(({ topology, ...cell }) => ({
      topology: topology.name,
      mode: topology.mode,
      kafkaVersion: topology.kafkaVersion,
      sessionTimeoutMs: topology.sessionTimeoutMs,
      ...(topology.security !== undefined && { secured: true }),
      ...cell,
    })),
  };
}

function duration(title: string, measure: DurationMeasure): Column {
  return { title, text: ({ runs }) => spreadText(runs.map((run) => run[measure])) };
}
