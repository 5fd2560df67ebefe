/** Runs of a matrix are kept, and are taken again only for what they were measured of. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { keptRuns, type MatrixTerms } from '../../../../src/app/matrix/kept-runs.ts';
import { runMeasuresOf } from '../../../../src/drills/compare/run-measures.ts';
import { judge } from '../../../../src/drills/judge/verdict.ts';
import { createTopology } from '../../../../topologies/index.ts';
import { resolved } from '../../../support/topologies.ts';
import { cleanDrill } from '../../drills/histories.ts';

const terms: MatrixTerms = {
  klabVersion: '0.1.0',
  runtime: 'local',
  isolatable: false,
  recordsPerSecond: 100,
  clients: ['kafkajs'],
  clientSettings: undefined,
};
const setup = { topology: resolved('multi-broker'), ownSession: true };
const short = createTopology('multi-broker', { sessionTimeoutMs: 3_000 }).resolve();
const measures = runMeasuresOf({ ...cleanDrill(), verdict: judge(cleanDrill()) });

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'klab-kept-'));
});
afterAll(async () => {
  await rm(dir, { recursive: true, force: true });
});

it('has again what was added, for the same drill on the same cluster alone', async () => {
  const path = join(dir, 'runs.json');
  const first = await keptRuns(path, terms);
  expect(first.count).toBe(0);
  await first.add(setup, 'kill-leader', measures);
  const again = await keptRuns(path, terms);
  expect(again).toMatchObject({ count: 1, startedAt: first.startedAt });
  expect(again.of(setup, 'kill-leader')).toEqual([measures]);
  expect(again.of(setup, 'stop-leader')).toEqual([]);
  expect(again.of({ ...setup, topology: short }, 'kill-leader')).toEqual([]);
});

it('tells one upgrade from another of the same cluster', async () => {
  const kept = await keptRuns(join(dir, 'upgrades.json'), terms);
  await kept.add({ ...setup, upgradeTo: '4.4.0' }, 'upgrade', measures);
  expect(kept.of({ ...setup, upgradeTo: '4.4.0' }, 'upgrade')).toEqual([measures]);
  expect(kept.of({ ...setup, upgradeTo: '4.3.1' }, 'upgrade')).toEqual([]);
});

it('refuses runs that were made otherwise, and what is no file of runs', async () => {
  const path = join(dir, 'other.json');
  await (await keptRuns(path, terms)).add(setup, 'kill-leader', measures);
  await expect(keptRuns(path, { ...terms, clients: ['java'], clientSettings: 'acks=1' })).rejects.toThrow(
    'made otherwise (clients, clientSettings); use the same options, or another file',
  );
  await writeFile(path, '{"kind":');
  await expect(keptRuns(path, terms)).rejects.toThrow('is no file of runs that klab wrote');
});
