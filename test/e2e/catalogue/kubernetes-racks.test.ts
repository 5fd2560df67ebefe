/** three-racks on a kind cluster whose machines are its racks: what every topology does there. */
import { expect, it } from 'vitest';
import { kubernetesRuntime as runtime } from '../../../src/runtimes/kubernetes/kubernetes-runtime.ts';
import { testCluster } from '../../support/cluster.ts';
import { passesSmoke, survivesKill, takesNewSetting } from '../../support/life-on-kubernetes.ts';
import { resolved } from '../../support/topologies.ts';

it('keeps its promises, loses a broker and takes a new setting', { timeout: 1_800_000 }, async () => {
  await using cluster = await testCluster(resolved('three-racks'), { portOffset: 12_200, runtime });
  expect((await cluster.status()).filter(({ state }) => state !== 'running')).toEqual([]);
  await passesSmoke(cluster);
  await survivesKill(cluster);
  await takesNewSetting(cluster, undefined);
});
