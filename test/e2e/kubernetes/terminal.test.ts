/** Ctrl-C and a closed terminal on Kubernetes, in a real terminal: what was broken is whole again, or named with its mend. */
import { existsSync } from 'node:fs';
import { beforeAll, expect, it } from 'vitest';
import type { RunningCluster } from '../../../src/cluster/running-cluster.ts';
import { instanceDir } from '../../../src/runtimes/instances.ts';
import { placeOf } from '../../../src/runtimes/kubernetes/place/place.ts';
import { expectWhole, itHealsWhenInterrupted } from '../../support/interrupted-drills.ts';
import { tracesIn } from '../../support/kubernetes.ts';
import { standingOnKubernetes } from '../../support/standing-cluster.ts';
import { hasTerminals, klabInTerminal } from '../../support/terminal.ts';

const timeout = 600_000;

let cluster: RunningCluster;
let id: string;

beforeAll(async () => {
  const { cluster: standing, leave } = await standingOnKubernetes();
  cluster = standing;
  id = cluster.instance.id;
  return leave;
}, timeout);

// Every other moment and fault: catalogue/kubernetes-terminal.test.ts.
itHealsWhenInterrupted(() => cluster, [{ drill: 'stop-leader', step: 'stop broker-', by: 'hangUp' }]);

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
  const { kindCluster, context } = placeOf(cluster.instance);
  const to = ['--on', 'kubernetes', '--port-offset', offset, '--cluster', kindCluster!];
  const up = await klabInTerminal(['up', 'single-broker', ...to]);
  await up.shown('waiting until the cluster is ready');
  up.ctrlC();
  await up.shown(`interrupted: removing what was made of ${own}`);
  expect(await up.ended()).toBe(130);
  expect(await tracesIn(context, own)).toEqual([]);
  expect(existsSync(instanceDir(own))).toBe(false);
});
