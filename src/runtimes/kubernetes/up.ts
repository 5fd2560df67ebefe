/** The whole order of `up` on Kubernetes, readable in one function. */
import { waitUntilReady } from '../../client/topics/readiness.ts';
import { LabError, messageOf, RuntimeError } from '../../errors.ts';
import { completeTopology } from '../../kafka/references.ts';
import { kubernetesAddressing } from '../../render/kubernetes/addressing.ts';
import { contextOf } from '../../render/kubernetes/context.ts';
import { publishedPortsOf } from '../../render/kubernetes/node-ports.ts';
import { readInstance, saveInstance } from '../instances.ts';
import { isIsolatedAlready } from '../../cluster/isolation.ts';
import { assertPortsFree, type WantedPort } from '../host/ports.ts';
import { watchLogs } from '../up/log-watch.ts';
import { accessOf } from '../../cluster/running-cluster.ts';
import type { Instance, KubernetesPlace, Progress, UpRequest } from '../../cluster/runtime.ts';
import { fetchAgents } from './objects/agent-jars.ts';
import { applyManifests, readReplicas, undoApply, type Found } from './change/apply.ts';
import { listMade } from './objects/made-since.ts';
import { provideCluster } from './place/cluster.ts';
import { provideImages } from './place/images.ts';
import { deleteKindCluster } from './place/kind.ts';
import { markCluster } from './place/lab-mark.ts';
import { listMachines } from './place/machines.ts';
import { placeOf } from './place/place.ts';
import { assertNoneFailed, podProblems, readBefore } from './objects/pod-problems.ts';
import { nothingBefore, type Before } from './objects/pod-reading.ts';
import { reachableNodes } from './forward/forward.ts';
import { assertLeadsHere } from './forward/leads-here.ts';
import { closeForwards, openForwards } from './forward/port-forward.ts';
import { assertDefaultStorage, examineNamespace } from './change/preflight.ts';
import { rollOutdated } from './change/roll.ts';
import { status } from './nodes/status.ts';
import { watchPods } from './objects/watch-pods.ts';
import { runLog } from './objects/node-logs.ts';

/** A new cluster settles for minutes on a busy laptop, another pulls images first; what cannot come is an error at once. */
const readyTimeoutMs = 600_000;

/** Brings an instance up: cluster, images, `kubectl apply`, wait until ready; what fails half-way is removed. */
export async function upKubernetes(request: UpRequest): Promise<Instance> {
  const instance = withClusterId(request.instance);
  const { topology } = instance;
  const place = placeOf(instance);
  const { progress, signal } = request;
  const unfinished = await isToBeMade(place);
  if (!request.isThere && place.hostAccess === 'port-forward')
    await assertPortsFree(forwardedPorts(instance));
  const stored = await readInstance(instance.id);
  if (unfinished || stored === undefined) {
    // Before anything is made: what a killed `up` leaves, `down` must find.
    await saveInstance({ ...instance, ...(unfinished && { unfinished }) });
  }
  await fetchAgents(instance, signal);
  const clusterMade = await provideCluster({ ...request, instance });
  // One that an `up` was killed over has no mark yet, if something went on making it.
  if (stored?.unfinished === true && !clusterMade) await markCluster(place.context, { signal });
  if (unfinished) await saveInstance(instance);
  let found: Found | undefined;
  let forwardsMade = false;
  try {
    if (place.kindCluster !== undefined) {
      const machines = await listMachines(place.kindCluster, { signal });
      const images = [...new Set(topology.nodes.map(({ image }) => image))];
      await provideImages({ name: place.kindCluster, machines }, images, { progress, signal });
    }
    const namespace = await examineNamespace(instance, { signal });
    await assertDefaultStorage(place, topology, { signal });
    const replicas = namespace ? await readReplicas(instance, { signal }) : new Map<string, number>();
    if (replicas.size > 0) await assertNoneBroken(instance);
    const before = namespace
      ? await readBefore(instance, { signal })
      : { ...nothingBefore, excused: new Set<string>() };
    const belongings = namespace ? await listMade(instance, { signal }) : new Set<string>();
    found = { namespace, replicas, belongings };

    const down = topology.nodes.filter(({ id }) => replicas.get(id) !== 1);
    progress.step(`${down.length} of ${topology.nodes.length} nodes to start`);
    await applyManifests(instance, { signal });
    await saveInstance(instance);
    if (place.hostAccess === 'port-forward') forwardsMade = await openForwards(instance);
    if (replicas.size > 0) await rollOutdated(instance, { progress, signal });
    const clusterId = await untilReady(
      instance,
      { before, started: down.map(({ id }) => id) },
      progress,
      signal,
    );
    // A forward of this process leads where it says; a port of the host may be anybody's.
    if (place.hostAccess === 'node-port') await assertLeadsHere(instance);
    const ready = { ...instance, clusterId };
    await saveInstance(ready);
    return ready;
  } catch (error) {
    await removeMade(instance, { clusterMade, forwardsMade, found }, error);
    throw error;
  }
}

