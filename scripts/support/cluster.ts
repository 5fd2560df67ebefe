/** Finds the running cluster that a verb is about. */
import { LabError } from '../../src/index.ts';
import { runtimeNamed } from '../../src/runtimes/choose.ts';
import { findInstance, listInstances } from '../../src/runtimes/instances.ts';
import { runningCluster, type Instance, type RunningCluster } from '../../src/runtimes/runtime.ts';
import { topologyNames, unknownTopology } from '../../topologies/index.ts';
import { allInstances } from './instances.ts';

/**
 * The instance of this name, with its runtime.
 * @param on the runtime it must be on. @default any
 * @throws LabError `unknown-topology` for a name that nothing has, `no-instance` for one that is not up.
 */
export async function clusterNamed(name: string, on?: string): Promise<RunningCluster> {
  const wanted = on === undefined ? {} : { runtime: runtimeNamed(on).name };
  try {
    const instance = await findInstance(name, { ...wanted, among: await candidates(name) });
    return runningCluster(runtimeNamed(instance.runtime), instance);
  } catch (error) {
    if (error instanceof LabError && error.code === 'no-instance' && !isKnownName(name)) {
      throw unknownTopology(name);
    }
    throw error;
  }
}

/** True for a ready-made topology's name, and for what can be the id of an instance of one. */
export function isKnownName(name: string): boolean {
  return topologyNames.some((known) => name === known || name.startsWith(`${known}-`));
}

/** Engines are asked only where nothing that is stored has the name: no other verb should wait for them. */
async function candidates(name: string): Promise<readonly Instance[]> {
  const stored = await listInstances();
  const fits = stored.some(({ id, topology }) => id === name || topology.name === name);
  return fits ? stored : await allInstances();
}
