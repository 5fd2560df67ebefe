/** Removes an instance from a cluster: quickly, completely, and saying what is in the way. */
import { LabError, RuntimeError } from '../../errors.ts';
import { labelKeys } from '../../render/kubernetes/labels.ts';
import type { Instance } from '../runtime.ts';
import { kubectl, kubectlJson } from './kubectl.ts';
import { orWithoutRight } from './missing-right.ts';
import { readNamespace, type NamespaceObject } from './namespaces.ts';
import { placeOf } from './place.ts';
import { instanceSelector } from './selectors.ts';

/** A namespace without klab's labels. */
const somebodyElses: NamespaceObject = { metadata: {} };

/** Kubelets end a container in a second and need some more to say so. */
const podsTimeoutMs = 20_000;

/** The server empties a namespace in seconds; volumes whose storage is slow take longer. */
const namespaceTimeoutMs = 180_000;

/** What the lab puts into a namespace, beside volume claims, which its StatefulSets make. */
const nodeKinds = 'statefulsets,services,poddisruptionbudgets';
const ownKinds = `${nodeKinds},configmaps`;

/** Removes everything of an instance but its data, the namespace that holds it, and the ConfigMap that says what it is. */
export async function removeNodes(instance: Instance): Promise<void> {
  await beginRemovingPods(instance);
  await removeLabelled(instance, nodeKinds);
  await waitUntilPodsAreGone(instance);
}

/** Removes everything of an instance, its namespace too where the lab made it; twice is fine. */
export async function removeNamespace(instance: Instance): Promise<void> {
  const { context, namespace } = placeOf(instance);
  const read = readNamespace(context, namespace);
  // Who may not look at it has not made it.
  const found = await orWithoutRight(read, somebodyElses);
  if (found === undefined) return;
  await beginRemovingPods(instance);
  if (found.metadata.labels?.[labelKeys.instance] !== instance.id) {
    await removeLabelled(instance, ownKinds);
    await waitUntilPodsAreGone(instance);
    await removeClaims(instance);
    return;
  }
  await kubectl({ context }, ['delete', 'namespace', namespace, '--ignore-not-found', '--wait=false']);
  await waitUntilPodsAreGone(instance);
  await waitUntilNamespaceIsGone(context, namespace);
}

/**
 * Ends pods at once. Brokers of a quorum that ends together cannot hand anything over, and would each wait out their
 * grace. A second of it, and not none: the pod is then there until its process is really gone.
 */
async function beginRemovingPods(instance: Instance): Promise<void> {
  // Its controller would replace each pod; orphaned pods stay dead.
  await removeLabelled(instance, 'statefulsets', ['--cascade=orphan']);
  await removeLabelled(instance, 'pods', ['--grace-period=1', '--wait=false']);
}

async function waitUntilPodsAreGone(instance: Instance): Promise<void> {
  const selector = instanceSelector(instance);
  const args = [
    'wait',
    'pods',
    '--for=delete',
    '--selector',
    selector,
    `--timeout=${podsTimeoutMs / 1_000}s`,
  ];
  try {
    await kubectl(placeOf(instance), args, { timeoutMs: podsTimeoutMs + 10_000 });
  } catch (error) {
    if (!(error instanceof LabError) || !/timed out waiting/.test(error.message)) throw error;
    // Their machine is gone and confirms nothing any more.
    await removeLabelled(instance, 'pods', ['--grace-period=0', '--force']);
  }
}

async function removeLabelled(
  instance: Instance,
  kinds: string,
  options: readonly string[] = [],
): Promise<void> {
  const args = ['delete', kinds, '--selector', instanceSelector(instance), '--ignore-not-found', ...options];
  await kubectl(placeOf(instance), args, { timeoutMs: namespaceTimeoutMs });
}

/** Claims have the labels of their StatefulSet's selector, which names topology and node. */
async function removeClaims(instance: Instance): Promise<void> {
  const selector = `${labelKeys.topology}=${instance.topology.name},${labelKeys.node}`;
  const args = ['delete', 'persistentvolumeclaims', '--selector', selector, '--ignore-not-found'];
  await kubectl(placeOf(instance), args, { timeoutMs: namespaceTimeoutMs });
}

/** @throws RuntimeError `not-ready` with what holds the namespace up, in the server's words. */
async function waitUntilNamespaceIsGone(context: string, namespace: string): Promise<void> {
  const args = ['wait', `namespace/${namespace}`, '--for=delete', `--timeout=${namespaceTimeoutMs / 1_000}s`];
  try {
    await kubectl({ context }, args, { timeoutMs: namespaceTimeoutMs + 10_000 });
  } catch (error) {
    if (!(error instanceof LabError) || !/timed out waiting/.test(error.message)) throw error;
    throw new RuntimeError(
      'not-ready',
      `namespace ${namespace} of context ${context} is not gone after ${namespaceTimeoutMs / 1_000} s: ${await holdUpOf(context, namespace)}`,
      { cause: error },
    );
  }
}

async function holdUpOf(context: string, namespace: string): Promise<string> {
  const { status } = await kubectlJson<{
    status?: { conditions?: readonly { status: string; message?: string }[] };
  }>({ context }, ['get', 'namespace', namespace]);
  const told = (status?.conditions ?? []).flatMap((condition) =>
    condition.status === 'True' ? (condition.message ?? []) : [],
  );
  return told.length === 0 ? 'the server gives no reason' : told.join('; ');
}
