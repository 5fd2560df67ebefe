/** Metadata that moves from ZooKeeper to KRaft under traffic, on Kubernetes: StatefulSets of controllers come, and those of ZooKeeper go. */
import { afterAll, beforeAll } from 'vitest';
import { kubernetesRuntime as runtime } from '../../../src/runtimes/kubernetes/kubernetes-runtime.ts';
import { placeOf } from '../../../src/runtimes/kubernetes/place/place.ts';
import { testCluster, type TestCluster } from '../../support/cluster.ts';
import { kubectl, sharedKind } from '../../support/kubernetes.ts';
import { itMovesMetadata, toMove } from '../../support/moves-of-metadata.ts';

const portOffset = 6_400;
let kindCluster: string;
let cluster: TestCluster;
beforeAll(async () => {
  kindCluster = (await sharedKind()).cluster;
  cluster = await testCluster(toMove(), { portOffset, runtime, where: { cluster: kindCluster } });
}, 600_000);
afterAll(() => cluster?.[Symbol.asyncDispose](), 300_000);

itMovesMetadata(() => cluster, {
  where: () => ['--on', 'kubernetes', '--port-offset', String(portOffset), '--cluster', kindCluster],
  async dataOf(nodeId) {
    const { context, namespace } = placeOf(cluster.instance);
    const pod = ['--context', context, '--namespace', namespace, 'exec', `${nodeId}-0`];
    return (await kubectl(...pod, '--', 'ls', '/var/lib/kafka/data/kafka')).split('\n');
  },
  end: '--back',
});
