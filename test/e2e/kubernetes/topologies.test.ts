/** Ready-made topologies in one kind cluster, one after another: up, smoke checks, a broker lost, new settings, down. */
import { expect, it } from 'vitest';
import { kubernetesRuntime as runtime } from '../../../src/runtimes/kubernetes/kubernetes-runtime.ts';
import { testCluster } from '../../support/cluster.ts';
import { driftInShort } from '../../support/drift.ts';
import { sharedKind, tracesIn } from '../../support/kubernetes.ts';
import { passesSmoke, survivesKill, takesNewSetting } from '../../support/life-on-kubernetes.ts';
import { resolved } from '../../support/topologies.ts';

const portOffset = 12_000;

// three-racks needs machines of its own, and lives in racks.test.ts.
it.each(['single-broker', 'multi-broker', 'multi-broker-isolated', 'multi-zookeeper'])(
  '%s comes up, keeps its promises, loses a broker, takes a new setting, and leaves nothing',
  { timeout: 900_000 },
  async (name) => {
    const { cluster: kind, context } = await sharedKind();
    const where = { cluster: kind };
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
    expect(await tracesIn(context, id)).toEqual([]);
  },
);
