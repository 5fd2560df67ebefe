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
import { assertHasSecrets } from '../../secrets/secrets.ts';
import { applyByServer } from '../kubectl/apply-by-server.ts';
import type { KubectlOptions } from '../kubectl/kubectl.ts';
import { listObjects, type KubernetesObject } from '../kubectl/objects.ts';
import { isSigned, showSignatures } from '../kubectl/signature.ts';
import { placeOf } from '../place/place.ts';
import { wordsOf } from '../place/words.ts';

/** Of which topology, where. */
type Secured = Pick<Instance, 'id' | 'topology'> & { readonly context: KubernetesContext };

/**
 * Makes what is secret of a secured topology on this machine, and keeps what still serves.
 * @param areNodesThere which have read theirs. @default false
 * @throws UsageError, LabError `storage`
 */
export async function prepareFiles({ id, topology, context }: Secured, areNodesThere = false): Promise<void> {
  const addresses = topology.nodes.map((node) => [node.id, namesInCluster(context, node)] as const);
  await prepareSecrets({ id, topology }, Object.fromEntries(addresses), {
    areNodesThere,
    nodesDir: secretsPath,
  });
}

/** The Secrets of its nodes, from the files that {@link prepareFiles} has made. @throws RuntimeError `storage` */
export async function secretsOfNodes({ id, topology, context }: Secured): Promise<readonly SecretManifest[]> {
  const manifests = topology.nodes.map(async (node) =>
    secretManifest(context, node, await readNodeFiles(id, node, topology.security)),
  );
  return (await Promise.all(manifests)).filter((manifest) => manifest !== undefined);
}

/** An instance as its files are made for. */
export function securedOf(instance: Instance): Secured {
  const { id, topology, portOffset } = instance;
  const { namespace, secretName } = placeOf(instance);
  const options = { namespace, portOffset, ...(secretName !== undefined && { secretName }) };
  return { id, topology, context: contextOf(topology, options) };
}

/**
 * The Secrets that are still to be applied: of those that are there, somebody else's must hold the very files that the
 * nodes need.
 * @param wanted Secrets of nodes of the instance
 * @throws LabError `node-state` where one is somebody else's and holds others; nothing is overwritten.
 */
export async function missingSecrets(
  instance: Instance,
  wanted: readonly SecretManifest[],
  options: KubectlOptions = {},
): Promise<readonly SecretManifest[]> {
  const others = new Map(
    (await secretsOfOthers(instance, wanted, options)).map((one) => [one.metadata.name, one]),
  );
  return wanted.filter(({ metadata: { name }, data }) => {
    const there = others.get(name);
    if (there === undefined) return true;
    if (isDeepStrictEqual(there.data, data)) return false;
    throw new LabError(
      'node-state',
      `${wordsOf(placeOf(instance))} has a Secret ${name} of somebody else, and ${instance.id} would need the name; remove it, or use another namespace`,
    );
  });
}

/** Why no node can be given other files: whoever made its Secret is the one to change it. */
export async function obstacleToOtherFiles(instance: Instance): Promise<string | undefined> {
  const [one] = await secretsOfOthers(instance, await secretsOfNodes(securedOf(instance)));
  return (
    one &&
    `klab did not make Secret ${one.metadata.name} in ${wordsOf(placeOf(instance))}, and changes none of somebody else's`
  );
}

async function secretsOfOthers(
  instance: Instance,
  wanted: readonly SecretManifest[],
  options: KubectlOptions = {},
): Promise<readonly KubernetesObject[]> {
  if (wanted.length === 0) return [];
  const names = wanted.map(({ metadata }) => metadata.name);
  const what = ['secrets', ...names, '--ignore-not-found', showSignatures];
  const found = await listObjects(placeOf(instance), what, options);
  return found.filter((secret) => !isOwn(instance, secret));
}

/**
 * Makes what is secret of a secured instance.
 * @param isThere whether nodes of it are there already, which have theirs.
 * @param hasNamespace whether there can be Secrets of somebody else's.
 * @returns the Secrets to be applied. @throws LabError `node-state` where those that are there are not klab's
 */
export async function secretsFor(
  instance: Instance,
  isThere: boolean,
  hasNamespace: boolean,
  options: KubectlOptions = {},
): Promise<readonly SecretManifest[]> {
  if (instance.topology.security === undefined) return [];
  if (isThere) assertHasSecrets(instance.id);
  const secured = securedOf(instance);
  await prepareFiles(secured, isThere);
  const wanted = await secretsOfNodes(secured);
  return hasNamespace ? await missingSecrets(instance, wanted, options) : wanted;
}

function isOwn({ id }: Instance, secret: KubernetesObject): boolean {
  return secret.metadata.labels?.[marks.instance] === id && isSigned(secret);
}

/** Brings Secrets into the instance's namespace, new ones in place of old ones. */
export async function applySecrets(
  instance: Instance,
  secrets: readonly SecretManifest[],
  options: KubectlOptions = {},
): Promise<void> {
  if (secrets.length === 0) return;
  const list = { apiVersion: 'v1', kind: 'List', items: secrets };
  await applyByServer(placeOf(instance), list, options);
}
