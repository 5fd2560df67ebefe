/** Takes an instance out of its cluster, and the cluster with it where the lab made it for nothing else. */
import { LabError, RuntimeError } from '../../errors.ts';
import { labelKeys } from '../../render/kubernetes/labels.ts';
import { listInstances, readInstance, removeInstance } from '../instances.ts';
import type { DownOptions, Instance } from '../runtime.ts';
import { deleteKindCluster } from './kind.ts';
import { kubectl } from './kubectl.ts';
import { isMarked, labNamespaces } from './lab-mark.ts';
import { listMachines } from './machines.ts';
import { placeOf } from './place.ts';
import { closeForwards } from './port-forward.ts';
import { removeNamespace, removeNodes } from './remove-namespace.ts';
import { instanceSelector } from './selectors.ts';

/** A broker hands over its leaders before it ends; the manifests give it a minute. */
const stopTimeoutMs = 90_000;

/** Removes everything that carries the instance's mark, from any state; twice is fine. */
export async function downKubernetes(
  instance: Instance,
  { keepData = false }: DownOptions = {},
): Promise<void> {
  await closeForwards(instance);
  if (keepData) {
    await endSessions(instance);
    await removeNodes(instance);
    return;
  }
  const { kindCluster } = placeOf(instance);
  if (kindCluster === undefined) await removeNamespace(instance);
  else await removeFromKind(instance, kindCluster);
  await forget(instance);
}

/** What is stored under the id may be of another cluster, where this one was only found. */
async function forget({ id, kubernetes }: Instance): Promise<void> {
  const stored = (await readInstance(id))?.kubernetes;
  const isOther = stored?.context !== kubernetes?.context || stored?.namespace !== kubernetes?.namespace;
  if (stored === undefined || !isOther) await removeInstance(id);
}

async function removeFromKind(instance: Instance, kindCluster: string): Promise<void> {
  const machines = await listMachines(kindCluster);
  // What was in a cluster that is gone is gone; kubectl may still know of it.
  if (machines.length === 0 && instance.kubernetes?.madeByLab !== true) return;
  if (machines.length === 0 || (await mayRemoveCluster(instance, kindCluster))) {
    await deleteKindCluster(kindCluster);
  } else {
    await removeNamespace(instance);
  }
}

/** Whether the lab made the cluster, and has nothing else in it. */
async function mayRemoveCluster(instance: Instance, kindCluster: string): Promise<boolean> {
  const { context, namespace, madeByLab = false } = placeOf(instance);
  const neighbours = (await listInstances()).filter(
    ({ id, kubernetes }) => id !== instance.id && kubernetes?.kindCluster === kindCluster,
  );
  if (neighbours.length > 0) return false;
  try {
    const [marked, namespaces] = await Promise.all([isMarked(context), labNamespaces(context)]);
    return (madeByLab || marked) && namespaces.every((name) => name === namespace);
  } catch (error) {
    // A cluster that was never finished, or whose machines are stopped, can say nothing; what is stored decides.
    const isSilent = error instanceof LabError && ['cluster-unavailable', 'usage'].includes(error.code);
    if (!isSilent) throw error;
    if (madeByLab) return true;
    throw new RuntimeError('cluster-unavailable', `${error.message}; ${instance.id} is still in it`, {
      cause: error,
    });
  }
}

/**
 * Stops brokers in order where their sessions are kept with the data: ZooKeeper goes on with them after a restart, and a
 * broker that finds one of its own under way gives up (Kafka 3.9, KafkaZkClient.CheckedEphemeral).
 */
async function endSessions(instance: Instance): Promise<void> {
  if (instance.topology.mode !== 'zookeeper') return;
  const selector = `${instanceSelector(instance)},${labelKeys.group}=broker`;
  const place = placeOf(instance);
  const found = await kubectl(place, ['get', 'statefulsets', '--selector', selector, '--output', 'name']);
  if (found.trim() === '') return;
  await kubectl(place, ['scale', 'statefulsets', '--selector', selector, '--replicas', '0']);
  const wait = [
    'wait',
    'pods',
    '--for=delete',
    '--selector',
    selector,
    `--timeout=${stopTimeoutMs / 1_000}s`,
  ];
  await kubectl(place, wait, { timeoutMs: stopTimeoutMs + 10_000 });
}
