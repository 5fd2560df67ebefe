/** Finds the running cluster that a verb is about. */
import { LabError } from '../../src/index.ts';
import { runtimeNamed } from '../../src/runtimes/choose.ts';
import { findInstance, listInstances } from '../../src/runtimes/instances.ts';
import { runningCluster, type RunningCluster } from '../../src/runtimes/running-cluster.ts';
import type { Instance } from '../../src/runtimes/runtime.ts';
import { unknownTopology } from '../../topologies/index.ts';
import { isKnownName } from './known-name.ts';
import { assertAllAnswered, searchInstances, type Search } from './silence.ts';
import { assertMayChange, findOptions, isIn, type WhereOptions } from './where.ts';

/** Which cluster is meant, and what is to be done to it. */
export interface ClusterOptions extends WhereOptions {
  /** The runtime it must be on. @default any */
  readonly on?: string | undefined;
  /** What a verb is about to break it by, such as `drill`. @default it is not broken */
  readonly breaking?: string;
}

/**
 * The instance of this name, with its runtime, reachable from this process.
 * @throws LabError `unknown-topology` for a name that nothing has, `no-instance` for one that is not up, `usage` for one
 * that is somebody else's where it is to be broken.
 */
export async function clusterNamed(name: string, options: ClusterOptions = {}): Promise<RunningCluster> {
  const { breaking, yes = false } = options;
  const instance = await instanceNamed(name, options);
  if (breaking !== undefined) assertMayChange(instance, breaking, yes);
  const runtime = runtimeNamed(instance.runtime);
  await runtime.attach?.(instance);
  const cluster = runningCluster(runtime, instance);
  if (yes || instance.foreign !== true) return cluster;
  return { ...cluster, keepWhole: 'stops a broker, and klab did not bring this up; add --yes to allow it' };
}

/** The instance of this name. @throws LabError as {@link clusterNamed} does. */
async function instanceNamed(name: string, { on, ...where }: ClusterOptions): Promise<Instance> {
  const wanted = on === undefined ? {} : { runtime: runtimeNamed(on).name };
  const { instances: among, silences } = await candidates(name, where);
  try {
    return await findInstance(name, { ...wanted, among });
  } catch (error) {
    if (!(error instanceof LabError) || error.code !== 'no-instance') throw error;
    if (where.context !== undefined) throw notInContext(name, where.context, among);
    if (wanted.runtime !== 'local') assertAllAnswered(name, { silences });
    throw isKnownName(name) ? error : unknownTopology(name);
  }
}

function notInContext(name: string, context: string, others: readonly Instance[]): LabError {
  const ids = others.map(({ id }) => id).join(', ');
  const those = ids === '' ? 'klab finds nothing there' : `klab finds ${ids} there`;
  return new LabError('no-instance', `${name} is not in context ${context}; ${those}`);
}

/** Engines are asked only where nothing that is stored has the name: no other verb should wait for them. */
async function candidates(name: string, where: WhereOptions): Promise<Search> {
  const stored = (await listInstances()).filter((instance) => isIn(instance, where));
  const fits = stored.some(({ id, topology }) => id === name || topology.name === name);
  return fits ? { instances: stored, silences: [] } : await searchInstances(findOptions(where));
}
