/** Where on Kubernetes an instance is: decided once, before anything is rendered or made. */
import { LabError } from '../../../errors.ts';
import { ownNamespace } from '../../../render/kubernetes/context.ts';
import { kindCluster as fittingCluster } from '../../../render/kubernetes/kind.ts';
import type { HostAccess, ResolvedTopology } from '../../../kafka/node.ts';
import type { Instance } from '../../../cluster/instance.ts';
import type { PlaceRequest } from '../../../cluster/places.ts';
import { listObjects, type ObjectMeta } from '../kubectl/objects.ts';
import { kindVersion } from './kind.ts';
import { kubectl, kubectlVersion, type KubectlPlace } from '../kubectl/kubectl.ts';
import { listMachines, publishedPorts, type Machine } from './machines.ts';
import { mayMakeNamespaces, namedNamespace } from '../kubectl/context-namespace.ts';
import { isMarked } from './lab-mark.ts';
import { orWithoutRight } from '../kubectl/missing-right.ts';

/** Where on Kubernetes an instance is: what it holds as its place. */
export interface KubernetesPlace {
  /** Context of kubectl's configuration. */
  readonly context: string;
  readonly namespace: string;
  readonly hostAccess: HostAccess;
  /** Name of the kind cluster behind the context; absent where the cluster is of another kind. */
  readonly kindCluster?: string;
  /** Whether the lab made that kind cluster, and so removes it with its last topology. */
  readonly madeByLab?: boolean;
  /** Whether the namespace was there before, and so stays when the instance goes. @default false */
  readonly namespaceStays?: boolean;
  /** Name of each node's Secret, where somebody has deployed the manifests with one of their own. @default klab's */
  readonly secretName?: string;
}

/** What a person may say of the place. */
export type WantedPlace = {
  /** An existing context of kubectl's configuration. @default a kind cluster */
  readonly context?: string;
  /** A kind cluster, made where there is none of this name. @default one of the instance's own */
  readonly cluster?: string;
  /** A namespace of that context that is there. @default one of the instance's own, or the context's where none may be made */
  readonly namespace?: string;
  /** Image of the machines of a kind cluster that is made. @default `KLAB_KIND_NODE_IMAGE`, else kind's own */
  readonly nodeImage?: string;
};

/** Where an instance is, if anybody knows: the one reader of what it holds as its place. */
export function knownPlace({
  runtime,
  place,
}: Pick<Partial<Instance>, 'runtime' | 'place'>): KubernetesPlace | undefined {
  return runtime === undefined || runtime === 'kubernetes'
    ? (place as KubernetesPlace | undefined)
    : undefined;
}

/** Where kubectl finds an instance. @throws LabError `no-instance` when nobody knows where it is. */
export function placeOf(instance: Instance): KubectlPlace & KubernetesPlace {
  const place = knownPlace(instance);
  if (place !== undefined) return place;
  throw new LabError(
    'no-instance',
    `nobody knows in which context ${instance.id} is; name it with --context`,
  );
}

/** Name of the context that kind gives to its cluster. */
export function contextOfKind(cluster: string): string {
  return `kind-${cluster}`;
}

/** Name of the kind cluster that a context of this name would be of; undefined where it is of no kind cluster. */
export function kindOfContext(context: string): string | undefined {
  return /^kind-(.+)$/.exec(context)?.[1];
}

/**
 * Decides where a new instance will be: in the context that was named, else in a kind cluster that is there or will be made.
 * @throws LabError when the place cannot be used.
 */
