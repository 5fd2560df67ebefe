/** Finds the running cluster that a verb is about. */
import { LabError } from '../../src/index.ts';
import { runtimeNamed } from '../../src/runtimes/choose.ts';
import { findInstance } from '../../src/runtimes/instances.ts';
import { runningCluster, type RunningCluster } from '../../src/runtimes/runtime.ts';
import { topologyNames, unknownTopology } from '../../topologies/index.ts';

/**
 * The instance of this name, with its runtime.
 * @throws LabError `unknown-topology` for a name that nothing has, `no-instance` for one that is not up.
 */
export async function clusterNamed(name: string): Promise<RunningCluster> {
  try {
    const instance = await findInstance(name);
    return runningCluster(runtimeNamed(instance.runtime), instance);
  } catch (error) {
    const known = topologyNames.some((known) => name === known || name.startsWith(`${known}-`));
    if (error instanceof LabError && error.code === 'no-instance' && !known) throw unknownTopology(name);
    throw error;
  }
}
