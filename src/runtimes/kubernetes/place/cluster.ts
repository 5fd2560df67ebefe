/** The cluster that an instance goes into: made with kind where there is none, its machines started where they are stopped. */
import { join } from 'node:path';
import { LabError } from '../../../errors.ts';
import { kindCluster } from '../../../render/kubernetes/kind.ts';
import { publishedPortsOf } from '../../../render/kubernetes/node-ports.ts';
import { hostAddress } from '../../../render/kubernetes/addressing.ts';
import { NotYet, waitFor } from '../../../wait.ts';
import { assertEnoughMemory, examineEngine } from '../../docker/engine.ts';
import { missingImages, pullImages } from '../../docker/images.ts';
import { containerPublishing } from '../../docker/port-holder.ts';
import { lockInstance } from '../../instances.ts';
import { assertPortsFree, type WantedPort } from '../../host/ports.ts';
import type { Instance } from '../../../cluster/instance.ts';
import type { UpRequest } from '../../../cluster/lifecycle.ts';
import { inotifyWarning } from './inotify.ts';
import { createKindCluster, deleteKindCluster, isAlreadyThere } from './kind.ts';
import { kubectl, type KubectlOptions } from '../kubectl/kubectl.ts';
import { markCluster } from './lab-mark.ts';
import { listMachines, startMachines } from './machines.ts';
import { placeOf, type KubernetesPlace, type WantedPlace } from './place.ts';

/** Machines that were just started answer in a quarter of a minute, on a busy laptop in more. */
const answerTimeoutMs = 120_000;

/** How long one question to a server that may not be up yet may take. */
const askTimeoutMs = 5_000;

/**
 * Sees to it that the cluster of an instance answers.
 * @returns whether it was made for this; a cluster that could not be finished is removed again.
 */
export async function provideCluster(request: UpRequest): Promise<boolean> {
  const { instance, progress, signal } = request;
  const { kindCluster, context, madeByLab = false } = placeOf(instance);
  if (kindCluster === undefined) {
    progress.step(`context ${context}`);
    await waitUntilAnswers({ id: instance.id, ...placeOf(instance) }, { signal });
    return false;
  }
  progress.step(`kind cluster ${kindCluster}`);
  assertEnoughMemory(await examineEngine({ signal }), instance.topology);
  const machines = await listMachines(kindCluster, { signal });
  if (machines.length > 0) {
    await startMachines(machines, { signal });
    await waitUntilAnswers({ id: instance.id, ...placeOf(instance) }, { signal });
    return false;
  }
  if (!madeByLab) {
    throw new LabError(
      'cluster-unavailable',
      `kind cluster ${kindCluster} is gone, and with it what ${instance.id} was; forget it first: klab down ${instance.id}`,
    );
  }
  await makeCluster(request, kindCluster);
  return true;
}

async function makeCluster({ instance, where, progress, signal }: UpRequest, name: string): Promise<void> {
  const release = await lockInstance(`kind-${name}`, { progress, signal });
  try {
    await assertPortsFree(portsOf(instance), containerPublishing);
    const { nodeImage }: WantedPlace = where ?? {};
    const image = nodeImage ?? (process.env['KLAB_KIND_NODE_IMAGE'] || undefined);
    // A machine takes half a minute to make: what its pods will need is had before it, or nothing is made.
    const wanted = new Set([...(image === undefined ? [] : [image]), ...imagesOf(instance)]);
    await pullImages(await missingImages([...wanted], { signal }), progress, signal);
    const { nodes } = kindCluster(instance.topology, { portOffset: instance.portOffset });
    const warning = await inotifyWarning(nodes.length, { signal });
    if (warning !== undefined) progress.note(warning);
    progress.step(`making kind cluster ${name}`);
    await createKindCluster(
      {
        name,
        config: join(instance.filesDir, 'kind.yaml'),
        ...(image !== undefined && { nodeImage: image }),
      },
      { signal, onLine: (line) => progress.update(plain(line)) },
    );
    await markCluster(placeOf(instance).context, { signal });
  } catch (error) {
    // One that is there all at once is somebody else's.
    if (!isAlreadyThere(error)) await deleteKindCluster(name);
    throw error;
  } finally {
    await release();
  }
}

function imagesOf({ topology }: Instance): readonly string[] {
  return topology.nodes.map(({ image }) => image);
}

/** Ports of the host that the cluster publishes. */
function portsOf({ topology, portOffset }: Instance): readonly WantedPort[] {
  return topology.nodes.flatMap((node) =>
    publishedPortsOf(node).map(({ port }) => ({ id: node.id, host: hostAddress, port: port + portOffset })),
  );
}

/** Without the signs that kind draws around its steps. */
function plain(line: string): string {
  return line
    .replaceAll(/[^\p{ASCII}]/gu, '')
    .replace(/\.\.\.$/, '')
    .trim();
}

/** Waits for an API server: of a kind cluster that may have been started just now, or of any other that answers at once. */
export async function waitUntilAnswers(
  { id, context, kindCluster }: Pick<KubernetesPlace, 'context' | 'kindCluster'> & Pick<Instance, 'id'>,
  { signal }: KubectlOptions,
): Promise<void> {
  const what = `the API server of context ${context} to answer`;
  // A cluster that is no kind cluster does not start because klab waits.
  const timeoutMs = kindCluster === undefined ? askTimeoutMs : answerTimeoutMs;
  await waitFor({ what, timeoutMs, intervalMs: 500, ...(signal && { signal }) }, async () => {
    try {
      await kubectl({ context }, ['get', '--raw', '/version'], {
        timeoutMs: askTimeoutMs,
        ...(signal && { signal }),
      });
      return true;
    } catch (error) {
      const mayCome = error instanceof LabError && error.code === 'cluster-unavailable';
      if (mayCome && kindCluster !== undefined) return new NotYet(error.message);
      throw isUnknownContext(error) && kindCluster !== undefined ? unfinished(id, kindCluster, error) : error;
    }
  });
}

function isUnknownContext(error: unknown): error is LabError {
  return error instanceof LabError && error.code === 'usage';
}

function unfinished(id: string, cluster: string, cause: LabError): LabError {
  return new LabError(
    'cluster-unavailable',
    `kind cluster ${cluster} is there and kubectl does not know it; if it was never finished, remove it (klab down ${id}), else: kind export kubeconfig --name ${cluster}`,
    { cause },
  );
}
