/** Finds topologies in Kubernetes clusters by the ConfigMap that the chart adds: deployed by hand, or left by an accident. */
import { marks } from '../../../kafka/marks.ts';
import { UsageError } from '../../../errors.ts';
import type { HostAccess } from '../../../kafka/node.ts';
import {
  readTopologyConfigMap,
  type DeployedTopology,
} from '../../../render/kubernetes/topology-config-map.ts';
import type { FindOptions, MarkedInstance } from '../../../cluster/found.ts';
import { nothingWhereSilent } from '../../shared/silence.ts';
import { contextNamespace } from '../kubectl/context-namespace.ts';
import type { KubectlOptions, KubectlPlace } from '../kubectl/kubectl.ts';
import { listObjects, type KubernetesObject } from '../kubectl/objects.ts';
import { isMarked } from '../place/lab-mark.ts';
import { orWithoutRight } from '../kubectl/missing-right.ts';
import { listKindClusters, listMachines, publishedPorts } from '../place/machines.ts';
import {
  contextOfKind,
  hostPortsByNodePort,
  leads,
  type KubernetesPlace,
  type WantedPlace,
} from '../place/place.ts';
import { isSigned, showSignatures } from '../kubectl/signature.ts';
import { isTopology } from './belongings.ts';

/** Verbs for other runtimes look too, and must not wait for ever for a cluster that hangs; a busy one takes seconds. */
const timeoutMs = 15_000;

/** A topology that a cluster has, and where in it. */
export interface FoundTopology {
  readonly namespace: string;
  readonly deployed: DeployedTopology;
  readonly hasNodes: boolean;
  readonly createdAt?: string;
  /** Whether klab's own `up` made what tells of it, and every node. */
  readonly madeByUp: boolean;
}

/**
 * Every instance in the kind clusters of this machine, or in the context that is named.
 * @throws LabError when that context cannot be looked into, or one of the kind clusters and nobody is to be told.
 */
export async function findMarked({ where = {}, onSilence }: FindOptions = {}): Promise<
  readonly MarkedInstance[]
> {
  const { context, namespace }: WantedPlace = where;
  // A context is asked by kubectl; Docker only knows whether it is of a kind cluster.
  const told = context === undefined ? onSilence : () => undefined;
  const clusters = await listKindClusters({ timeoutMs }).catch((error: unknown) =>
    nothingWhereSilent(error, told),
  );
  const at = (name: string): KubectlPlace => ({
    context: name,
    ...(namespace !== undefined && { namespace }),
  });
  if (context !== undefined) {
    return instancesIn(
      at(context),
      clusters.find((name) => contextOfKind(name) === context),
    );
  }
  const found = await Promise.all(
    clusters.map((name) =>
      instancesIn(at(contextOfKind(name)), name, { timeoutMs }).catch(async (error: unknown) =>
        isUnknown(error) || (await isStopped(name)) ? [] : nothingWhereSilent(error, onSilence),
      ),
    ),
  );
  return found.flat();
}

/** A kind cluster of which this user's kubectl knows nothing is another user's. */
function isUnknown(error: unknown): boolean {
  return error instanceof UsageError;
}

/** A kind cluster that is stopped, or gone meanwhile, has no topology that could be used. */
async function isStopped(cluster: string): Promise<boolean> {
  const machines = await listMachines(cluster, { timeoutMs }).catch(() => undefined);
  return machines?.every(({ role, running }) => role === 'worker' || !running) ?? false;
}

async function instancesIn(
  place: KubectlPlace,
  kindCluster: string | undefined,
  options: KubectlOptions = {},
): Promise<readonly MarkedInstance[]> {
  const { context } = place;
  const items = await labelledObjects(place, options);
  const found = topologiesIn(items);
  if (found.length === 0) return [];
  const [published, madeByLab] =
    kindCluster === undefined
      ? [new Map<number, number>(), false]
      : await Promise.all([portsOfKind(kindCluster), isMarked(context, options)]);
  return found.map(({ namespace, deployed, hasNodes, madeByUp, createdAt }) => ({
    id: deployed.instance,
    topologyName: deployed.topology.name,
    portOffset: deployed.portOffset,
    hasNodes,
    madeByUp,
    ...(createdAt !== undefined && { createdAt: new Date(createdAt).toISOString() }),
    topology: deployed.topology,
    ...(deployed.clusterId !== undefined && { clusterId: deployed.clusterId }),
    // What klab's own up made in a cluster that the lab made is the lab's: only what is stored of it was lost.
    foreign: !(madeByUp && madeByLab),
    place: {
      context,
      namespace,
      hostAccess: hostAccessOf(deployed, published),
      ...(kindCluster !== undefined && { kindCluster }),
      ...(madeByLab && { madeByLab }),
      ...(deployed.secretName !== undefined && { secretName: deployed.secretName }),
    } satisfies KubernetesPlace,
  }));
}

/** Of all namespaces where none is named; of the context's own where one may not look into all. */
async function labelledObjects(
  place: KubectlPlace,
  options: KubectlOptions,
): Promise<readonly KubernetesObject[]> {
  const what = ['configmaps,statefulsets', '--selector', marks.topology, showSignatures];
  const list = async (
    where: KubectlPlace,
    ...more: readonly string[]
  ): Promise<readonly KubernetesObject[]> => await listObjects(where, [...what, ...more], options);
  if (place.namespace !== undefined) return await list(place);
  const everywhere = await orWithoutRight(list(place, '--all-namespaces'), undefined);
  return everywhere ?? (await list({ ...place, namespace: await contextNamespace(place.context) }));
}

/** Ports of this host that lead into a kind cluster, by the cluster's own. */
export async function portsOfKind(cluster: string): Promise<ReadonlyMap<number, number>> {
  const gateway = (await listMachines(cluster)).find(({ role }) => role === 'control-plane');
  return gateway === undefined ? new Map() : publishedPorts(gateway.name);
}

/** Reads what a cluster lists: every namespace with the lab's ConfigMap, and whether it has nodes. */
export function topologiesIn(items: readonly KubernetesObject[]): readonly FoundTopology[] {
  const sets = items.filter(({ kind }) => kind === 'StatefulSet');
  return items.flatMap((item) => {
    const { metadata } = item;
    const deployed = isTopology(item) ? readTopologyConfigMap(item.data) : undefined;
    if (deployed === undefined) return [];
    const nodes = sets.filter((set) => set.metadata.namespace === metadata.namespace);
    const madeByUp = [item, ...nodes].every(isSigned);
    const { namespace = '', creationTimestamp } = metadata;
    return [
      {
        namespace,
        deployed,
        hasNodes: nodes.length > 0,
        madeByUp,
        ...(creationTimestamp !== undefined && { createdAt: creationTimestamp }),
      },
    ];
  });
}

/** Node ports lead to the host only where a kind cluster was made for them; a forward leads there always. */
export function hostAccessOf(
  { hostAccess, topology, portOffset }: DeployedTopology,
  published: ReadonlyMap<number, number>,
): HostAccess {
  const wanted = hostPortsByNodePort(topology, portOffset);
  return hostAccess === 'node-port' && leads(published, wanted) ? 'node-port' : 'port-forward';
}
