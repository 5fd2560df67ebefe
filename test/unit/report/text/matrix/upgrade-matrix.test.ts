/** Upgrades as a person reads them: a row each, and writes from each version to each later one. */
import { stripVTControlCharacters } from 'node:util';
import { format } from 'prettier';
import { expect, it } from 'vitest';
import type { MatrixCell } from '../../../../../src/drills/compare/matrix.ts';
import { runMeasuresOf } from '../../../../../src/drills/compare/run-measures.ts';
import { upgradeMeasuresOf } from '../../../../../src/drills/compare/upgrade-measures.ts';
import { judge } from '../../../../../src/drills/judge/verdict.ts';
import { matrixJson, matrixReport } from '../../../../../src/report/text/matrix/matrix-report.ts';
import { upgradeGrid, upgradeTable } from '../../../../../src/report/text/matrix/upgrade-matrix.ts';
import { upgradePage } from '../../../../../src/report/text/matrix/upgrade-page.ts';
import { createTopology } from '../../../../../topologies/index.ts';
import { cleanDrill } from '../../../drills/histories.ts';

const verdict = judge(cleanDrill());
const closedBy = 'the cluster works with metadata.version 33';
const upgrade = {
  ...upgradeMeasuresOf(verdict, { stepsMs: 30_000, closedBy }),
  noWritesMs: 1_200,
  noReadsMs: 0,
  fencedMs: 9_000,
};
const run = { ...runMeasuresOf({ ...cleanDrill(), verdict }), passed: true, duplicated: 1, upgrade };

function cell(kafkaVersion: '3.9.2' | '4.3.1', more: Partial<MatrixCell> = {}): MatrixCell {
  const topology = createTopology('multi-broker', { kafkaVersion }).resolve();
  return { topology, ownSession: true, drill: 'upgrade', upgradeTo: '4.4.0', runs: [run], ...more };
}

const cells = [
  cell('3.9.2', {
    upgradeTo: '4.3.1',
    runs: [
      run,
      { ...run, upgrade: { ...upgrade, noWritesMs: 2_200, closedBy: null } },
      {
        ...run,
        passed: false,
        lost: 2,
        upgrade: {
          ...upgrade,
          noWritesMs: 'never',
          fencedRunningMs: 25_000,
          fencedRunning: ['broker 2'],
          stepsMs: null,
          closedBy: null,
        },
      },
    ],
  }),
  cell('3.9.2'),
  cell('4.3.1', { runs: [], problem: 'Kafka does not have it', impossible: true }),
];

it('has a row for each, with medians, ranges and sums over its runs', () => {
  const { head, rows } = upgradeTable(cells);
  const shown = (row: number) => Object.fromEntries(head.map((title, index) => [title, rows[row]?.[index]]));
  expect(shown(0)).toMatchObject({
    From: '3.9.2',
    To: '4.3.1',
    'No writes': '1.7 s (1.2 s - 2.2 s), never in 1 of 3',
    'No reads': 'none',
    Lost: '2',
    Doubled: '3',
    'Fenced: restarting': '9.0 s (9.0 s - 9.0 s)',
    'Fenced: running': '25.0 s at most, in 1 of 3: broker 2',
    Time: '30.0 s (30.0 s - 30.0 s)',
    'Way back': 'closed, open',
    Verdict: 'FAILED 1 of 3',
  });
  expect(shown(1)).toMatchObject({ 'Fenced: running': 'none', 'Way back': 'closed', Verdict: 'passed' });
  expect(shown(2)).toMatchObject({ 'No writes': '-', Lost: '-', 'Way back': '-', Verdict: 'not possible' });
  expect(head).not.toContain('Topology');
});

it('has topologies and sessions as columns where there are several', () => {
  const topology = createTopology('multi-broker-isolated', { sessionTimeoutMs: 3_000 }).resolve();
  const two = [cell('3.9.2'), { ...cell('3.9.2'), topology, ownSession: false }];
  expect(upgradeTable(two).head.slice(0, 4)).toEqual(['Topology', 'Session', 'From', 'To']);
  expect(upgradeGrid(two).rows.map(([cluster]) => cluster)).toEqual([
    'multi-broker, session 9 s (default)',
    'multi-broker-isolated, session 3 s',
  ]);
});

it('has how long writes were interrupted from each version to each later one', () => {
  expect(upgradeGrid(cells)).toEqual({
    head: ['From', 'To 4.3.1', 'To 4.4.0'],
    rows: [
      ['3.9.2', '1.7 s (1.2 s - 2.2 s), never in 1 of 3', '1.2 s'],
      ['4.3.1', '', 'not possible'],
    ],
  });
});

it('says in a terminal what is not possible, and after what there is no way back', () => {
  const text = stripVTControlCharacters(matrixReport({ cells, interrupted: false }));
  expect(text).toContain('FROM   TO     NO WRITES');
  expect(text).toContain('3.9.2 → 4.4.0: no way back, the cluster works with metadata.version 33');
  expect(text).toContain('4.3.1 → 4.4.0: Kafka does not have it');
});

it('has the same in JSON', () => {
  expect(matrixJson({ cells, interrupted: false })).toMatchObject({
    passed: false,
    cells: [
      { kafkaVersion: '3.9.2', upgradeTo: '4.3.1' },
      { runs: [{ upgrade: { noWritesMs: 1_200, closedBy } }] },
      { impossible: true },
    ],
  });
});

it('is a page that needs no formatting', async () => {
  const page = upgradePage(
    { cells, interrupted: false },
    {
      command: 'klab matrix --upgrades',
      klabVersion: '0.1.0',
      startedAt: '2026-01-02T03:04:05.000Z',
      runtime: 'local',
      machine: '2 cores',
      runs: 3,
      recordsPerSecond: 100,
    },
  );
  expect(page).toContain('- Kafka: 3.9.2, 4.3.1, 4.4.0 (multi-broker).');
  expect(page).toContain('- Each upgrade ran 3 times, each time on a cluster of its own.');
  expect(page).toContain('## The way back');
  expect(await format(page, { parser: 'markdown', printWidth: 110 })).toBe(page);
});
