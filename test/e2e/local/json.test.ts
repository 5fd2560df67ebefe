/** What `--json` prints of a real cluster keeps the shape of the stored examples, verb by verb. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { attach, type NodeStatus } from '../../../src/index.ts';
import { runtimeNamed } from '../../../src/runtimes/choose.ts';
import { listInstances } from '../../../src/runtimes/instances.ts';
import { shapeProblems, storedExample } from '../../support/json-shape.ts';
import { klab, startKlab } from '../../support/klab.ts';

const offset = '12600';
const id = `multi-broker-local-${offset}`;
let reports: string;

beforeAll(async () => {
  reports = await mkdtemp(join(tmpdir(), 'klab-json-'));
});
afterEach(async () => {
  for (const instance of await listInstances()) await runtimeNamed(instance.runtime).down(instance);
});
afterAll(() => rm(reports, { recursive: true, force: true }));

async function statusOf(instanceId: string): Promise<readonly NodeStatus[]> {
  await using cluster = await attach(instanceId);
  return await cluster.status();
}

/** Runs a verb to its end, and holds what it prints to what is stored under this name. */
async function expectAsStored(example: string, ...args: readonly string[]): Promise<void> {
  const { code, stdout, output } = await klab(...args, '--json');
  expect(code, output).toBe(0);
  const printed: unknown = JSON.parse(stdout);
  expect(printed).toMatchObject({ schemaVersion: 1 });
  expect(shapeProblems(printed, storedExample(example)), example).toEqual([]);
}

it('of every verb on a cluster is as it was', { timeout: 300_000 }, async () => {
  const shape = ['--port-offset', offset, '--isolatable', '--session-timeout', '3s'];
  await expectAsStored('up', 'up', 'multi-broker', '--on', 'local', ...shape);
  await expectAsStored('status', 'status', id);
  await expectAsStored('status-all', 'status');
  await expectAsStored('smoke', 'smoke', id, '--only', 'brokers-registered,metrics-scraped,records-kept');
  await expectAsStored('logs', 'logs', id, '--lines', '2');

  const watch = startKlab('watch', id, '--json');
  await watch.printed('"type":"cluster"');
  await expectAsStored('kill', 'kill', id, 'controller');
  await watch.printed('"type":"controller"');
  const killed = (await statusOf(id)).find(({ state }) => state === 'stopped');
  await expectAsStored('start', 'start', id, killed?.id ?? 'none');
  await watch.printed('"answers":true');
  watch.child.kill('SIGINT');
  await watch.ended();
  const stored = storedExample('watch') as { type: string }[];
  const lines = watch
    .stdout()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { type: string });
  expect(new Set(lines.map(({ type }) => type))).toEqual(new Set(stored.map(({ type }) => type)));
  for (const line of lines) {
    expect(
      shapeProblems(
        line,
        stored.find(({ type }) => type === line.type),
      ),
      line.type,
    ).toEqual([]);
  }

  await expectAsStored('pause', 'pause', id, 'broker-1');
  await expectAsStored('resume', 'resume', id, 'broker-1');
  await expectAsStored('isolate', 'isolate', id, 'broker-3', '--from', 'cluster');
  await expectAsStored('heal', 'heal', id, 'broker-3');
  await expectAsStored('diff-live', 'diff', 'multi-broker', 'live');

  await expectAsStored(
    'drill',
    'drill',
    id,
    'kill-leader',
    '--runs',
    '2',
    '--transactions',
    '--out',
    reports,
  );
  const written = (await readdir(reports)).map((name) => join(reports, name));
  await expectAsStored('report', 'report', ...written, '--out', join(reports, 'comparison.html'));
  await expectAsStored('stop', 'stop', id, 'broker-1');
  await expectAsStored('down', 'down', id);
});

it('of a matrix is as it was', async () => {
  const of = ['--topologies', 'multi-broker', '--drills', 'kill-leader', '--sessions', '3s'];
  await expectAsStored('matrix', 'matrix', ...of, '--on', 'local', '--port-offset', '12700');
});
