/** What an API server says of pods and services of others, as far as it tells which node of Kafka runs in which, and what leads there. */
import type { ContainerStatus, ObjectMeta } from '../../kubernetes/kubectl/objects.ts';
import { listObjects } from '../../kubernetes/kubectl/objects.ts';
import type { KubectlOptions, KubectlPlace } from '../../kubernetes/kubectl/kubectl.ts';
import { numberIn } from '../number-in.ts';

/** A pod as it is shown (Kubernetes API, Pod v1), as far as it is read. */
export interface SeenPod {
  readonly metadata: ObjectMeta & {
    readonly uid: string;
    readonly ownerReferences?: readonly {
      readonly kind: string;
      readonly name: string;
      readonly controller?: boolean;
    }[];
  };
  readonly spec: {
    readonly nodeName?: string;
    readonly hostname?: string;
    readonly subdomain?: string;
    readonly restartPolicy?: string;
    readonly containers: readonly SeenContainer[];
    readonly volumes?: readonly ({ readonly name: string } & Readonly<Record<string, unknown>>)[];
  };
  readonly status?: {
    readonly podIP?: string;
    readonly containerStatuses?: readonly (ContainerStatus & {
      readonly name: string;
      readonly containerID?: string;
    })[];
  };
}

interface SeenContainer {
  readonly name: string;
  readonly env?: readonly { readonly name: string; readonly value?: string }[];
  readonly ports?: readonly {
    readonly name?: string;
    readonly containerPort: number;
    readonly protocol?: string;
  }[];
  readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string }[];
}

/** A service as it is shown (Kubernetes API, Service v1), as far as it is read. */
export interface SeenService {
  readonly metadata: Pick<ObjectMeta, 'name'>;
  readonly spec: {
    readonly clusterIP?: string;
    readonly externalIPs?: readonly string[];
    readonly selector?: Readonly<Record<string, string>>;
    readonly ports?: readonly {
      readonly port: number;
      readonly targetPort?: number | string;
      readonly nodePort?: number;
      readonly protocol?: string;
    }[];
  };
  readonly status?: {
    readonly loadBalancer?: {
      readonly ingress?: readonly { readonly ip?: string; readonly hostname?: string }[];
    };
  };
}

/** The pods of a namespace that are meant. @param selector narrows it. @default all of them */
export async function podsIn(
  place: KubectlPlace,
  selector: string | undefined,
  options: KubectlOptions = {},
): Promise<readonly SeenPod[]> {
  const narrowed = selector === undefined ? [] : ['--selector', selector];
  return await listObjects<SeenPod>(place, ['pods', ...narrowed], options);
}

/** Every service of a namespace. */
export async function servicesIn(place: KubectlPlace): Promise<readonly SeenService[]> {
  return await listObjects<SeenService>(place, ['services']);
}

/** Kafka's number in a pod's environment; absent where there is none. */
export function numberOf({ spec }: SeenPod): number | undefined {
  const all = spec.containers.flatMap(({ env = [] }) => env);
  return numberIn(all.map(({ name, value = '' }) => `${name}=${value}`));
}

/** The container that has a port, by what is declared; the first one where nothing is. */
export function containerAt({ spec }: SeenPod, port?: number): string {
  const declared = spec.containers.find(({ ports = [] }) =>
    ports.some(({ containerPort }) => containerPort === port),
  );
  return (declared ?? spec.containers[0])?.name ?? '';
}

/** Whether one of its containers runs, and it is not about to go. */
export function isRunning({ metadata, status }: SeenPod): boolean {
  const running = status?.containerStatuses?.some(({ state }) => state?.running !== undefined) === true;
  return running && metadata.deletionTimestamp === undefined;
}

/** What makes another pod in the place of one that is deleted, such as `StatefulSet shop`; undefined where nothing does. */
export function ownerOf({ metadata: { ownerReferences = [], labels = {} } }: SeenPod): string | undefined {
  const owner = ownerReferences.find(({ controller }) => controller === true);
  if (owner === undefined || owner.kind === 'Job') return undefined;
  const hash = labels['pod-template-hash'];
  // A Deployment makes its pods by a ReplicaSet, which it replaces whenever it likes.
  if (owner.kind === 'ReplicaSet' && hash !== undefined && owner.name.endsWith(`-${hash}`))
    return `Deployment ${owner.name.slice(0, -hash.length - 1)}`;
  return `${owner.kind} ${owner.name}`;
}

/** Labels that tell a pod of a later template from one of an earlier. */
const passing = ['pod-template-hash', 'controller-revision-hash', 'pod-template-generation'];

/** Labels that another pod in its place has too. */
export function lastingLabels({ metadata: { labels = {} } }: SeenPod): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(labels).filter(([name]) => !passing.includes(name)));
}

/** Whether a pod has all of these labels. */
export function hasLabels({ metadata }: SeenPod, wanted: Readonly<Record<string, string>>): boolean {
  return Object.entries(wanted).every(([name, value]) => metadata.labels?.[name] === value);
}

/** What data of a node outlives: a pod that is deleted, a container that ends, or not even that. */
export type Outlives = 'pod' | 'container' | 'nothing';

/** Kinds of volumes that hold files of a cluster's, and no data. */
const noData = ['configMap', 'secret', 'projected', 'downwardAPI', 'image'];

/**
 * What data in these folders outlives; where they are not known, what the best of its volumes does.
 * @param dirs folders of a node's data. @default nobody says
 */
export function outlives({ spec }: SeenPod, container: string, dirs: readonly string[] = []): Outlives {
  const mounts = spec.containers.find(({ name }) => name === container)?.volumeMounts ?? [];
  const of = (mount: { readonly name: string } | undefined): Outlives | undefined => {
    const volume = spec.volumes?.find(({ name }) => name === mount?.name);
    if (volume === undefined || noData.some((kind) => volume[kind] !== undefined)) return undefined;
    return volume['emptyDir'] !== undefined || volume['ephemeral'] !== undefined ? 'container' : 'pod';
  };
  const order = ['nothing', 'container', 'pod'] as const;
  if (dirs.length === 0) {
    const all = mounts.map((mount) => of(mount) ?? 'nothing');
    return order.findLast((one) => all.includes(one)) ?? 'nothing';
  }
  const each = dirs.map((dir) => {
    const holding = mounts
      .filter(({ mountPath }) => `${dir}/`.startsWith(`${mountPath.replace(/\/$/, '')}/`))
      .toSorted((a, b) => b.mountPath.length - a.mountPath.length);
    return of(holding[0]) ?? 'nothing';
  });
  return order.find((one) => each.includes(one)) ?? 'nothing';
}
