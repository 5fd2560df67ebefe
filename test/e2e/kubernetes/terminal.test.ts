/** Ctrl-C and a closed terminal on Kubernetes, in a real terminal: what was broken is whole again, or named with its mend. */
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { waitUntilReady } from '../../../src/client/readiness.ts';
import { instanceDir } from '../../../src/runtimes/instances.ts';
import { kubernetesRuntime as runtime } from '../../../src/runtimes/kubernetes/kubernetes-runtime.ts';
import { testCluster, type TestCluster } from '../../support/cluster.ts';
import { sharedKind, tracesIn, type SharedKind } from '../../support/kubernetes.ts';
import { hasTerminals, klabInTerminal } from '../../support/terminal.ts';
import { resolved } from '../../support/topologies.ts';

const portOffset = 14_300;
const timeout = 600_000;

let shared: SharedKind;
let cluster: TestCluster;
let id: string;
let out: string;

beforeAll(async () => {
  shared = await sharedKind();
  // One broker is enough: that it is healed, and what is said, is no matter of leaders.
  const where = { cluster: shared.cluster };
  cluster = await testCluster(resolved('single-broker'), { portOffset, runtime, where });
  id = cluster.instance.id;
  out = await mkdtemp(join(tmpdir(), 'klab-reports-'));
}, timeout);

afterAll(async () => {
  await cluster?.[Symbol.asyncDispose]();
  await rm(out, { recursive: true, force: true });
}, timeout);

describe.runIf(hasTerminals)('in a drill', { timeout }, () => {
  afterEach(async () => {
    const [state] = await cluster.status();
    if (state?.state === 'stopped') await cluster.start('broker-1');
    if (state?.state === 'paused') await cluster.resume('broker-1');
    // The next drill begins with a cluster that has got over this one.
    const { topology, bootstrap } = cluster;
    await waitUntilReady({ topology, bootstrap, timeoutMs: 120_000 });
  }, timeout);

  it.each([
    ['Ctrl-C while it stops a broker', 'stop-leader', 'stop broker-1', 'ctrlC'],
    ['Ctrl-C while it kills one', 'kill-leader', 'kill broker-1', 'ctrlC'],
    ['Ctrl-C while one stands still', 'pause-leader', 'traffic goes on', 'ctrlC'],
    ['Ctrl-C while it brings one back', 'kill-leader', 'start broker-1', 'ctrlC'],
    ['a terminal that is closed while it stops a broker', 'stop-leader', 'stop broker-1', 'hangUp'],
  ] as const)('%s: healed, with a report', async (_, name, step, interrupt) => {
    const before = (await readdir(out)).length;
    const drill = await klabInTerminal(['drill', id, name, '--out', out, '--rate', '10', '--consumers', '0']);
    await drill.shown(step);
    drill[interrupt]();
    expect(await drill.ended()).toBe(130);
    expect(drill.output()).not.toMatch(/error:|exit code|does not run/);
    expect((await readdir(out)).length).toBe(before + 1);
    expect((await cluster.status()).map(({ state }) => state)).toEqual(['running']);
  });
});

it.runIf(hasTerminals)(
  'Ctrl-C in a verb: it says what is so, or may be, and what to do',
  { timeout },
  async () => {
    await cluster.kill('broker-1');
    const start = await klabInTerminal(['start', id, 'broker-1'], 'xterm');
    await start.shown('waiting until broker-1 answers');
    start.ctrlC();
    expect(await start.ended()).toBe(130);
    expect(start.output()).toContain('error: interrupted: broker-1 was started');
    expect((await cluster.status()).map(({ state }) => state)).toEqual(['running']);
  },
);

it.runIf(hasTerminals)('Ctrl-C in up: nothing is left', { timeout }, async () => {
  const offset = '14400';
  const own = `single-broker-kubernetes-${offset}`;
  const up = await klabInTerminal([
    'up',
    'single-broker',
    '--port-offset',
    offset,
    '--cluster',
    shared.cluster,
    '--on',
    'kubernetes',
  ]);
  await up.shown('waiting until the cluster is ready');
  up.ctrlC();
  await up.shown(`interrupted: removing what was made of ${own}`);
  expect(await up.ended()).toBe(130);
  expect(await tracesIn(shared.context, own)).toEqual([]);
  expect(existsSync(instanceDir(own))).toBe(false);
});
