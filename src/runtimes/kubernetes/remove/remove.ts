/** Takes an instance out of its cluster, and the cluster with it where the lab made it and nobody else uses it. */
import { instead, LabError, RuntimeError } from '../../../errors.ts';
import { listInstances } from '../../instances.ts';
import type { Instance } from '../../../cluster/instance.ts';
import { listObjects } from '../kubectl/objects.ts';
import { tellsApart } from '../objects/belongings.ts';
import { deleteKindCluster } from '../place/kind.ts';
import { leadsTo, readKindCluster } from '../place/kind-contents.ts';
import { kubectl } from '../kubectl/kubectl.ts';
import { marks } from '../../../kafka/marks.ts';
import type { Removal } from '../../../cluster/lifecycle.ts';
import { isMarked } from '../place/lab-mark.ts';
import { listMachines, type Machine } from '../place/machines.ts';
import { contextOfKind, kindOfContext, knownPlace, placeOf } from '../place/place.ts';
import { closeForwards } from '../forward/port-forward.ts';
import { hasData, ownKeys, removeNamespace, removeNodes } from './remove-namespace.ts';
import { instanceSelector } from '../kubectl/selectors.ts';
import { isSigned, showSignatures } from '../kubectl/signature.ts';
import { stopTimeoutMs } from '../../shared/node-states.ts';
import { obstaclesIn } from '../place/strangers.ts';

/** Where nothing listens any more, the answer comes at once. */
const goneTimeoutMs = 5_000;

/** Looks whether the instance's cluster is there. */
export async function prepareDown(instance: Instance): Promise<Removal> {
  await closeForwards(instance);
  const { kindCluster, madeByLab } = placeOf(instance);
  const machines = kindCluster === undefined ? undefined : await listMachines(kindCluster);
  const isGone = machines?.length === 0;
  if (isGone) await assertSilent(instance);
  return {
    hasData: async () => !isGone && (await hasData(instance)),
    stopBrokers: () => stopBrokers(instance),
    removeNodes: () => removeNodes(instance),
    async removeAll() {
      if (!isGone) return await removeFrom(instance, machines);
      // What was in it is gone; kubectl may still know of it, and a kind that was left behind may make it.
      if (madeByLab === true && kindCluster !== undefined) await deleteKindCluster(kindCluster);
      return [];
    },
  };
}

/** A cluster whose API server answers is not gone: Docker is asked at another engine. */
async function assertSilent(instance: Instance): Promise<void> {
  const { context, kindCluster } = placeOf(instance);
  const asked = kubectl({ context }, ['get', '--raw', '/version'], { timeoutMs: goneTimeoutMs });
  const answers = await asked.then(() => true, instead(false, LabError));
  if (!answers) return;
  throw new RuntimeError(
    'cluster-unavailable',
    `context ${context} answers, and this Docker Engine has no machine of kind cluster ${kindCluster}; name the engine that has (DOCKER_HOST)`,
  );
}

/**
 * By whatever way the last topology came into a cluster that the lab made, it takes the cluster along.
 * @param named machines of the kind cluster that the instance names, where it names one
 * @returns what stays, in words
 */
async function removeFrom(
  instance: Instance,
  named: readonly Machine[] | undefined,
): Promise<readonly string[]> {
  const cluster = await clusterOfLab(instance, named);
  if (cluster === undefined) return await removeNamespace(instance);
  const isUnfinished = instance.unfinished === true;
  const contents = await readKindCluster(cluster.name, cluster.machines, isUnfinished);
  if (contents === undefined) {
    // Records of older labs do not tell a cluster that was never finished from any other.
    if (!isUnfinished && instance.signed === true) throw stillBeingMade(cluster.name);
    await deleteKindCluster(cluster.name);
    return [];
  }
  const leads = await leadsTo(placeOf(instance).context, contents.uid);
  if (!(contents.marked && leads) && !isUnfinished) return await removeNamespace(instance);
  const own = leads ? await ownKeys(instance) : new Set<string>();
  const obstacles = [
    ...(await neighboursOf(instance, cluster.name, contents.namespaces)),
    ...obstaclesIn(contents, { namespace: placeOf(instance).namespace, own }),
  ];
  if (obstacles.length === 0) {
    await deleteKindCluster(cluster.name);
    return [];
  }
  const stays = leads ? await removeNamespace(instance) : [];
  const fix = `once nobody needs any of it: kind delete cluster --name ${cluster.name}`;
  return [...stays, `kind cluster ${cluster.name} stays, with ${obstacles.join(', ')}; ${fix}`];
}

interface LabCluster {
  readonly name: string;
  readonly machines: readonly Machine[];
}

/** The kind cluster that an instance is in, where the lab may have made it. */
async function clusterOfLab(
  instance: Instance,
  named: readonly Machine[] | undefined,
): Promise<LabCluster | undefined> {
  const { context, kindCluster, madeByLab = false } = placeOf(instance);
  if (kindCluster !== undefined && named !== undefined) {
    const mayBe = madeByLab || (await isMarkedOrSilent(instance, context));
    return mayBe ? { name: kindCluster, machines: named } : undefined;
  }
  const name = kindOfContext(context);
  if (name === undefined) return undefined;
  // Whoever has no Docker, or may not read the mark, has no kind cluster of the lab's either.
  const nothing = instead(undefined, LabError);
  const machines = (await listMachines(name).catch(nothing)) ?? [];
  return machines.length > 0 && (await isMarked(context).catch(nothing)) ? { name, machines } : undefined;
}

async function isMarkedOrSilent({ id }: Instance, context: string): Promise<boolean> {
  try {
    return await isMarked(context);
  } catch (error) {
    const isSilent = error instanceof LabError && ['cluster-unavailable', 'usage'].includes(error.code);
    if (!isSilent) throw error;
    const message = `${error.message}; ${id} is still in it`;
    throw new RuntimeError('cluster-unavailable', message, { cause: error });
  }
}

function stillBeingMade(cluster: string): RuntimeError {
  const fix = `wait until it is, or remove it: kind delete cluster --name ${cluster}`;
  return new RuntimeError('cluster-unavailable', `kind cluster ${cluster} is not finished; ${fix}`);
}

/** Instances whose `up` is on its way into the cluster, and has made nothing there yet. */
async function neighboursOf(
  { id }: Instance,
  kindCluster: string,
  namespaces: readonly string[],
): Promise<readonly string[]> {
  return (await listInstances())
    .filter((other) => {
      const place = knownPlace(other);
      if (other.id === id || place === undefined) return false;
      return place.context === contextOfKind(kindCluster) && !namespaces.includes(place.namespace);
    })
    .map((other) => other.id);
}

/** Stops the brokers that run in order: those that the instance has made. */
async function stopBrokers(instance: Instance): Promise<void> {
  const selector = `${instanceSelector(instance)},${marks.group}=broker`;
  const place = placeOf(instance);
  const sets = await listObjects(place, ['statefulsets', '--selector', selector, showSignatures]);
  const own = sets
    .filter((set) => !tellsApart(instance) || isSigned(set))
    .map(({ metadata }) => metadata.name);
  if (own.length === 0) return;
  await kubectl(place, ['scale', 'statefulsets', ...own, '--replicas', '0']);
  const pods = own.map((name) => `pod/${name}-0`);
  const wait = ['wait', ...pods, '--for=delete', `--timeout=${stopTimeoutMs / 1_000}s`];
  await kubectl(place, wait, { timeoutMs: stopTimeoutMs + 10_000 });
}
