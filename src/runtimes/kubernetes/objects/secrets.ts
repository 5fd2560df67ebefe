/** The Secrets with the files of a secured instance's nodes: made by `up` beside the manifests, which hold nothing of them. */
import { isDeepStrictEqual } from 'node:util';
import type { Instance } from '../../../cluster/instance.ts';
import { LabError } from '../../../errors.ts';
import { secretsPath } from '../../../kafka/images/image-paths.ts';
import { marks } from '../../../kafka/marks.ts';
import { contextOf, type KubernetesContext } from '../../../render/kubernetes/context.ts';
import {
  namesInCluster,
  secretManifest,
  type SecretManifest,
} from '../../../render/kubernetes/secret-manifests.ts';
import { readNodeFiles } from '../../secrets/node-files.ts';
import { prepareSecrets } from '../../secrets/prepare.ts';
import { kubectl, type KubectlOptions } from '../kubectl/kubectl.ts';
import { listObjects, type KubernetesObject } from '../kubectl/objects.ts';
import { fieldManager, isSigned, showSignatures } from '../kubectl/signature.ts';
import { placeOf } from '../place/place.ts';

/** Of which topology, where. */
type Secured = Pick<Instance, 'id' | 'topology'> & { readonly context: KubernetesContext };

/** Makes what is secret of a secured topology on this machine, and keeps what still serves. @throws UsageError, LabError `storage` */
export async function prepareFiles({ id, topology, context }: Secured): Promise<void> {
  const addresses = topology.nodes.map((node) => [node.id, namesInCluster(context, node)] as const);
  await prepareSecrets({ id, topology }, Object.fromEntries(addresses), { nodesDir: secretsPath });
}

/** The Secrets of its nodes, from the files that {@link prepareFiles} has made. @throws RuntimeError `storage` */
export async function secretsOfNodes({ id, topology, context }: Secured): Promise<readonly SecretManifest[]> {
  const manifests = topology.nodes.map(async (node) =>
    secretManifest(context, node, await readNodeFiles(id, topology, node)),
  );
  return (await Promise.all(manifests)).filter((manifest) => manifest !== undefined);
}

/** An instance as its files are made for. */
export function securedOf(instance: Instance): Secured {
  const { id, topology, portOffset } = instance;
  const { namespace } = placeOf(instance);
  return { id, topology, context: contextOf(topology, { namespace, portOffset }) };
}

/**
 * The Secrets that are still to be applied: of those that are there, somebody else's must hold the very files that the
 * nodes need.
 * @throws LabError `node-state` where one is somebody else's and holds others; nothing is overwritten.
 */
export async function missingSecrets(
  instance: Instance,
  options: KubectlOptions,
): Promise<readonly SecretManifest[]> {
  const wanted = await secretsOfNodes(securedOf(instance));
  if (wanted.length === 0) return [];
  const place = placeOf(instance);
  const what = [
    'secrets',
    ...wanted.map(({ metadata }) => metadata.name),
    '--ignore-not-found',
    showSignatures,
  ];
  const found = new Map(
    (await listObjects(place, what, options)).map((secret) => [secret.metadata.name, secret] as const),
  );
  return wanted.filter((secret) => {
    const there = found.get(secret.metadata.name);
    if (there === undefined || isOwn(instance, there)) return true;
    if (isDeepStrictEqual(there.data, secret.data)) return false;
    throw new LabError(
      'node-state',
      `namespace ${place.namespace} of context ${place.context} has a Secret ${secret.metadata.name} of somebody else, and ${instance.id} would need the name; remove it, or use another namespace`,
    );
  });
}

function isOwn({ id }: Instance, secret: KubernetesObject): boolean {
  return secret.metadata.labels?.[marks.instance] === id && isSigned(secret);
}

/**
 * Brings Secrets into the instance's namespace, new ones in place of old ones. Applied by the server: kubectl would keep
 * what it applied in an annotation too, which more people may read.
 */
export async function applySecrets(
  instance: Instance,
  secrets: readonly SecretManifest[],
  options: KubectlOptions = {},
): Promise<void> {
  if (secrets.length === 0) return;
  const input = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: secrets });
  const args = [
    'apply',
    '--server-side',
    '--force-conflicts',
    `--field-manager=${fieldManager}`,
    '--filename=-',
  ];
  await kubectl(placeOf(instance), args, { ...options, input });
}
