/** What `up` adds on Kubernetes: the cluster, images, what can be known to go wrong, `kubectl apply` of the rendered file. */
import type { Instance } from '../../cluster/instance.ts';
import type { Deployment, UpRequest } from '../../cluster/lifecycle.ts';
import { LabError, RuntimeError } from '../../errors.ts';
import { completeTopology } from '../../kafka/references.ts';
import { kubernetesAddressing } from '../../render/kubernetes/addressing.ts';
import { contextOf } from '../../render/kubernetes/context.ts';
import type { SecretManifest } from '../../render/kubernetes/secret-manifests.ts';
import { assertPortsFree } from '../host/ports.ts';
import { type KubernetesPlace, placeOf } from './place/place.ts';
import { fetchAgents } from './objects/agent-jars.ts';
import { applyManifests, undoApply, type Found } from './change/apply.ts';
import { readReplicas } from './objects/replicas.ts';
import { applySecrets, secretsFor } from './objects/secrets.ts';
import { throughPod } from './probe-listener.ts';
import { listMade } from './objects/made-since.ts';
import { readInstance, saveInstance } from '../instances.ts';
import { labSecurity } from '../secrets/secrets.ts';
import { assertNoneBroken } from '../shared/node-states.ts';
import { servicesToAdmit } from '../up/admit-users.ts';
import { withClusterId } from '../up/cluster-id.ts';
import { firstUsers } from '../up/first-users.ts';
import { assertDefaultStorage, examineNamespace } from './change/preflight.ts';
import { endBeginning } from './change/quorum.ts';
import { rollOutdated } from './change/roll.ts';
import { portsToForward } from './forward/forward.ts';
import { assertLeadsHere } from './forward/leads-here.ts';
import { closeForwards, openForwards } from './forward/port-forward.ts';
import { status } from './nodes/status.ts';
import { assertNoneFailed, podProblems, readBefore } from './objects/pod-problems.ts';
import { nothingBefore, type Before } from './objects/pod-reading.ts';
import { watchPods, type PodWatch } from './objects/watch-pods.ts';
import { provideCluster } from './place/cluster.ts';
import { provideImages } from './place/images.ts';
import { deleteKindCluster } from './place/kind.ts';
import { markCluster } from './place/lab-mark.ts';
import { listMachines } from './place/machines.ts';

/** A new cluster settles for minutes on a busy laptop, another pulls images first; what cannot come is an error at once. */
const readyTimeoutMs = 600_000;

/** What an `up` has made so far, and what it found. */
interface Progressed {
  clusterMade: boolean;
  forwardsMade: boolean;
  /** Absent before it has looked. */
  found?: Found;
  before: Before;
  /** Those to be applied. */
  secrets: readonly SecretManifest[];
  watch?: PodWatch;
}

