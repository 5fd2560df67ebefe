/** Brokers that come and go, and another version, while clients work, on Kubernetes. */
import { afterAll, beforeAll } from 'vitest';
import { kubernetesRuntime as runtime } from '../../../src/runtimes/kubernetes/kubernetes-runtime.ts';
import { createTopology } from '../../../topologies/index.ts';
import { itChangesSizeAndVersion } from '../../support/changes-of-size.ts';
import { testCluster, type TestCluster } from '../../support/cluster.ts';
import { sharedKind } from '../../support/kubernetes.ts';
import { partsOnKubernetes } from '../../support/node-parts.ts';

const portOffset = 11_750;
let kindCluster: string;
let cluster: TestCluster;
beforeAll(async () => {
  kindCluster = (await sharedKind()).cluster;
  const topology = createTopology('multi-broker', { kafkaVersion: '3.9.2' }).resolve();
  cluster = await testCluster(topology, { portOffset, runtime, where: { cluster: kindCluster } });
}, 600_000);
afterAll(() => cluster?.[Symbol.asyncDispose](), 300_000);

itChangesSizeAndVersion({
  get: () => cluster,
  where: () => ['--on', 'kubernetes', '--port-offset', String(portOffset), '--cluster', kindCluster],
  partsOf: (nodeId) => partsOnKubernetes(cluster.instance, nodeId),
});
