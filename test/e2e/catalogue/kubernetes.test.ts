/** Ready-made topologies in one kind cluster, two at a time: up, smoke checks, a broker lost, new settings, down. */
import { beforeAll, expect, it } from 'vitest';
import { kubernetesRuntime as runtime } from '../../../src/runtimes/kubernetes/kubernetes-runtime.ts';
import { testCluster } from '../../support/cluster.ts';
import { driftInShort } from '../../support/drift.ts';
import { sharedKind, tracesIn, type SharedKind } from '../../support/kubernetes.ts';
import { passesSmoke, survivesKill, takesNewSetting } from '../../support/life-on-kubernetes.ts';
import { resolved } from '../../support/topologies.ts';

/** Each has ports of its own; the longest life comes first. */
const topologies = [
  { name: 'multi-zookeeper', portOffset: 12_000 },
  { name: 'multi-broker', portOffset: 12_050 },
  { name: 'multi-broker-isolated', portOffset: 12_100 },
  { name: 'single-broker', portOffset: 12_150 },
];

let shared: SharedKind;
beforeAll(async () => {
  shared = await sharedKind();
}, 600_000);

// three-racks needs machines of its own, and lives in kubernetes-racks.test.ts.
it.concurrent.each(topologies)(
  '$name comes up, keeps its promises, loses a broker, takes a new setting, and leaves nothing',
  { timeout: 900_000 },
  async ({ name, portOffset }) => {
    const where = { cluster: shared.cluster };
    let id;
    {
      await using cluster = await testCluster(resolved(name), { portOffset, runtime, where });
      ({ id } = cluster.instance);
      expect((await cluster.status()).map(({ state }) => state)).toEqual(
        cluster.topology.nodes.map(() => 'running'),
      );
      expect(await driftInShort(id)).toEqual([]);
      await passesSmoke(cluster);
      await survivesKill(cluster);
      await takesNewSetting(cluster, where);
    }
    expect(await tracesIn(shared.context, id)).toEqual([]);
  },
);
