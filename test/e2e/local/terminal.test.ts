/** Ctrl-C and a closed terminal on local processes, in a real terminal: the same words and ends as on every other runtime. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { waitUntilReady } from '../../../src/client/readiness.ts';
import { packageRoot } from '../../../src/package-root.ts';
import { listInstances } from '../../../src/runtimes/instances.ts';
import { testCluster, type TestCluster } from '../../support/cluster.ts';
import { klab } from '../../support/klab.ts';
import { hasTerminals, inTerminal, klabInTerminal } from '../../support/terminal.ts';
import { resolved } from '../../support/topologies.ts';

let cluster: TestCluster;
let id: string;
let out: string;

beforeAll(async () => {
  cluster = await testCluster(resolved('single-broker'), { portOffset: 8_000 });
  id = cluster.instance.id;
  out = await mkdtemp(join(tmpdir(), 'klab-reports-'));
});

afterAll(async () => {
  await cluster?.[Symbol.asyncDispose]();
  await rm(out, { recursive: true, force: true });
});

describe.runIf(hasTerminals)('in a drill', () => {
  afterEach(async () => {
    // The next drill begins with a cluster that has got over this one.
    const { topology, bootstrap } = cluster;
    await waitUntilReady({ topology, bootstrap, timeoutMs: 120_000 });
  });

  it.each([
    ['Ctrl-C while it stops a broker', 'stop-leader', 'stop broker-1', 'ctrlC'],
    ['Ctrl-C while one stands still', 'pause-leader', 'traffic goes on', 'ctrlC'],
    ['a terminal that is closed', 'kill-leader', 'traffic goes on', 'hangUp'],
    ['a terminal that vanishes', 'kill-leader', 'traffic goes on', 'cut'],
  ] as const)('%s: healed, with a report', async (_, name, step, interrupt) => {
    const before = (await readdir(out)).length;
    const drill = await klabInTerminal(['drill', id, name, '--out', out, '--rate', '10', '--consumers', '0']);
    await drill.shown(step);
    drill[interrupt]();
    expect(await drill.ended()).toBe(130);
    expect((await readdir(out)).length).toBe(before + 1);
    expect((await cluster.status()).map(({ state }) => state)).toEqual(['running']);
  });

  it('Ctrl-C twice: what is left is named, and the command that is named mends it', async () => {
    const drill = await klabInTerminal([
      'drill',
      id,
      'pause-leader',
      '--out',
      out,
      '--rate',
      '10',
      '--consumers',
      '0',
    ]);
    await drill.shown('pause broker-1');
    drill.ctrlC();
    await drill.shown('Ctrl-C again ends at once');
    await new Promise((resolve) => setTimeout(resolve, 550));
    drill.ctrlC();
    expect(await drill.ended()).toBe(130);
    const [, mend] = /may be paused: klab (resume .*)/.exec(drill.output()) ?? [];
    // A machine that is quick has it healed by then.
    if (mend !== undefined) await klab(...mend.trim().split(' '));
    expect((await cluster.status()).map(({ state }) => state)).toEqual(['running']);
  });
});

it.runIf(hasTerminals)('Ctrl-C in what npm runs, which passes it on: the cluster goes down', async () => {
  const tour = await inTerminal(['npm', '--prefix', packageRoot(), 'start', '--', '--on', 'local']);
  await tour.shown('nodes to start');
  tour.ctrlC();
  expect(await tour.ended()).not.toBe(0);
  expect(tour.output()).toContain('error: interrupted');
  expect((await listInstances()).map((instance) => instance.id)).toEqual([id]);
});
