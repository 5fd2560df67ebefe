/** Removes an instance from a cluster: quickly, completely, nothing of anybody else's, and saying what is in the way. */
import { marks } from '../../../kafka/marks.ts';
import { LabError, RuntimeError } from '../../../errors.ts';
import type { Instance } from '../../../cluster/instance.ts';
import { listNames, type Condition, type KubernetesObject } from '../kubectl/objects.ts';
import { leftSelector } from '../kubectl/selectors.ts';
import { listBelongings, tellsApart, type Belongings } from '../objects/belongings.ts';
import { listThings } from '../place/contents.ts';
import { kubectl, kubectlJson } from '../kubectl/kubectl.ts';
import { readNamespaceIfAllowed, type NamespaceObject } from '../kubectl/namespaces.ts';
import { placeOf } from '../place/place.ts';
import { isSigned } from '../kubectl/signature.ts';
import { keyOf, namesOf, strangersAmong, type Thing } from '../place/strangers.ts';

/** Kubelets end a container in a second and need some more to say so. */
const podsTimeoutMs = 20_000;

/** The server empties a namespace in seconds; volumes whose storage is slow take longer. */
const namespaceTimeoutMs = 180_000;

/** What becomes of a namespace, decided before anything of it is removed. */
interface Removal extends Belongings {
  readonly instance: Instance;
  /** Whether the whole namespace goes. */
  readonly whole: boolean;
  /** What stays, and why, in words. */
  readonly stays: readonly string[];
}

/** Whether data of the instance is there, and is not about to go with its namespace. */
export async function hasData(instance: Instance): Promise<boolean> {
  const { context, namespace } = placeOf(instance);
  const found = await readNamespaceIfAllowed(context, namespace);
  if (found === undefined || found.status?.phase === 'Terminating') return false;
  const what = ['persistentvolumeclaims', '--selector', leftSelector(instance)];
  return (await listNames(placeOf(instance), what)).length > 0;
}

/** Removes everything of an instance but its data, the namespace that holds it, and the ConfigMap that says what it is. */
export async function removeNodes(instance: Instance): Promise<void> {
  const removal = await planRemoval(instance);
  const kept = ['PersistentVolumeClaim', 'ConfigMap'];
  if (removal !== undefined) await removeObjects(removal, ({ kind }) => !kept.includes(kind));
}

/**
 * Removes everything of an instance, its namespace too where the lab made it and nobody has put anything else into it;
 * twice is fine.
 * @returns what stays, in words.
 */
export async function removeNamespace(instance: Instance): Promise<readonly string[]> {
  const { context, namespace } = placeOf(instance);
  const removal = await planRemoval(instance);
  if (removal === undefined) return [];
  if (!removal.whole) {
    await removeObjects(removal, () => true);
    return removal.stays;
  }
  await beginRemovingPods(removal);
  await kubectl({ context }, ['delete', 'namespace', namespace, '--ignore-not-found', '--wait=false']);
  await waitUntilPodsAreGone(removal);
  await waitUntilNamespaceIsGone(context, namespace);
  return [];
}

/** Keys of the instance's own objects, as {@link keyOf} makes them. */
export async function ownKeys(instance: Instance): Promise<ReadonlySet<string>> {
  const { context, namespace } = placeOf(instance);
  const found = await readNamespaceIfAllowed(context, namespace);
  if (found === undefined) return new Set();
  return keysOf(instance, (await listBelongings(instance, isSigned(found))).own);
}

function keysOf(instance: Instance, objects: readonly KubernetesObject[]): ReadonlySet<string> {
  const { namespace } = placeOf(instance);
  return new Set(objects.map(({ kind, metadata }) => keyOf({ kind, namespace, name: metadata.name })));
}

/** Undefined where there is no such namespace. */
async function planRemoval(instance: Instance): Promise<Removal | undefined> {
  const { context, namespace } = placeOf(instance);
  const found = await readNamespaceIfAllowed(context, namespace);
  if (found === undefined) return undefined;
  const belongings = await listBelongings(instance, isSigned(found));
  const planned = { instance, ...belongings };
  const others = othersOf(instance, belongings.others);
  if (!isOwnNamespace(instance, found)) {
    return { ...planned, whole: false, stays: others.length === 0 ? [] : [staysWith(namespace, others)] };
  }
  let strangers: readonly Thing[];
  try {
    strangers = strangersAmong(
      await listThings((args) => kubectl({ context }, args), namespace),
      keysOf(instance, belongings.own),
    );
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    const stays = `namespace ${namespace} stays, since klab cannot see what else is in it: ${error.message}`;
    return { ...planned, whole: false, stays: [stays] };
  }
  if (strangers.length === 0) return { ...planned, whole: true, stays: [] };
  return { ...planned, whole: false, stays: [staysWith(namespace, strangers)] };
}

