/** Which nodes run what was applied last, and which still what was applied before. */
import type { Instance } from '../../../cluster/instance.ts';
import { kafkaVariable } from '../../../kafka/images/image-environment.ts';
import type { KubectlOptions } from '../kubectl/kubectl.ts';
import { listObjects, nodeOf, type Condition, type KubernetesObject } from '../kubectl/objects.ts';
import { placeOf } from '../place/place.ts';
import { nodesSelector } from '../kubectl/selectors.ts';
import { differsOnlyIn, type AlteredVariables } from './altered-in-place.ts';

/** The label under which the StatefulSet's controller notes from which revision it made a pod. */
export const revisionLabel = 'controller-revision-hash';

/** A node's pod beside the revision that it should have. */
export interface NodeRevision {
  readonly nodeId: string;
  /** Revision of what was applied last; undefined while Kubernetes has not looked at it. */
  readonly wanted?: string;
  /** `none`: there is no pod; `ending`: it is to go; `outdated` or `current`: it stays. */
  readonly pod: 'none' | 'ending' | 'outdated' | 'current';
  /** Whether the pod's readiness probe says so. */
  readonly ready: boolean;
}

/** The parts of a StatefulSet and of a pod that are read (Kubernetes API, apps/v1 and v1). */
export interface OwnedObject extends KubernetesObject {
  /** Of a pod; a StatefulSet has that of its pods in its template. */
  readonly spec?: { readonly template?: { readonly spec: unknown } } & Readonly<Record<string, unknown>>;
  readonly status?: {
    readonly observedGeneration?: number;
    readonly updateRevision?: string;
    readonly conditions?: readonly Condition[];
  };
}

/** The nodes of an instance as they are now, in the order of the topology. */
export async function readRevisions(
  instance: Instance,
  options: KubectlOptions = {},
): Promise<readonly NodeRevision[]> {
  const what = ['statefulsets,pods', '--selector', nodesSelector(instance)];
  const objects = await listObjects<OwnedObject>(placeOf(instance), what, options);
  const changed = Object.entries(instance.changed ?? {});
  const altered = new Map(changed.map(([setting, value]) => [kafkaVariable(setting), value]));
  return instance.topology.nodes.map(({ id }) => revisionOf(id, objects, altered));
}

/**
 * Reads one node's objects.
 * @param altered what was altered while pods ran: a pod that differs in that alone is current. @default nothing
 */
export function revisionOf(
  nodeId: string,
  objects: readonly OwnedObject[],
  altered: AlteredVariables = new Map(),
): NodeRevision {
  const own = objects.filter((object) => nodeOf(object) === nodeId);
  const set = own.find(({ kind }) => kind === 'StatefulSet');
  const pod = own.find(({ kind }) => kind === 'Pod');
  const wanted = wantedRevision(set);
  const state = podState(pod, wanted);
  const isInForce =
    state === 'outdated' && altered.size > 0 && differsOnlyIn(altered, set?.spec?.template?.spec, pod?.spec);
  return {
    nodeId,
    ...(wanted !== undefined && { wanted }),
    pod: isInForce ? 'current' : state,
    ready:
      pod?.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false,
  };
}

/** Until the controller has seen the latest generation, its status tells of an older one. */
function wantedRevision(set: OwnedObject | undefined): string | undefined {
  if (set?.status === undefined) return undefined;
  const { observedGeneration = 0, updateRevision } = set.status;
  return observedGeneration < (set.metadata.generation ?? 0) ? undefined : updateRevision;
}

function podState(pod: OwnedObject | undefined, wanted: string | undefined): NodeRevision['pod'] {
  if (pod === undefined) return 'none';
  if (pod.metadata.deletionTimestamp !== undefined) return 'ending';
  return wanted === undefined || pod.metadata.labels?.[revisionLabel] === wanted ? 'current' : 'outdated';
}
