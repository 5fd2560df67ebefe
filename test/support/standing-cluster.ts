/** Clusters that several files use one after another: the first brings one up, and the end of the run takes it down. */
import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { lock } from 'proper-lockfile';
import { cacheDir } from '../../src/paths.ts';
import { runtimeNamed } from '../../src/runtimes/choose.ts';
import { listInstances } from '../../src/runtimes/instances.ts';
import { kubernetesRuntime } from '../../src/runtimes/kubernetes/kubernetes-runtime.ts';
import type { RunningCluster } from '../../src/cluster/running-cluster.ts';
import { testCluster } from './cluster.ts';
import { sharedKind } from './kubernetes.ts';
import { quickFailover } from './topologies.ts';
import { takeDown } from '../../src/runtimes/up/down.ts';

/** Names the lab folder of clusters that stand, which is not that of other files: those look at everything in theirs. */
const variable = 'KLAB_E2E_STANDING';

/** A cluster that stands, and what lets the next file have it. */
interface Standing {
  readonly cluster: RunningCluster;
  readonly leave: () => Promise<void>;
}

/** Three brokers with short sessions in the kind cluster of the run, for one file at a time, which leaves it whole. */
export async function standingOnKubernetes(): Promise<Standing> {
  const home = process.env[variable] ?? '';
  process.env['KLAB_HOME'] = home;
  const leave = await lock(home, { retries: { forever: true, minTimeout: 500, maxTimeout: 500 } });
  const where = { cluster: (await sharedKind()).cluster };
  for (const instance of await listInstances()) {
    // What a test that failed may have left, and `up` does not go on from.
    for (const { id, state, isolated } of await kubernetesRuntime.observe.status(instance)) {
      if (isolated !== undefined) await kubernetesRuntime.isolation?.heal(instance, id);
      if (state === 'paused') await kubernetesRuntime.signals!.resume(instance, id);
    }
  }
  const options = { portOffset: 20_400, runtime: kubernetesRuntime, where };
  return { cluster: await testCluster(quickFailover(), options), leave };
}

/** Global set-up: a lab folder for what stands, all of which is taken down afterwards. */
export default async function setup(): Promise<() => Promise<void>> {
  const home = join(process.env['KLAB_HOME'] ?? '', 'standing');
  await mkdir(home);
  await symlink(cacheDir(), join(home, 'cache'));
  process.env[variable] = home;
  return async () => {
    const before = process.env['KLAB_HOME'];
    process.env['KLAB_HOME'] = home;
    for (const instance of await listInstances()) await takeDown(runtimeNamed(instance.runtime), instance);
    process.env['KLAB_HOME'] = before;
  };
}
