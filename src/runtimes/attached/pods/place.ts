/** Where a cluster of others is that was attached to by its pods, as it is stored. */
import type { Instance } from '../../../cluster/instance.ts';
import type { KubectlPlace } from '../../kubernetes/kubectl/kubectl.ts';
import type { AttachedPlace } from '../../instances.ts';
import type { StoredWay, TiedPod } from './nodes.ts';

/**
 * What klab has hold of a node's process by: the machine of kind that it runs on; a session in its container, whose first
 * process is another; or nothing but its pod, which can be deleted.
 */
export type Grip = 'machine' | 'session' | 'pod';

/** A pod that a node runs in, and what it is held by. */
export interface HeldPod extends TiedPod {
  readonly grip: Grip;
}

/** Where such a cluster is. */
export interface PodsPlace extends AttachedPlace {
  readonly context: string;
  readonly namespace: string;
  /** Narrows the pods, as kubectl takes it. @default all of them */
  readonly selector?: string;
  /** By node id; those that cannot be told are absent. */
  readonly pods: Readonly<Record<string, HeldPod>>;
  /** By the advertised address that leads into a pod. */
  readonly ways: Readonly<Record<string, StoredWay>>;
}

/** The place of an instance; undefined where it was attached to in another way. */
export function podsPlace({ place }: Pick<Instance, 'place'>): PodsPlace | undefined {
  const known = (place ?? {}) as Partial<PodsPlace>;
  return known.pods === undefined ? undefined : (known as PodsPlace);
}

/** The same of an instance that was. */
export function placeIn(instance: Instance): PodsPlace {
  return podsPlace(instance) as PodsPlace;
}

/** Where kubectl finds it. */
export function kubectlPlace({ context, namespace }: PodsPlace): Required<KubectlPlace> {
  return { context, namespace };
}