/** Until a cluster that is made is marked, only the record says whose it is. */
async function isToBeMade({ kindCluster, madeByLab = false }: KubernetesPlace): Promise<boolean> {
  return madeByLab && kindCluster !== undefined && (await listMachines(kindCluster)).length === 0;
}

/** What an older lab has stored or deployed may not say its id, which was then always the same for the same namespace. */
function withClusterId(instance: Instance): Instance {
  if (instance.clusterId !== undefined || instance.topology.mode !== 'kraft') return instance;
  const { namespace } = placeOf(instance);
  const { portOffset, topology } = instance;
  return { ...instance, clusterId: contextOf(topology, { namespace, portOffset }).clusterId };
}

/**
 * @throws LabError `node-state`: a node that is paused or cut off would be waited for in vain, and is nobody's to bring
 * back but who broke it.
 */
async function assertNoneBroken(instance: Instance): Promise<void> {
  const nodes = await status(instance);
  const paused = nodes.find(({ state }) => state === 'paused');
  if (paused !== undefined) {
    const fix = `resume it first: klab resume ${instance.id} ${paused.id}`;
    throw new LabError('node-state', `${paused.id} is paused; ${fix}`);
  }
  for (const { id, isolated } of nodes) {
    if (isolated !== undefined) throw isIsolatedAlready(instance, id, isolated);
  }
}

function forwardedPorts({ topology, portOffset }: Instance): readonly WantedPort[] {
  return reachableNodes(topology).flatMap((node) =>
    publishedPortsOf(node).map(({ port }) => ({ id: node.id, host: '127.0.0.1', port: port + portOffset })),
  );
}

async function untilReady(
  instance: Instance,
  { before, started }: { readonly before: Before; readonly started: readonly string[] },
  progress: Progress,
  signal: AbortSignal,
): Promise<string> {
  progress.step('waiting until the cluster is ready');
  const { topology, portOffset } = instance;
  using watch = watchPods(instance, before, (text) => progress.update(text));
  const logs = watchLogs({
    ids: started,
    read: (id) => runLog(instance, id),
    onNews: (text) => progress.update(text),
  });
  try {
    return await waitUntilReady({
      topology: completeTopology(topology, kubernetesAddressing(contextOf(topology, { portOffset }))),
      access: accessOf(instance),
      portOffset: instance.portOffset,
      ...(instance.clusterId !== undefined && { clusterId: instance.clusterId }),
      timeoutMs: readyTimeoutMs,
      signal,
      onNote: (text) => progress.note(text),
      // Why a node does not run says more than that it does not answer.
      onPending: (reason) => watch.problems().length === 0 && progress.update(reason),
      async assertAlive() {
        if (watch.failure() !== undefined) throw watch.failure();
        await assertNoneFailed(instance, watch.problems());
        await logs.look();
      },
    });
  } catch (error) {
    if (!(error instanceof LabError) || error.code !== 'not-ready' || error.details.length > 0) throw error;
    const details = await podProblems(instance);
    if (details.length === 0) throw await logs.explain(error);
    throw new RuntimeError('not-ready', error.message, { cause: error, details });
  }
}

/** What an `up` that failed has made, and what it found. */
interface Made {
  readonly clusterMade: boolean;
  readonly forwardsMade: boolean;
  /** Absent when it failed before it had looked. */
  readonly found: Found | undefined;
}

/** Removes what this `up` made, and stops what it started; what it found stays, with its data. */
async function removeMade(
  instance: Instance,
  { clusterMade, forwardsMade, found }: Made,
  cause: unknown,
): Promise<void> {
  const { kindCluster } = placeOf(instance);
  try {
    // Clients of an `up` before this one go on.
    if (forwardsMade) await closeForwards(instance);
    if (clusterMade && kindCluster !== undefined) await deleteKindCluster(kindCluster);
    else if (found !== undefined) await undoApply(instance, found);
  } catch (error) {
    const left = `what was made is left (${messageOf(error)}); remove it: klab down ${instance.id}`;
    throw new RuntimeError('left-behind', `${messageOf(cause)}; ${left}`, { cause });
  }
}
