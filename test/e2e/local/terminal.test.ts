/** Ctrl-C and a closed terminal on local processes, in a real terminal: the same words and ends as on every other runtime. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { packageRoot } from '../../../src/package-root.ts';
import { listInstances } from '../../../src/runtimes/instances.ts';
import { testCluster, type TestCluster } from '../../support/cluster.ts';
import { klab } from '../../support/klab.ts';
import { drillInTerminal, itHealsWhenInterrupted } from '../../support/interrupted-drills.ts';
import { hasTerminals, inTerminal } from '../../support/terminal.ts';
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

itHealsWhenInterrupted(
  () => cluster,
  [
    { drill: 'stop-leader', step: 'stop broker-1', by: 'ctrlC' },
    { drill: 'pause-leader', step: 'traffic goes on', by: 'ctrlC' },
    { drill: 'kill-leader', step: 'traffic goes on', by: 'hangUp' },
    { drill: 'kill-leader', step: 'traffic goes on', by: 'cut' },
  ],
);

it.runIf(hasTerminals)(
  'Ctrl-C twice: what is left is named, and the command that is named mends it',
  async () => {
    const drill = await drillInTerminal(id, 'pause-leader', out);
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
  },
);

it.runIf(hasTerminals)('Ctrl-C in what npm runs, which passes it on: the cluster goes down', async () => {
  const tour = await inTerminal(['npm', '--prefix', packageRoot(), 'start', '--', '--on', 'local']);
  await tour.shown('nodes to start');
  tour.ctrlC();
  expect(await tour.ended()).not.toBe(0);
  expect(tour.output()).toContain('error: interrupted');
  expect((await listInstances()).map((instance) => instance.id)).toEqual([id]);
});
