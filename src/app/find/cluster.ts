/** Finds the running cluster that a verb is about. */
import { asksKafka, selectNode } from '../../client/nodes/select-node.ts';
import { LabError } from '../../errors.ts';
import type { LabNode } from '../../kafka/node.ts';
import { runtimeNamed, runtimeOf } from '../../runtimes/choose.ts';
import { assertRuns } from '../../runtimes/shared/node-states.ts';
import { contextNamespace } from '../../runtimes/kubernetes/kubectl/context-namespace.ts';
import { findInstance, isNamed, listInstances, type InstanceFilter } from '../../runtimes/instances.ts';
import { partOf } from '../../cluster/runtime.ts';
import { runningCluster, type RunningCluster } from '../../cluster/running-cluster.ts';
import type { Sighting } from '../../runtimes/up/presence.ts';
import type { Instance, RuntimeName } from '../../cluster/instance.ts';
import { isIn, seen, asForeign, optionsToFind } from './instances.ts';
import type { TopologyRegistry } from './registry.ts';
import { assertAllAnswered, searchInstances, type Search } from './search.ts';
import { assertMayChange, findOptions, type WhereOptions, type Wanted } from './where.ts';

/** Which cluster is meant, and what is to be done to it. */
export interface ClusterOptions extends WhereOptions {
  /** The runtime it must be on. @default any */
  readonly on?: string | undefined;
  /** What a verb is about to break it by, such as `drill`. @default it is not broken */
  readonly breaking?: string;
  /** Whether a verb leaves out what would break somebody else's, as `smoke` does. @default false */
  readonly sparing?: boolean;
  /**
   * Whether its addresses are used in any case; else whoever needs them attaches, so that a port that is taken is in
   * nobody else's way. @default true
   */
  readonly attach?: boolean;
  /** What must run of it, for a verb that has nothing to say of what does not run. @default nothing need run */
  readonly running?: 'anything' | 'a broker';
}

/**
 * The instance of this name, with its runtime, reachable from this process.
 * @throws LabError `unknown-topology` for a name that nothing has, `no-instance` for one that is not up, `usage` for one
 * that is somebody else's where it is to be broken.
 */
export async function clusterNamed(
  name: string,
  topologies: TopologyRegistry,
  options: ClusterOptions = {},
): Promise<RunningCluster> {
  const { breaking, sparing = false, yes = false, attach = true, running } = options;
  const named = await instanceNamed(name, topologies, options);
  const instance = breaking === undefined && !sparing ? named : await withOwner(named);
  const runtime = runtimeOf(instance);
  // Whom --yes would not help need not add it.
  if (breaking !== undefined && runtime.isolation === undefined) partOf(runtime, 'signals');
  if (breaking !== undefined) assertMayChange(instance, breaking, yes);
  if (running !== undefined) assertRuns(instance, await runtime.observe.status(instance), running, runtime);
  if (attach) await runtime.forwards?.attach(instance);
  const cluster = runningCluster(runtime, instance);
  if (yes || instance.foreign !== true) return cluster;
  const notOurs = 'and klab did not bring this up; add --yes to allow it';
  const isAttached = instance.runtime === 'attached';
  return {
    ...cluster,
    keepWhole: `stops a broker, ${notOurs}`,
    ...(isAttached && { keepUnwritten: `writes to the cluster, ${notOurs}` }),
  };
}

/** What is stored says who made it once; what is there by now may be somebody else's. */
async function withOwner(instance: Instance): Promise<Instance> {
  if (instance.foreign !== undefined) return instance;
  const parts = (await runtimeOf(instance).places?.foreignParts(instance)) ?? [];
  return parts.length === 0 ? instance : asForeign(instance);
}

/** The node that a selector names; only a selector that asks Kafka needs the cluster's addresses. */
export async function nodeNamed(selector: string, cluster: RunningCluster): Promise<LabNode> {
  if (asksKafka(selector)) await cluster.attach?.();
  return await selectNode(selector, cluster);
}

/** The instance of this name. @throws LabError as {@link clusterNamed} does. */
export async function instanceNamed(
  name: string,
  topologies: TopologyRegistry,
  { on, ...where }: ClusterOptions,
): Promise<Instance> {
  const wanted = on === undefined ? {} : { runtime: runtimeNamed(on).name };
  const { found, silences } = await candidates(name, topologies, where);
  const among = preferred(name, found, wanted.runtime);
  try {
    return await findInstanceIn(where, name, { ...wanted, among });
  } catch (error) {
    if (!(error instanceof LabError) || error.code !== 'no-instance') throw error;
    if (where.context !== undefined) throw notInContext(name, where.context, among);
    if (wanted.runtime !== 'local') assertAllAnswered(name, { silences }, topologies);
    throw topologies.mayName(name) ? error : topologies.unknown(name);
  }
}

/**
 * The one instance that a name means; of several in a context, the one in the namespace that kubectl itself would take.
 * @throws LabError as `findInstance` does.
 */
export async function findInstanceIn(
  { context, namespace }: Wanted,
  name: string,
  filter: InstanceFilter,
): Promise<Instance> {
  try {
    return await findInstance(name, { ...filter, optionsToFind });
  } catch (error) {
    const isAmbiguous = error instanceof LabError && error.code === 'ambiguous-instance';
    if (!isAmbiguous || context === undefined || namespace !== undefined) throw error;
    const own = { context, namespace: await contextNamespace(context) };
    const among = (filter.among ?? []).filter((instance) => isIn(instance, own));
    if (among.length === 0) throw error;
    return await findInstance(name, { ...filter, among });
  }
}

function notInContext(name: string, context: string, others: readonly Instance[]): LabError {
  const ids = others.map(({ id }) => id).join(', ');
  const those = ids === '' ? 'klab finds nothing there' : `klab finds ${ids} there`;
  return new LabError('no-instance', `${name} is not in context ${context}; ${those}`);
}

/**
 * Engines are asked only where nothing that is stored has the name and has nodes: no other verb should wait for them.
 * What is stored of something that has gone is no candidate.
 */
async function candidates(name: string, topologies: TopologyRegistry, where: WhereOptions): Promise<Search> {
  const stored = (await listInstances()).filter(
    (instance) => isIn(instance, where) && isNamed(instance, name),
  );
  const known = await seen(stored);
  const isUp = known.some(({ presence }) => presence === 'nodes' || presence === 'unknown');
  const { found, silences } = isUp
    ? { found: known, silences: [] }
    : await searchInstances(topologies, findOptions(where));
  return { found: found.filter(({ presence }) => presence !== 'nothing'), silences };
}

/** Where a topology's name fits one that has nodes and one of which only data is kept, the first is meant. */
function preferred(
  name: string,
  candidates: readonly Sighting[],
  runtime: RuntimeName | undefined,
): readonly Instance[] {
  const wanted = candidates.filter(
    ({ instance }) => isNamed(instance, name) && (runtime === undefined || instance.runtime === runtime),
  );
  const withNodes = wanted.filter(({ presence }) => presence !== 'data');
  const isExact = wanted.some(({ instance }) => instance.id === name);
  const chosen = isExact || withNodes.length === 0 ? candidates : withNodes;
  return chosen.map(({ instance }) => instance);
}
