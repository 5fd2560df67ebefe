/** Settings that are changed while clients work, on Kubernetes: pods are made anew, or stay what they are. */
import { afterAll, beforeAll } from 'vitest';
import { kubernetesRuntime as runtime } from '../../../src/runtimes/kubernetes/kubernetes-runtime.ts';
import { itChangesSettings } from '../../support/changes-of-settings.ts';
import { testCluster, type TestCluster } from '../../support/cluster.ts';
import { sharedKind } from '../../support/kubernetes.ts';
import { resolved } from '../../support/topologies.ts';

const portOffset = 11_720;
let kindCluster: string;
let cluster: TestCluster;
beforeAll(async () => {
  kindCluster = (await sharedKind()).cluster;
  cluster = await testCluster(resolved('multi-broker'), {
    portOffset,
    runtime,
    where: { cluster: kindCluster },
  });
}, 600_000);
afterAll(() => cluster?.[Symbol.asyncDispose](), 300_000);

itChangesSettings(
  () => cluster,
  () => ['--on', 'kubernetes', '--port-offset', String(portOffset), '--cluster', kindCluster],
);