/** Looks at the ports; what is in the cluster is looked at once there is one. */
export async function prepareUp(request: UpRequest): Promise<Deployment> {
  const instance = withAccess(withDeployedId(request.instance));
  const { topology, portOffset } = instance;
  const place = placeOf(instance);
  const { progress, signal } = request;
  const unfinished = await isToBeMade(place);
  if (!request.isThere && place.hostAccess === 'port-forward')
    await assertPortsFree(portsToForward(instance));
  const stored = await readInstance(instance.id);
  const later = servicesToAdmit(topology);
  const done: Progressed = {
    clusterMade: false,
    forwardsMade: false,
    secrets: [],
    before: { ...nothingBefore, excused: new Set() },
  };
  return {
    instance,
    // What a killed `up` leaves, `down` must find.
    record:
      unfinished || stored === undefined ? { ...instance, ...(unfinished && { unfinished }) } : undefined,
    async provide() {
      await fetchAgents(instance, signal);
      done.clusterMade = await provideCluster({ ...request, instance });
      // One that an `up` was killed over has no mark yet, if something went on making it.
      if (stored?.unfinished === true && !done.clusterMade) await markCluster(place.context, { signal });
      if (unfinished) await saveInstance(instance);
      if (place.kindCluster !== undefined) {
        const machines = await listMachines(place.kindCluster, { signal });
        const images = [...new Set(topology.nodes.map(({ image }) => image))];
        await provideImages({ name: place.kindCluster, machines }, images, { progress, signal });
      }
      const namespace = await examineNamespace(instance, { signal });
      await assertDefaultStorage(place, topology, { signal });
      const replicas = namespace ? await readReplicas(instance, { signal }) : new Map<string, number>();
      if (replicas.size > 0) assertNoneBroken(instance, await status(instance));
      done.secrets = await secretsFor(instance, replicas.size > 0, namespace, { signal });
      if (namespace) done.before = await readBefore(instance, { signal });
      const belongings = namespace ? await listMade(instance, { signal }) : new Set<string>();
      done.found = { namespace, replicas, belongings };
      return topology.nodes.map(({ id }) => id).filter((id) => replicas.get(id) !== 1);
    },
    async start() {
      const { secrets, found } = done;
      // Before the pods that wait for them, unless the manifests have to make the namespace first.
      if (found?.namespace === true) await applySecrets(instance, secrets, { signal });
      await applyManifests(instance, { signal }, { without: later, begins: begins(done) });
      if (found?.namespace !== true) await applySecrets(instance, secrets, { signal });
      await saveInstance(instance);
      if (place.hostAccess === 'port-forward') done.forwardsMade = await openForwards(instance);
      if (done.found !== undefined && done.found.replicas.size > 0)
        await rollOutdated(instance, { progress, signal });
    },
    ...(later.length > 0 && {
      async startServices() {
        await applyManifests(instance, { signal }, { begins: begins(done) });
        if (done.found !== undefined && done.found.replicas.size > 0)
          await rollOutdated(instance, { progress, signal });
      },
    }),
    wait() {
      const watch = watchPods(instance, done.before, (text) => progress.update(text));
      done.watch = watch;
      const admit = firstUsers(instance, throughPod(instance, signal));
      return {
        topology: completeTopology(topology, kubernetesAddressing(contextOf(topology, { portOffset }))),
        timeoutMs: readyTimeoutMs,
        // Why a node does not run says more than that it does not answer.
        knowsBetter: () => watch.problems().length > 0,
        explain: async (error) => admit.explain(await withPodProblems(instance, error)),
        async assertAlive() {
          if (watch.failure() !== undefined) throw watch.failure();
          await assertNoneFailed(instance, watch.problems());
          await admit.tell();
        },
      };
    },
    async finish() {
      await endBeginning(instance);
      // A forward of this process leads where it says; a port of the host may be anybody's.
      if (place.hostAccess === 'node-port') await assertLeadsHere(instance);
    },
    undo: () => removeMade(instance, done),
    [Symbol.dispose]: () => done.watch?.[Symbol.dispose](),
  };
}

/** Whether there was no node before, and no data of one. */
function begins({ found }: Progressed): boolean {
  const kinds = ['statefulset', 'persistentvolumeclaim'];
  return ![...(found?.belongings ?? [])].some((name) => kinds.includes(name.replace(/[./].*/, '')));
}

/** Until a cluster that is made is marked, only the record says whose it is. */
async function isToBeMade({ kindCluster, madeByLab = false }: KubernetesPlace): Promise<boolean> {
  return madeByLab && kindCluster !== undefined && (await listMachines(kindCluster)).length === 0;
}

/** What an older lab has stored or deployed may not say its id, which was then always the same for the same namespace. */
function withDeployedId(instance: Instance): Instance {
  const { portOffset, topology } = instance;
  const { namespace } = placeOf(instance);
  return withClusterId(instance, () => contextOf(topology, { namespace, portOffset }).clusterId);
}

function withAccess(instance: Instance): Instance {
  const { id, topology } = instance;
  const { security } = topology;
  return security === undefined ? instance : { ...instance, clientSecurity: labSecurity(id, security) };
}

async function withPodProblems(instance: Instance, error: unknown): Promise<unknown> {
  if (!(error instanceof LabError) || error.code !== 'not-ready' || error.details.length > 0) return error;
  const details = await podProblems(instance);
  return details.length === 0
    ? error
    : new RuntimeError('not-ready', error.message, { cause: error, details });
}

/** Removes what this `up` made, and stops what it started; what it found stays, with its data. */
async function removeMade(
  instance: Instance,
  { clusterMade, forwardsMade, found }: Progressed,
): Promise<void> {
  const { kindCluster } = placeOf(instance);
  // Clients of an `up` before this one go on.
  if (forwardsMade) await closeForwards(instance);
  if (clusterMade && kindCluster !== undefined) await deleteKindCluster(kindCluster);
  else if (found !== undefined) await undoApply(instance, found);
}
