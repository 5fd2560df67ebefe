/** What a cluster says of an instance: the topology as it was deployed, its nodes, their data, and who made them. */
import { instead, LabError } from '../../../errors.ts';
import { marks } from '../../../kafka/marks.ts';
import {
  readTopologyConfigMap,
  type DeployedTopology,
} from '../../../render/kubernetes/topology-config-map.ts';
import type { PlacedInstance, PlacePresence } from '../../../cluster/place-presence.ts';
import type { Instance } from '../../../cluster/instance.ts';
import { type KubernetesPlace, kindOfContext, knownPlace } from '../place/place.ts';
import { listObjects, nameOf, nodeOf, type KubernetesObject } from '../kubectl/objects.ts';
import { belongingsAmong, isTopology, tellsApart } from '../objects/belongings.ts';
import { waitUntilAnswers } from '../place/cluster.ts';
import { hostAccessOf, portsOfKind } from '../objects/find-marked.ts';
import type { KubectlOptions } from '../kubectl/kubectl.ts';
import { listMachines, startMachines } from '../place/machines.ts';
import { readNamespaceIfAllowed } from '../kubectl/namespaces.ts';
import { wordsOf } from '../place/words.ts';
import { isSigned, showSignatures } from '../kubectl/signature.ts';

/** Kinds that say that a topology is there, or that its data is. */
const tellingKinds = 'configmaps,statefulsets,services,poddisruptionbudgets,persistentvolumeclaims';

/** Those of them that say whose its nodes are. */
const nodeKinds = 'configmaps,statefulsets';

/**
 * Looks into the namespace of an instance; machines of its kind cluster that are stopped are started for it.
 * @returns undefined where nothing is there, or everything is on its way out
 */
export async function readPresence(
  instance: PlacedInstance,
  options: KubectlOptions = {},
): Promise<PlacePresence | undefined> {
  const { id } = instance;
  const place = knownPlace(instance);
  if (place === undefined) return undefined;
  const { context, namespace, kindCluster } = place;
  if (kindCluster !== undefined) {
    const machines = await listMachines(kindCluster, options);
    if (machines.length === 0) return undefined;
    await startMachines(machines, options);
    await waitUntilAnswers({ id, ...place }, options);
  }
  const found = await readNamespaceIfAllowed(context, namespace, options);
  if (found === undefined || found.status?.phase === 'Terminating') return undefined;
  const seen = presenceIn(await tellingObjects(place, tellingKinds, options), isSigned(found));
  if (seen === undefined) return undefined;
  const where = wordsOf(place);
  const { deployed, ...rest } = seen;
  if (deployed === undefined) return { where, ...rest };
  const { instance: mark, topology, portOffset, clusterId } = deployed;
  return {
    where,
    ...rest,
    deployed: {
      instance: mark,
      topology,
      portOffset,
      ...(clusterId !== undefined && { clusterId }),
      place: await placeAsDeployed(place, deployed, `${id} in ${where}`),
    },
  };
}

async function tellingObjects(
  place: KubernetesPlace,
  kinds: string,
  options: KubectlOptions = {},
): Promise<readonly KubernetesObject[]> {
  return await listObjects(place, [kinds, '--selector', marks.topology, showSignatures], options);
}

/** What of an instance klab's `up` did not make, where that can be told; no machine is started for it. */
export async function foreignParts(instance: Instance): Promise<readonly string[]> {
  const place = knownPlace(instance);
  if (place === undefined || !tellsApart(instance)) return [];
  const { others } = belongingsAmong(await tellingObjects(place, nodeKinds), true);
  return others.map(nameOf);
}

/** What the objects of a namespace say; undefined where they are of nothing that could be lost. */
export function presenceIn(
  objects: readonly KubernetesObject[],
  signedNamespace: boolean,
): (Omit<PlacePresence, 'where' | 'deployed'> & { readonly deployed?: DeployedTopology }) | undefined {
  const { others } = belongingsAmong(objects, signedNamespace);
  const idsOf = (wanted: string): readonly string[] =>
    objects.filter(({ kind }) => kind === wanted).map(nodeOf);
  const [nodes, data] = [idsOf('StatefulSet'), [...new Set(idsOf('PersistentVolumeClaim'))]];
  const foreign = others.map(nameOf);
  if (nodes.length === 0 && data.length === 0 && foreign.length === 0) return undefined;
  const deployed = readTopologyConfigMap(objects.find(isTopology)?.data);
  return { nodes, data, foreign, ...(deployed !== undefined && { deployed }) };
}

/** A way from the host that was chosen when it was deployed stays: others use it. */
async function placeAsDeployed(
  place: KubernetesPlace,
  deployed: DeployedTopology,
  what: string,
): Promise<KubernetesPlace> {
  if (deployed.hostAccess === 'port-forward') return { ...place, hostAccess: 'port-forward' };
  const kind = place.kindCluster ?? kindOfContext(place.context);
  const hostAccess = hostAccessOf(deployed, await portsIfAny(kind));
  if (hostAccess === 'node-port') return { ...place, hostAccess };
  throw new LabError(
    'node-state',
    `${what} uses node ports that do not lead to this machine; change it where its kind cluster is, or use --port-offset N`,
  );
}

/** Whoever has no Docker has no kind cluster. */
async function portsIfAny(cluster: string | undefined): Promise<ReadonlyMap<number, number>> {
  if (cluster === undefined) return new Map();
  return await portsOfKind(cluster).catch(instead(new Map(), LabError));
}