function staysWith(namespace: string, things: readonly Thing[]): string {
  return `namespace ${namespace} stays: ${namesOf(things)} ${things.length === 1 ? 'is' : 'are'} not klab's`;
}

function othersOf(instance: Instance, objects: readonly KubernetesObject[]): readonly Thing[] {
  const { namespace } = placeOf(instance);
  return objects
    .filter(({ kind }) => kind !== 'Pod' && kind !== 'ControllerRevision')
    .map(({ kind, metadata }) => ({ kind, namespace, name: metadata.name }));
}

/** The chart labels the namespace that it makes; who made it, the lab's `up` or a person, its signature tells. */
function isOwnNamespace(instance: Instance, found: NamespaceObject): boolean {
  if (found.metadata.labels?.[marks.instance] !== instance.id) return false;
  return !tellsApart(instance) || isSigned(found);
}

/** Data before what says whose it is, so that a removal that was interrupted can be gone on with. */
async function removeObjects(removal: Removal, wanted: (object: KubernetesObject) => boolean): Promise<void> {
  await beginRemovingPods(removal);
  const own = removal.own.filter(wanted);
  const of = (...kinds: string[]): readonly KubernetesObject[] =>
    own.filter(({ kind }) => kinds.includes(kind));
  await remove(removal.instance, of('Service', 'PodDisruptionBudget', 'ControllerRevision', 'Secret'));
  await waitUntilPodsAreGone(removal);
  await remove(removal.instance, of('PersistentVolumeClaim'));
  await remove(removal.instance, of('ConfigMap'));
}

/**
 * Ends pods at once. Brokers of a quorum that ends together cannot hand anything over, and would each wait out their
 * grace. A second of it, and not none: the pod is then there until its process is really gone.
 */
async function beginRemovingPods(removal: Removal): Promise<void> {
  const sets = removal.own.filter(({ kind }) => kind === 'StatefulSet');
  // Its controller would replace each pod; orphaned pods stay dead.
  await remove(removal.instance, sets, ['--cascade=orphan']);
  await removeNamed(removal.instance, podsOf(removal), ['--grace-period=1', '--wait=false']);
}

/** Also those that a controller has made since it was looked. */
function podsOf({ own }: Removal): readonly string[] {
  const found = own.filter(({ kind }) => kind === 'Pod').map(({ metadata }) => `Pod/${metadata.name}`);
  const made = own
    .filter(({ kind }) => kind === 'StatefulSet')
    .map(({ metadata }) => `Pod/${metadata.name}-0`);
  return [...new Set([...found, ...made])];
}

async function waitUntilPodsAreGone(removal: Removal): Promise<void> {
  const pods = podsOf(removal);
  if (pods.length === 0) return;
  const args = ['wait', ...pods, '--for=delete', `--timeout=${podsTimeoutMs / 1_000}s`];
  try {
    await kubectl(placeOf(removal.instance), args, { timeoutMs: podsTimeoutMs + 10_000 });
  } catch (error) {
    if (!(error instanceof LabError) || !/timed out waiting/.test(error.message)) throw error;
    // Their machine is gone and confirms nothing any more.
    await removeNamed(removal.instance, pods, ['--grace-period=0', '--force']);
  }
}

async function remove(
  instance: Instance,
  objects: readonly KubernetesObject[],
  options: readonly string[] = [],
): Promise<void> {
  const names = objects.map(({ kind, metadata }) => `${kind}/${metadata.name}`);
  await removeNamed(instance, names, options);
}

async function removeNamed(
  instance: Instance,
  names: readonly string[],
  options: readonly string[],
): Promise<void> {
  if (names.length === 0) return;
  const args = ['delete', ...names, '--ignore-not-found', ...options];
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
  const { status } = await kubectlJson<{ readonly status?: { readonly conditions?: readonly Condition[] } }>(
    { context },
    ['get', 'namespace', namespace],
  );
  const told = (status?.conditions ?? []).flatMap((condition) =>
    condition.status === 'True' ? (condition.message ?? []) : [],
  );
  return told.length === 0 ? 'the server gives no reason' : told.join('; ');
}
