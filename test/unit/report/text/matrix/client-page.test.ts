/** Clients stand side by side, beside what the cluster itself cost in the same runs. */
import { stripVTControlCharacters } from 'node:util';
import { format } from 'prettier';
import { expect, it } from 'vitest';
import type { MatrixCell } from '../../../../../src/drills/compare/matrix.ts';
import { runMeasuresOf } from '../../../../../src/drills/compare/run-measures.ts';
import type { SubjectMeasures } from '../../../../../src/drills/compare/subject-measures.ts';
import { judge } from '../../../../../src/drills/judge/verdict.ts';
import { clientPage } from '../../../../../src/report/text/matrix/client-page.ts';
import { matrixReport } from '../../../../../src/report/text/matrix/matrix-report.ts';
import { resolved } from '../../../../support/topologies.ts';
import { cleanDrill } from '../../../drills/histories.ts';

const kafkajs: SubjectMeasures = {
  name: 'kafkajs',
  client: 'kafkajs 2.2.4',
  silentMs: 12_000,
  unreadMs: 'never',
  errors: 3,
  missing: 0,
  doubled: 2,
  skipped: 0,
  troubles: ['the consumer: it hung'],
};
const java: SubjectMeasures = {
  ...kafkajs,
  name: 'java',
  client: 'java 4.3.1',
  silentMs: 9_500,
  unreadMs: 9_600,
  errors: 0,
  doubled: 0,
  troubles: [],
};
const run = {
  ...runMeasuresOf({ ...cleanDrill(), verdict: judge(cleanDrill()) }),
  noWritesHitMs: 9_000,
  noWritesOthersMs: 9_100,
};
const runs = [
  { ...run, clients: [kafkajs, java] },
  { ...run, clients: [{ ...kafkajs, silentMs: 20_000, unreadMs: 11_000, missing: null }, java] },
];
const cell: MatrixCell = {
  topology: resolved('multi-broker'),
  ownSession: true,
  drill: 'kill-leader',
  runs,
};
const occasion = {
  command: 'klab matrix --clients',
  klabVersion: '0.1.0',
  startedAt: '2026-01-02T03:04:05.000Z',
  runtime: 'local',
  machine: '2 cores',
  runs: 2,
  recordsPerSecond: 100,
  clientRecordsPerSecond: 20,
  defaults: new Map([['java', 'request.timeout.ms 30 s']]),
};

it('has median and range of each client, beside the cluster’s', async () => {
  const page = clientPage(
    { cells: [cell, { ...cell, runs: [], problem: 'no | result' }], interrupted: true },
    occasion,
  );
  expect(page).toMatch(/^\| Topology .*\| Cluster took no writes +\| kafkajs +\| java +\|$/m);
  expect(page).toContain('| 9.1 s (9.1 s - 9.1 s)  | 16.0 s (12.0 s - 20.0 s) | 9.5 s (9.5 s - 9.5 s) |');
  expect(page).toContain('11.0 s (11.0 s - 11.0 s), never in 1 of 2');
  // What nobody knows of one run hides any number.
  expect(page).toMatch(/\| kafkajs +\| 6 +\| \? +\| 4 +\| 0 +\| 2 +\|$/m);
  expect(page).toMatch(/\| java +\| java 4\.3\.1 +\| request\.timeout\.ms 30 s +\|/);
  expect(page).toContain('kafkajs: the consumer: it hung');
  expect(page).toContain('- Each client writes 20 records a second');
  expect(page).toContain('no \\| result');
  expect(page).toContain('```\nklab matrix --clients\n```');
  expect(await format(page, { parser: 'markdown', printWidth: 110, proseWrap: 'preserve' })).toBe(page);
});

it('has of records what there is to say', () => {
  const quiet = { ...cell, runs: [{ ...run, clients: [java] }] };
  expect(clientPage({ cells: [quiet], interrupted: false }, occasion)).toContain(
    '## Records\n\nNo record was given up, lost, doubled or skipped.',
  );
  const page = clientPage({ cells: [cell], interrupted: false }, occasion);
  expect(page).toContain('Elsewhere no record was given up');
  expect(page).not.toMatch(/\| java +\| 0 +\| 0 +\| 0 +\| 0 +\| 2 +\|/);
});

it('says what all clients were set to', async () => {
  const page = clientPage({ cells: [cell], interrupted: false }, { ...occasion, clientSettings: 'acks=1\n' });
  expect(page).toContain('All were set to:\n\n```properties\nacks=1\n```');
  expect(await format(page, { parser: 'markdown', printWidth: 110, proseWrap: 'preserve' })).toBe(page);
});

it('is in the terminal too', () => {
  const text = stripVTControlCharacters(matrixReport({ cells: [cell], interrupted: false }));
  expect(text).toMatch(/no acknowledgement, the longest time\n.*\n.* 16\.0 s \(12\.0 s - 20\.0 s\)/);
});