export async function choosePlace(request: PlaceRequest): Promise<KubernetesPlace> {
  const { topology, portOffset } = request;
  const wanted: WantedPlace = request.where ?? {};
  const { context } = wanted;
  const namespace = ownNamespace(topology, portOffset);
  if (context !== undefined) {
    await assertAnswers(context);
    const given = wanted.namespace ?? (await onlyNamespace(context));
    const hostAccess = 'port-forward';
    return given === undefined
      ? { context, namespace, hostAccess }
      : { context, namespace: given, hostAccess, namespaceStays: true };
  }
  const cluster = wanted.cluster ?? namespace;
  const place = { context: contextOfKind(cluster), namespace, kindCluster: cluster };
  await kindVersion();
  const machines = await listMachines(cluster);
  if (machines.length === 0) {
    await kubectlVersion();
    return { ...place, hostAccess: 'node-port', madeByLab: true };
  }
  assertRuns(cluster, machines);
  await assertAnswers(place.context);
  const [hostAccess, madeByLab] = await Promise.all([
    hostAccessOf(place, machines, { topology, portOffset }),
    isMarked(place.context),
  ]);
  return { ...place, hostAccess, ...(madeByLab && { madeByLab }) };
}

/** The namespace that a context names, where its user may make no other. */
async function onlyNamespace(context: string): Promise<string | undefined> {
  const named = await namedNamespace(context);
  return named === undefined || (await mayMakeNamespaces(context)) ? undefined : named;
}

/** Any user that the server knows may ask it for its version. */
async function assertAnswers(context: string): Promise<void> {
  await kubectl({ context }, ['get', '--raw', '/version'], { timeoutMs: 10_000 });
}

function assertRuns(cluster: string, machines: readonly Machine[]): void {
  const stopped = machines.filter(({ running }) => !running).map(({ name }) => name);
  if (stopped.length === 0) return;
  throw new LabError(
    'cluster-unavailable',
    `kind cluster ${cluster} does not run; start it (docker start ${stopped.join(' ')}), or remove it (kind delete cluster --name ${cluster})`,
  );
}

/** Node ports where the cluster was made for just these ports of the host, and nothing else in it has them. */
async function hostAccessOf(
  { context, namespace }: KubectlPlace & { readonly namespace: string },
  machines: readonly Machine[],
  { topology, portOffset }: { readonly topology: ResolvedTopology; readonly portOffset: number },
): Promise<HostAccess> {
  const gateway = machines.find(({ role }) => role === 'control-plane');
  const wanted = hostPortsByNodePort(topology, portOffset);
  if (gateway === undefined || !leads(await publishedPorts(gateway.name), wanted)) return 'port-forward';
  const listed = listObjects<ServiceObject>({ context }, ['services', '--all-namespaces']);
  const services = await orWithoutRight(listed, undefined);
  if (services === undefined) return 'port-forward';
  const taken = nodePortsOfOthers(services, namespace);
  return [...wanted.keys()].some((port) => taken.has(port)) ? 'port-forward' : 'node-port';
}

/** Port of the host that each node port of a topology must have. */
export function hostPortsByNodePort(
  topology: ResolvedTopology,
  portOffset: number,
): ReadonlyMap<number, number> {
  const mappings = fittingCluster(topology, { portOffset }).nodes.flatMap(
    (node) => node.extraPortMappings ?? [],
  );
  return new Map(mappings.map(({ containerPort, hostPort }) => [containerPort, hostPort]));
}

/** Whether every wanted port of the host leads to its node port. */
export function leads(published: ReadonlyMap<number, number>, wanted: ReadonlyMap<number, number>): boolean {
  return [...wanted].every(([nodePort, hostPort]) => published.get(nodePort) === hostPort);
}

/** The part of a service that is read (Kubernetes API, Service v1). */
export interface ServiceObject {
  readonly metadata: Pick<ObjectMeta, 'namespace'>;
  readonly spec: { readonly ports?: readonly { readonly nodePort?: number }[] };
}

/** Node ports that services of other namespaces have. */
export function nodePortsOfOthers(
  services: readonly ServiceObject[],
  namespace: string,
): ReadonlySet<number> {
  return new Set(
    services
      .filter(({ metadata }) => metadata.namespace !== namespace)
      .flatMap(({ spec }) => spec.ports ?? [])
      .flatMap(({ nodePort }) => nodePort ?? []),
  );
}
