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
  const { verdict, history } = await runDrill(cluster, 'kill-coordinator', {
    clients: ['kcat', 'java-share', 'platformatic'],
  });
  expect(verdict.findings.filter(({ ok }) => !ok).map(({ text }) => text)).toEqual([]);
  const [kcat, share, platformatic] = verdict.subjects ?? [];

  // Whoever coordinated the drill's group was killed, and with it the coordinator of each client's.
  const coordinators = history.events.flatMap((event) =>
    event.type === 'coordinator' ? [event.coordinator] : [],
  );
  const [fault] = history.events.flatMap((event) => (event.type === 'fault' ? [event] : []));
  expect(coordinators[0]).toBe(fault?.node);
  expect(coordinators.length).toBeGreaterThan(1);

  expect(kcat?.client).toMatch(/^kcat \d.*, librdkafka \d/);
  // It knows no values: its records are known by their places alone.
  expect(kcat?.producer).toMatchObject({ missing: 0, misplaced: null, errors: 0 });
  expect(kcat?.producer.acknowledged).toBeGreaterThan(100);
  expect(kcat?.consumer).toMatchObject({ skipped: 0, nowhere: 0 });
  expect(kcat?.consumer.records).toBeGreaterThan(100);
  expect(kcat?.consumer.assignments).toBeGreaterThan(0);
  expect(kcat?.troubles).toEqual([]);

  expect(share?.producer).toMatchObject({ missing: 0, misplaced: 0, unacknowledged: 0, errors: 0 });
  expect(share?.consumer).toMatchObject({ skipped: 0, nowhere: 0 });
  expect(share?.consumer.records).toBeGreaterThan(100);
  expect(share?.troubles).toEqual([]);

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

it('a member that is killed is missed when its session ends', async () => {
  const file = join(dir, 'quick.properties');
  await writeFile(file, 'session.timeout.ms=6000\nheartbeat.interval.ms=1000\n');
  const { verdict } = await runDrill(cluster, 'kill-member', { clients: ['kcat'], clientConfig: file });
  expect(verdict.findings.filter(({ ok }) => !ok).map(({ text }) => text)).toEqual([]);
  const [kcat] = verdict.subjects ?? [];
  expect(kcat?.troubles).toEqual([]);
  expect(kcat?.producer).toMatchObject({ missing: 0, errors: 0 });
  expect(kcat?.consumer).toMatchObject({ skipped: 0, unread: 0, nowhere: 0 });
  const unreadMs = kcat?.consumer.partitions.map((one) => one.unreadMs ?? 0) ?? [];
  // Some were the dead member's.
  expect(Math.max(...unreadMs)).toBeGreaterThan(4_000);
});
