/** What can be known to go wrong before anything of a topology is made in a cluster. */
import { marks } from '../../../kafka/marks.ts';
import { readFile } from 'node:fs/promises';
import { parseAllDocuments } from 'yaml';
import { LabError, RuntimeError } from '../../../errors.ts';
import type { ResolvedTopology } from '../../../kafka/node.ts';
import type { Instance } from '../../../cluster/instance.ts';
import { kubectl, type KubectlOptions } from '../kubectl/kubectl.ts';
import { listObjects, madeKinds, nameOf, type KubernetesObject } from '../kubectl/objects.ts';
import { manifestsPath } from './apply.ts';
import { orWithoutRight } from '../kubectl/missing-right.ts';
import { readNamespace, type NamespaceObject } from '../kubectl/namespaces.ts';
import { placeOf } from '../place/place.ts';

/** Marks of the class that a claim gets which names none; the second from before Kubernetes 1.6. */
const defaultClassAnnotations = [
  'storageclass.kubernetes.io/is-default-class',
  'storageclass.beta.kubernetes.io/is-default-class',
];

/**
 * Asserts that the namespace is the instance's own or can be made.
 * @returns whether it is there.
 * @throws LabError `node-state` when it is somebody else's; RuntimeError `cluster-refused` when it may not be made.
 */
export async function examineNamespace(instance: Instance, options: KubectlOptions): Promise<boolean> {
  const { context, namespace, namespaceStays = false } = placeOf(instance);
  const read = readNamespace(context, namespace, options);
  // Who may use a namespace may not always look at it.
  const found = await orWithoutRight(read, namespaceStays ? unknownNamespace : undefined);
  if (found === undefined && namespaceStays) {
    throw new LabError(
      'usage',
      `context ${context} has no namespace ${namespace}; name one that is there, or leave --namespace away for one that klab makes`,
    );
  }
  if (found === undefined) {
    // The server itself says what stands against it: permissions, quotas, policies.
    await kubectl({ context }, ['create', 'namespace', namespace, '--dry-run=server'], options);
    return false;
  }
  const { metadata, status } = found;
  if (status?.phase === 'Terminating') {
    throw new LabError(
      'node-state',
      `namespace ${namespace} is still being removed; wait until it is gone: kubectl --context ${context} get namespace ${namespace}`,
    );
  }
  if (namespaceStays) {
    await assertNamesFree(instance, options);
    return true;
  }
  if (metadata.labels?.[marks.instance] === instance.id) return true;
  throw new LabError(
    'node-state',
    `namespace ${namespace} is there and klab did not make it; remove it, use it as it is (--namespace ${namespace}), or use --port-offset N`,
  );
}

const unknownNamespace: NamespaceObject = { metadata: {} };

/** @throws LabError `node-state` when an object of somebody else has a name that one of the instance would have. */
async function assertNamesFree(instance: Instance, options: KubectlOptions): Promise<void> {
  const { context, namespace } = placeOf(instance);
  const wanted = new Set(
    parseAllDocuments(await readFile(manifestsPath(instance), 'utf8')).map((document) =>
      nameOf(document.toJS() as KubernetesObject),
    ),
  );
  const other = (await listObjects({ context, namespace }, [madeKinds], options)).find(
    (object) => wanted.has(nameOf(object)) && object.metadata.labels?.[marks.instance] !== instance.id,
  );
  if (other === undefined) return;
  const owner = other.metadata.labels?.[marks.instance] ?? 'somebody else';
  throw new LabError(
    'node-state',
    `namespace ${namespace} of context ${context} has a ${nameOf(other)} of ${owner}, and ${instance.id} would need the name; use another namespace`,
  );
}

/** @throws RuntimeError `cluster-refused` when claims would wait for ever, because no storage class is the default. */
export async function assertDefaultStorage(
  { context }: { readonly context: string },
  topology: ResolvedTopology,
  options: KubectlOptions,
): Promise<void> {
  if (topology.nodes.every(({ volumes }) => volumes.length === 0)) return;
  const classes = await orWithoutRight(listObjects({ context }, ['storageclasses'], options), undefined);
  // A claim that waits for a class says so while nodes are waited for.
  if (classes === undefined || classes.some(isDefault)) return;
  const [first] = classes.map(({ metadata }) => metadata.name);
  const fix =
    first === undefined
      ? 'install a provisioner with a default storage class'
      : `make one the default: kubectl --context ${context} annotate storageclass ${first} ${defaultClassAnnotations[0]}=true`;
  throw new RuntimeError('cluster-refused', `no storage class of context ${context} is the default; ${fix}`);
}

function isDefault({ metadata: { annotations = {} } }: KubernetesObject): boolean {
  return defaultClassAnnotations.some((name) => annotations[name] === 'true');
}
