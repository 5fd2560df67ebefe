/** A drill on Kubernetes gives the same verdict as anywhere. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { kubernetesRuntime as runtime } from '../../../src/runtimes/kubernetes/kubernetes-runtime.ts';
import { closeForwards } from '../../../src/runtimes/kubernetes/port-forward.ts';
import { testCluster, type TestCluster } from '../../support/cluster.ts';
import { klab } from '../../support/klab.ts';
import { sharedKind } from '../../support/kubernetes.ts';
import { quickFailover } from '../../support/topologies.ts';

const portOffset = 12_400;

let cluster: TestCluster;
beforeAll(async () => {
  const kind = await sharedKind();
  // Its ports are forwarded by each klab of its own.
  cluster = await testCluster(quickFailover(), { portOffset, runtime, where: { cluster: kind.cluster } });
  await closeForwards(cluster.instance);
}, 900_000);
afterAll(() => cluster[Symbol.asyncDispose](), 300_000);

it('kill-leader: leaders move, and nothing acknowledged is lost', { timeout: 300_000 }, async () => {
  const drill = await klab('drill', cluster.instance.id, 'kill-leader');
  expect(drill.output).toMatch(/PASSED: \d+ records acknowledged, 0 lost/);
  expect(drill.code).toBe(0);
});
