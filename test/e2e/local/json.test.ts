/** What `--json` prints of a real cluster keeps the shape of the stored examples, verb by verb. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { attach, type NodeStatus } from '../../../src/index.ts';
import { runtimeNamed } from '../../../src/runtimes/choose.ts';
import { listInstances } from '../../../src/runtimes/instances.ts';
import { takeDown } from '../../../src/runtimes/up/down.ts';
import { differences, shapeProblems, storedExample } from '../../support/json-shape.ts';
import { startKlab } from '../../support/klab.ts';

const offset = '12600';
const id = `multi-broker-local-${offset}`;
let reports: string;

beforeAll(async () => {
  reports = await mkdtemp(join(tmpdir(), 'klab-json-'));
});
afterEach(async () => {
  for (const instance of await listInstances()) await takeDown(runtimeNamed(instance.runtime), instance);
});
afterAll(() => rm(reports, { recursive: true, force: true }));

async function statusOf(instanceId: string): Promise<readonly NodeStatus[]> {
  await using cluster = await attach(instanceId);
  return await cluster.status();
}

it('of every verb on a cluster is as it was', { timeout: 300_000 }, async () => {
  const shape = ['--port-offset', offset, '--isolatable', '--session-timeout', '3s'];
  expect(await differences('up', 'up', 'multi-broker', '--on', 'local', ...shape)).toEqual([]);
  expect(await differences('status', 'status', id)).toEqual([]);
  expect(await differences('status-all', 'status')).toEqual([]);
  expect(
    await differences('smoke', 'smoke', id, '--only', 'brokers-registered,metrics-scraped,records-kept'),
  ).toEqual([]);
  expect(await differences('logs', 'logs', id, '--lines', '2')).toEqual([]);

  const watch = startKlab('watch', id, '--json');
  await watch.printed('"type":"cluster"');
  expect(await differences('kill', 'kill', id, 'controller')).toEqual([]);
  await watch.printed('"type":"controller"');
  const killed = (await statusOf(id)).find(({ state }) => state === 'stopped');
  expect(await differences('start', 'start', id, killed?.id ?? 'none')).toEqual([]);
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
  const ofType = (wanted: string): unknown => stored.find(({ type }) => type === wanted);
  expect(lines.flatMap((line) => shapeProblems(line, ofType(line.type)))).toEqual([]);

  expect(await differences('pause', 'pause', id, 'broker-1')).toEqual([]);
  expect(await differences('resume', 'resume', id, 'broker-1')).toEqual([]);
  expect(await differences('isolate', 'isolate', id, 'broker-3', '--from', 'cluster')).toEqual([]);
  expect(await differences('heal', 'heal', id, 'broker-3')).toEqual([]);
  expect(await differences('diff-live', 'diff', 'multi-broker', 'live')).toEqual([]);

  expect(
    await differences('drill', 'drill', id, 'kill-leader', '--runs', '2', '--transactions', '--out', reports),
  ).toEqual([]);
  const written = (await readdir(reports)).map((name) => join(reports, name));
  expect(
    await differences('report', 'report', ...written, '--out', join(reports, 'comparison.html')),
  ).toEqual([]);
  const settings = ['--settings', 'num.io.threads=4', 'background.threads=3'];
  expect(await differences('change', 'change', id, ...settings, '--out', reports)).toEqual([]);

  // Last, since a topic that is there makes more to watch.
  const minIsr = ['--setting', 'min.insync.replicas=2'];
  expect(await differences('topics', 'topics', id, 'create', 'orders', ...minIsr)).toEqual([]);
  expect(await differences('produce', 'produce', id, 'orders', '3-apples', '--key', 'anna')).toEqual([]);
  expect(
    await differences('consume', 'consume', id, 'orders', '--group', 'shop', '--from-beginning'),
  ).toEqual([]);
  expect(await differences('groups', 'groups', id, 'describe', 'shop')).toEqual([]);
  expect(await differences('lesson-list', 'lesson')).toEqual([]);

  expect(await differences('stop', 'stop', id, 'broker-1')).toEqual([]);
  expect(await differences('down', 'down', id)).toEqual([]);
});
