/** The comparison as a person reads it: a row per cell, whatever came of it. */
import { stripVTControlCharacters } from 'node:util';
import { format } from 'prettier';
import { describe, expect, it } from 'vitest';
import type { MatrixCell } from '../../../../../src/drills/compare/matrix.ts';
import type { RunMeasures } from '../../../../../src/drills/compare/run-measures.ts';
import { matrixPage } from '../../../../../src/report/text/matrix/matrix-page.ts';
import { matrixJson, matrixReport } from '../../../../../src/report/text/matrix/matrix-report.ts';
import { createTopology } from '../../../../../topologies/index.ts';
import { resolved } from '../../../../support/topologies.ts';

const run: RunMeasures = {
  passed: true,
  noWritesHitMs: 9_040,
  noWritesOthersMs: 8_900,
  noReadsHitMs: null,
  noReadsOthersMs: null,
  newLeaderMs: 9_000,
  isrShrankMs: 9_010,
  acknowledged: 1_000,
  lost: 0,
  duplicated: 1,
  load: { asked: 300, reached: 299, isReached: true },
};

function cell(changed: Partial<MatrixCell> = {}): MatrixCell {
  return {
    topology: resolved('multi-broker'),
    ownSession: true,
    drill: 'kill-leader',
    runs: [run],
    ...changed,
  };
}

function report(...cells: MatrixCell[]): string {
  return stripVTControlCharacters(matrixReport({ cells, interrupted: false }));
}

describe('the report', () => {
  it('has a row per cell, with mode and session', () => {
    const shorter = createTopology('multi-zookeeper', { sessionTimeoutMs: 3_000 }).resolve();
    const text = report(cell(), cell({ topology: shorter, ownSession: false, drill: 'stop-leader' }));
    expect(text).toMatch(
      /^multi-broker \(KRaft\) +9 s \(default\) +kill-leader +9\.0 s +8\.9 s +9\.0 s +9\.0 s +0 +1 +299 +passed$/m,
    );
    expect(text).toMatch(/^multi-zookeeper \(ZooKeeper\) +3 s +stop-leader /m);
  });

  it('tells a topology that is secured from the same one in plain', () => {
    const secured = createTopology('multi-broker', { security: { superUsers: ['admin'] } }).resolve();
    const cells = [cell(), cell({ topology: secured })];
    expect(report(...cells)).toMatch(/^multi-broker \(KRaft\) .*\nmulti-broker, secured \(KRaft\) /m);
    expect(matrixJson({ cells, interrupted: false })).toMatchObject({ cells: [{}, { secured: true }] });
  });

  it('has reads where somebody read along', () => {
    expect(report(cell())).not.toContain('NO READS');
    expect(report(cell({ runs: [{ ...run, noReadsHitMs: 250, noReadsOthersMs: 0 }] }))).toMatch(
      /250 ms +none/,
    );
  });

  it('has the median of several runs, how far they lie apart, and the sum of what was lost', () => {
    const runs = [
      { ...run, noWritesHitMs: 9_500, lost: 2, passed: false },
      { ...run, noWritesHitMs: 8_000, lost: 1 },
      { ...run, noWritesHitMs: 9_000 },
    ];
    const text = report(cell({ runs }));
    expect(text).toContain('9.0 s (8.0 s - 9.5 s)');
    expect(text).toMatch(/ 3 +3 +299 +FAILED 1 of 3$/m);
  });

  it('tells of runs without a new leader', () => {
    const never = { ...run, newLeaderMs: 'never' } as const;
    expect(report(cell({ runs: [never] }))).toMatch(/ 8\.9 s +never +9\.0 s/);
    expect(report(cell({ runs: [run, never] }))).toContain('9.0 s (9.0 s - 9.0 s), never in 1 of 2');
  });

  it('tells why a cell has no result, or not all of its runs', () => {
    const text = report(
      cell({ runs: [], problem: 'port 9092 is taken' }),
      cell({ runs: [], problem: 'it needs racks', impossible: true }),
      cell({ problem: 'interrupted' }),
    );
    expect(text).toMatch(/kill-leader +- +- +- +- +- +- +- +no result$/m);
    expect(text).toMatch(/ not possible$/m);
    expect(text).toMatch(/ passed, others without result$/m);
    expect(text).toContain('multi-broker, session 9 s (default), kill-leader: port 9092 is taken');
  });

  it('has the same in JSON, with whether all of it passed', () => {
    expect(matrixJson({ cells: [cell()], interrupted: false })).toMatchObject({
      kind: 'matrix',
      passed: true,
      cells: [
        {
          topology: 'multi-broker',
          mode: 'kraft',
          sessionTimeoutMs: 9_000,
          runs: [{ noWritesHitMs: 9_040 }],
        },
      ],
    });
    expect(matrixJson({ cells: [cell()], interrupted: true })).toMatchObject({ passed: false });
    const failed = cell({ runs: [{ ...run, passed: false }] });
    expect(matrixJson({ cells: [failed], interrupted: false })).toMatchObject({ passed: false });
  });
});

describe('the page', () => {
  const occasion = {
    command: 'klab matrix --runs 3',
    klabVersion: '0.1.0',
    startedAt: '2026-01-02T03:04:05.000Z',
    runtime: 'local',
    machine: '2 cores (a processor), 8 GB, Linux 6.1, Node.js 20.19.0',
    runs: 3,
    recordsPerSecond: 100,
  };

  it('says where, when and how it was measured, and how to do it again', () => {
    const page = matrixPage({ cells: [cell()], interrupted: false }, occasion);
    for (const fact of [
      '2 cores',
      'local runtime',
      '4.3.1 (multi-broker)',
      'klab 0.1.0, 2026-01-02',
      '3 times',
    ]) {
      expect(page).toContain(fact);
    }
    expect(page).toContain('```\nklab matrix --runs 3\n```');
    expect(page).toMatch(/^\| Topology +\| Session .*\| ISR shrank +\| Lost/m);
    expect(page).toMatch(/^\| multi-broker \(KRaft\) \| 9 s \(default\) \| kill-leader \| 9\.0 s/m);
  });

  it('sets topologies side by side, so that a person can read off what differs', () => {
    const zookeeper = resolved('multi-zookeeper');
    const cells = [
      cell(),
      cell({ topology: zookeeper, runs: [{ ...run, noWritesHitMs: 18_400 }] }),
      cell({
        topology: createTopology('multi-broker', { sessionTimeoutMs: 3_000 }).resolve(),
        ownSession: false,
      }),
    ];
    const page = matrixPage({ cells, interrupted: false }, occasion);
    expect(page).toContain('A default session is 9 s with KRaft, 18 s with ZooKeeper.');
    expect(page).toMatch(
      /^\| Session +\| Drill +\| multi-broker \(KRaft\) +\| multi-zookeeper \(ZooKeeper\) +\|$/m,
    );
    expect(page).toMatch(/^\| default +\| kill-leader +\| 9\.0 s +\| 18\.4 s +\|$/m);
    expect(page).toMatch(/^\| 3 s +\| kill-leader +\| 9\.0 s +\| - +\|$/m);
  });

  it('needs no formatting before it is committed', async () => {
    const problem = { runs: [], problem: 'no | traffic' };
    const page = matrixPage({ cells: [cell(), cell(problem)], interrupted: true }, occasion);
    expect(await format(page, { parser: 'markdown', printWidth: 110, proseWrap: 'preserve' })).toBe(page);
    expect(page).toContain('The run was interrupted');
  });
});
