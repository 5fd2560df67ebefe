/** Drills on Kubernetes that are interrupted in a real terminal at every moment that differs. */
import { afterAll, beforeAll } from 'vitest';
import { kubernetesRuntime as runtime } from '../../../src/runtimes/kubernetes/kubernetes-runtime.ts';
import { testCluster, type TestCluster } from '../../support/cluster.ts';
import { itHealsWhenInterrupted } from '../../support/interrupted-drills.ts';
import { sharedKind } from '../../support/kubernetes.ts';
import { resolved } from '../../support/topologies.ts';

let cluster: TestCluster;
beforeAll(async () => {
  const where = { cluster: (await sharedKind()).cluster };
  cluster = await testCluster(resolved('single-broker'), { portOffset: 14_300, runtime, where });
}, 600_000);
afterAll(() => cluster?.[Symbol.asyncDispose](), 600_000);

itHealsWhenInterrupted(
  () => cluster,
  [
    { drill: 'stop-leader', step: 'stop broker-1', by: 'ctrlC' },
    { drill: 'kill-leader', step: 'kill broker-1', by: 'ctrlC' },
    { drill: 'pause-leader', step: 'traffic goes on', by: 'ctrlC' },
    { drill: 'kill-leader', step: 'start broker-1', by: 'ctrlC' },
  ],
);
