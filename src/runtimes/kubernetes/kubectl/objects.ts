/** Objects as an API server shows them, as far as anything of them is read here, and lists of them (Kubernetes API, v1 and apps/v1). */
import type { Instance } from '../../../cluster/instance.ts';
import { marks } from '../../../kafka/marks.ts';
import { lines } from '../../../words.ts';
import { kubectl, kubectlJson, type KubectlOptions, type KubectlPlace } from './kubectl.ts';

/** Kinds that the chart makes in its namespace; of these Kubernetes makes pods, claims and more. */
export const madeKinds = 'statefulsets,services,poddisruptionbudgets,configmaps';

/** With the Secrets that `up` makes beside: of a secured instance alone, since whoever looks at them needs a right of its own. */
export function madeKindsOf({ topology: { security } }: Pick<Instance, 'topology'>): string {
  return security === undefined ? madeKinds : `${madeKinds},secrets`;
}

/** What every object has (ObjectMeta v1). */
export interface ObjectMeta {
  readonly name: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly generation?: number;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  /** ISO 8601 in UTC. */
  readonly creationTimestamp?: string;
  /** Set once it is to go. */
  readonly deletionTimestamp?: string;
  /** Shown only where `showSignatures` asks for them. */
  readonly managedFields?: readonly {
    readonly manager?: string;
    readonly fieldsV1?: Readonly<Record<string, unknown>>;
  }[];
}

/** An object of any kind. */
export interface KubernetesObject {
  readonly kind: string;
  readonly metadata: ObjectMeta;
  /** Of a ConfigMap; of a Secret in base64. */
  readonly data?: Readonly<Record<string, string>>;
}

/** A condition of a pod or of a namespace. */
export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly message?: string;
}

/** Where a pod is in its life. */
export type PodPhase = 'Pending' | 'Running' | 'Succeeded' | 'Failed' | 'Unknown';

/** A pod; those of the lab's nodes have one container. */
export interface PodObject {
  readonly metadata: ObjectMeta & { readonly uid: string };
  /** Its machine, once it has one. */
  readonly spec?: { readonly nodeName?: string };
  readonly status?: {
    readonly phase?: PodPhase;
    readonly reason?: string;
    readonly message?: string;
    readonly conditions?: readonly Condition[];
    readonly containerStatuses?: readonly ContainerStatus[];
  };
}

/** What a kubelet says of a container. */
export interface ContainerStatus {
  readonly image: string;
  readonly restartCount: number;
  readonly state?: ContainerState;
  readonly lastState?: ContainerState;
}

interface ContainerState {
  readonly running?: object;
  readonly waiting?: { readonly reason?: string; readonly message?: string };
  readonly terminated?: { readonly exitCode: number; readonly reason?: string };
}

/** What the reason for which a container ended says beside its exit code, as it reads behind that: `, OOMKilled`. */
export function moreThanCode(reason: string | undefined): string {
  return reason === undefined || reason === 'Error' || reason === 'Completed' ? '' : `, ${reason}`;
}

/** Id of the node that an object belongs to; empty for what belongs to none. */
export function nodeOf({ metadata }: { readonly metadata: ObjectMeta }): string {
  return metadata.labels?.[marks.node] ?? '';
}

/** An object in words, such as `StatefulSet broker-1`. */
export function nameOf({ kind, metadata }: KubernetesObject): string {
  return `${kind} ${metadata.name}`;
}

/** Objects of these kinds. @param what kinds by comma, and which of them: what stands behind `kubectl get` */
export async function listObjects<T = KubernetesObject>(
  place: KubectlPlace,
  what: readonly string[],
  options: KubectlOptions = {},
): Promise<readonly T[]> {
  return (await kubectlJson<{ readonly items: readonly T[] }>(place, ['get', ...what], options)).items;
}

/** The same as `kind/name`. */
export async function listNames(
  place: KubectlPlace,
  what: readonly string[],
  options: KubectlOptions = {},
): Promise<readonly string[]> {
  return lines(await kubectl(place, ['get', ...what, '--output', 'name'], options));
}
