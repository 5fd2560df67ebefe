/** Drills and checks on Docker Engine that are interrupted in a real terminal at every moment that differs. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { composeRuntime as runtime } from '../../../src/runtimes/compose/compose-runtime.ts';
import { createTopology } from '../../../topologies/index.ts';
import { testCluster, type TestCluster } from '../../support/cluster.ts';
import {
  drillInTerminal,
  expectWhole,
  itHealsWhenInterrupted,
  makeWhole,
} from '../../support/interrupted-drills.ts';
import { klab } from '../../support/klab.ts';
import { hasTerminals, klabInTerminal } from '../../support/terminal.ts';

let cluster: TestCluster;
let id: string;
beforeAll(async () => {
  const topology = createTopology('multi-broker', { brokers: 2, sessionTimeoutMs: 3_000 }).resolve();
  cluster = await testCluster(topology, { portOffset: 2_700, runtime });
  id = cluster.instance.id;
});
afterAll(() => cluster?.[Symbol.asyncDispose]());

itHealsWhenInterrupted(
  () => cluster,
  [
    { drill: 'stop-leader', step: 'stop broker-', by: 'ctrlC' },
    { drill: 'pause-leader', step: 'wait for every partition to have a living leader', by: 'ctrlC' },
    { drill: 'isolate-leader', step: 'isolate broker-', by: 'ctrlC' },
  ],
);

describe.runIf(hasTerminals)('Ctrl-C', () => {
  it('in the check that stops a leader: the leader is back', async () => {
    const smoke = await klabInTerminal(['smoke', id, '--only', 'leader-stop'], 'xterm');
    await smoke.shown('stopping broker-');
    smoke.ctrlC();
    await smoke.shown(`interrupted: cleaning up in ${id}; Ctrl-C again ends at once`);
    expect(await smoke.ended()).toBe(130);
    expect(smoke.output()).not.toMatch(/exit code|could not be brought back/);
    await expectWhole(cluster);
    await makeWhole(cluster);
  });

  it('twice in a drill: what is left is named with the command that mends it', async () => {
    const out = await mkdtemp(join(tmpdir(), 'klab-reports-'));
    try {
      const drill = await drillInTerminal(id, 'kill-leader', out);
      await drill.shown('wait for every partition to have a living leader');
      const [, victim = ''] = /kill (broker-\d)/.exec(drill.output()) ?? [];
      drill.ctrlC();
      await drill.shown('Ctrl-C again ends at once');
      // The first is not over before: a drill gives its records time.
      await new Promise((resolve) => setTimeout(resolve, 550));
      drill.ctrlC();
      expect(await drill.ended()).toBe(130);
      const left = `${victim} may be stopped: klab start ${id} ${victim}`;
      // A machine that is quick has it healed by then.
      const isLeft = drill.output().includes('interrupted twice; this is left as it is:');
      expect(isLeft ? drill.output() : left).toContain(left);
      await klab('start', id, victim);
      await expectWhole(cluster);
    } finally {
      await rm(out, { recursive: true, force: true });
    }
  });
});
