/** Ctrl-C and a closed terminal on Docker Engine, in a real terminal: what was broken is whole again, or named with its mend. */
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { waitUntilReady } from '../../../src/client/readiness.ts';
import { composeRuntime as runtime } from '../../../src/runtimes/compose/compose-runtime.ts';
import { instanceDir } from '../../../src/runtimes/instances.ts';
import { testCluster, type TestCluster } from '../../support/cluster.ts';
import { tracesOf } from '../../support/docker.ts';
import { klab } from '../../support/klab.ts';
import { hasTerminals, klabInTerminal } from '../../support/terminal.ts';
import { createTopology } from '../../../topologies/index.ts';
import { resolved } from '../../support/topologies.ts';

const portOffset = 14_100;
let cluster: TestCluster;
let id: string;
let out: string;

beforeAll(async () => {
  const topology = createTopology('multi-broker', { brokers: 2, sessionTimeoutMs: 3_000 }).resolve();
  cluster = await testCluster(topology, { portOffset, runtime });
  id = cluster.instance.id;
  out = await mkdtemp(join(tmpdir(), 'klab-reports-'));
});

afterAll(async () => {
  await cluster?.[Symbol.asyncDispose]();
  await rm(out, { recursive: true, force: true });
});

async function expectWhole(): Promise<void> {
  const found = (await cluster.status()).map(({ state, isolated }) => isolated ?? state);
  expect(found).toEqual(['running', 'running']);
}

afterEach(async () => {
  const gone = (await cluster.status()).filter(({ state }) => state === 'stopped');
  for (const node of gone) await cluster.start(node.id);
  // The next drill begins with a cluster that has got over this one.
  const { topology, bootstrap } = cluster;
  await waitUntilReady({ topology, bootstrap, timeoutMs: 120_000 });
});

describe.runIf(hasTerminals)('Ctrl-C in a terminal', () => {
  it('in the check that stops a leader: the leader is back', async () => {
    const smoke = await klabInTerminal(['smoke', id, '--only', 'leader-stop'], 'xterm');
    await smoke.shown('stopping broker-');
    smoke.ctrlC();
    await smoke.shown(`interrupted: cleaning up in ${id}; Ctrl-C again ends at once`);
    expect(await smoke.ended()).toBe(130);
    expect(smoke.output()).not.toMatch(/exit code|could not be brought back/);
    await expectWhole();
  });

  it.each([
    ['stop-leader', 'stop broker-'],
    ['pause-leader', 'wait for every partition to have a living leader'],
    ['isolate-leader', 'isolate broker-'],
  ])('in the fault of %s: healed, with a report', async (name, step) => {
    const before = (await readdir(out)).length;
    const drill = await klabInTerminal(['drill', id, name, '--out', out, '--rate', '10', '--consumers', '0']);
    await drill.shown(step);
    drill.ctrlC();
    expect(await drill.ended()).toBe(130);
    expect(drill.output()).toContain('interrupted: heal the cluster');
    expect(drill.output()).not.toMatch(/error:|exit code/);
    expect((await readdir(out)).length).toBe(before + 1);
    await expectWhole();
  });

  it('twice: what is left is named with the command that mends it', async () => {
    const drill = await klabInTerminal([
      'drill',
      id,
      'kill-leader',
      '--out',
      out,
      '--rate',
      '10',
      '--consumers',
      '0',
    ]);
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
    await expectWhole();
  });

  it('in a verb: it says what is so, or may be, and what to do', async () => {
    await cluster.kill('broker-2');
    const start = await klabInTerminal(['start', id, 'broker-2'], 'xterm');
    await start.shown('waiting until broker-2 answers');
    start.ctrlC();
    expect(await start.ended()).toBe(130);
    expect(start.output()).toMatch(/error: interrupted: broker-2 was started/);
    await expectWhole();
  });
});

describe.runIf(hasTerminals)('a terminal that is closed', () => {
  it('in the fault of a drill: healed all the same', async () => {
    const before = (await readdir(out)).length;
    const drill = await klabInTerminal([
      'drill',
      id,
      'stop-leader',
      '--out',
      out,
      '--rate',
      '10',
      '--consumers',
      '0',
    ]);
    await drill.shown('stop broker-');
    drill.hangUp();
    expect(await drill.ended()).toBe(130);
    expect((await readdir(out)).length).toBe(before + 1);
    await expectWhole();
  });
});

describe.runIf(hasTerminals)('Ctrl-C in up and down', () => {
  const offset = '14200';
  const own = `single-broker-compose-${offset}`;
  const up = ['up', 'single-broker', '--on', 'compose', '--port-offset', offset] as const;

  it('while nodes start: nothing is left', async () => {
    const made = await klabInTerminal(up);
    await made.shown('nodes to start');
    made.ctrlC();
    expect(await made.ended()).toBe(130);
    expect(await tracesOf(own)).toEqual([]);
    expect(existsSync(instanceDir(own))).toBe(false);
  });

  it('twice, and in down: klab down finishes it', async () => {
    await using other = await testCluster(resolved('single-broker'), { portOffset: Number(offset), runtime });
    const down = await klabInTerminal(['down', other.instance.id]);
    await down.shown('taking');
    down.ctrlC();
    expect(await down.ended()).toBe(130);
    expect(down.output()).toMatch(/interrupted: \S+ (is down|may be down in part)/);
    expect((await klab('down', other.instance.id)).code).toBe(0);
    expect(await tracesOf(own)).toEqual([]);
  });
});
