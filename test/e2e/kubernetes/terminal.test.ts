/** Ctrl-C and a closed terminal on Kubernetes, in a real terminal: what was broken is whole again, or named with its mend. */
import { existsSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { instanceDir } from '../../../src/runtimes/instances.ts';
import { kubernetesRuntime as runtime } from '../../../src/runtimes/kubernetes/kubernetes-runtime.ts';
import { testCluster, type TestCluster } from '../../support/cluster.ts';
import { expectWhole, itHealsWhenInterrupted } from '../../support/interrupted-drills.ts';
import { sharedKind, tracesIn, type SharedKind } from '../../support/kubernetes.ts';
import { hasTerminals, klabInTerminal } from '../../support/terminal.ts';
import { resolved } from '../../support/topologies.ts';

const portOffset = 14_300;
const timeout = 600_000;

let shared: SharedKind;
let cluster: TestCluster;
let id: string;

beforeAll(async () => {
  shared = await sharedKind();
  // One broker is enough: that it is healed, and what is said, is no matter of leaders.
  const where = { cluster: shared.cluster };
  cluster = await testCluster(resolved('single-broker'), { portOffset, runtime, where });
  id = cluster.instance.id;
}, timeout);

afterAll(() => cluster?.[Symbol.asyncDispose](), timeout);

// Every other moment and fault: catalogue/kubernetes-terminal.test.ts.
itHealsWhenInterrupted(() => cluster, [{ drill: 'stop-leader', step: 'stop broker-1', by: 'hangUp' }]);

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
    await expectWhole(cluster);
  },
);

it.runIf(hasTerminals)('Ctrl-C in up: nothing is left', { timeout }, async () => {
  const offset = '14400';
  const own = `single-broker-kubernetes-${offset}`;
  const to = ['--on', 'kubernetes', '--port-offset', offset, '--cluster', shared.cluster];
  const up = await klabInTerminal(['up', 'single-broker', ...to]);
  await up.shown('waiting until the cluster is ready');
  up.ctrlC();
  await up.shown(`interrupted: removing what was made of ${own}`);
  expect(await up.ended()).toBe(130);
  expect(await tracesIn(shared.context, own)).toEqual([]);
  expect(existsSync(instanceDir(own))).toBe(false);
});
