/** Client libraries that klab does not bring, beside a drill on real brokers: kcat, and what a person has installed by npm. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { runDrill } from '../../../src/index.ts';
import { parsePs, psOutput } from '../../../src/runtimes/host/ps.ts';
import { testCluster, type TestCluster } from '../../support/cluster.ts';
import { quickFailover } from '../../support/topologies.ts';

let cluster: TestCluster;
let dir: string;

beforeAll(async () => {
  // As a person has it: installed in the folder in which klab is started. Its newest versions do not run on Node 20.
  dir = await mkdtemp(join(tmpdir(), 'klab-clients-'));
  await writeFile(join(dir, 'package.json'), '{"private":true}');
  await promisify(execFile)('npm', ['install', '--no-audit', '@platformatic/kafka@1.35.0'], { cwd: dir });
  vi.spyOn(process, 'cwd').mockReturnValue(dir);
  cluster = await testCluster(quickFailover(), { portOffset: 5_700 });
});

afterAll(async () => {
  vi.restoreAllMocks();
  await cluster?.[Symbol.asyncDispose]();
  await rm(dir, { recursive: true, force: true });
});

it('each is run by the contract, and held to what is in its topic', async () => {
  const { verdict, history } = await runDrill(cluster, 'kill-leader', { clients: ['kcat', 'platformatic'] });
  expect(verdict.findings.filter(({ ok }) => !ok).map(({ text }) => text)).toEqual([]);
  const [kcat, platformatic] = verdict.subjects ?? [];

  expect(kcat?.client).toMatch(/^kcat \d.*, librdkafka \d/);
  // It knows no values: its records are known by their places alone.
  expect(kcat?.producer).toMatchObject({ missing: 0, misplaced: null, errors: 0 });
  expect(kcat?.producer.acknowledged).toBeGreaterThan(100);
  expect(kcat?.consumer).toMatchObject({ skipped: 0, nowhere: 0 });
  expect(kcat?.consumer.records).toBeGreaterThan(100);
  expect(kcat?.consumer.assignments).toBeGreaterThan(0);
  expect(kcat?.troubles).toEqual([]);

  // With acks 1 it may lose what the leader alone had, and its consumer ends where its retries do.
  expect(platformatic?.client).toBe('platformatic 1.35.0');
  expect(platformatic?.producer).toMatchObject({ misplaced: 0 });
  expect(platformatic?.producer.acknowledged).toBeGreaterThan(100);
  expect(platformatic?.consumer).toMatchObject({ skipped: 0, nowhere: 0 });
  expect(platformatic?.consumer.records).toBeGreaterThan(10);
  expect(platformatic?.consumer.assignments).toBeGreaterThan(0);

  // Nothing of them is left.
  const { topic } = history.settings;
  expect(parsePs(await psOutput()).filter(({ command }) => command.includes(topic))).toEqual([]);
});
