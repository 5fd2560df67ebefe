/** A kind cluster that `up` made, to its end: others come to live in it, and it goes with the last of klab's. */
import { afterAll, beforeAll } from 'vitest';
import type { RunningCluster } from '../../../src/cluster/running-cluster.ts';
import { kubernetesRuntime as runtime } from '../../../src/runtimes/kubernetes/kubernetes-runtime.ts';
import { takeDown } from '../../../src/runtimes/up/down.ts';
import { bringUp } from '../../../src/runtimes/up/lifecycle.ts';
import { itIsSharedAndRemoved } from '../../support/guests-in-kind.ts';
import { kind } from '../../support/kubernetes.ts';
import { quickFailover } from '../../support/topologies.ts';

const portOffset = 11_640;
let cluster: RunningCluster;

beforeAll(async () => {
  const progress = { step: () => undefined, update: () => undefined, note: () => undefined };
  const { signal } = new AbortController();
  cluster = await bringUp({ topology: quickFailover(), runtime, portOffset, progress, signal });
}, 600_000);
// What is left of a test that failed, guests included; else nothing is.
afterAll(async () => {
  await takeDown(runtime, cluster.instance);
  await kind('delete', 'cluster', '--name', `klab-multi-broker-${portOffset}`);
}, 300_000);

itIsSharedAndRemoved(() => cluster, portOffset + 10);
