/** The pods of an instance, found by their labels: no name is stored, so what the API server shows is right after every accident. */
import type { Instance } from '../../../cluster/instance.ts';
import { listObjects, moreThanCode, nodeOf, type PodObject, type PodPhase } from '../kubectl/objects.ts';
import { assertThere, orGone } from './gone.ts';
import type { KubectlOptions } from '../kubectl/kubectl.ts';
import { placeOf } from '../place/place.ts';
import { revisionLabel } from './revisions.ts';
import { nodesSelector } from '../kubectl/selectors.ts';

/** The pod of a node. */
export interface NodePod {
  readonly nodeId: string;
  readonly name: string;
  /** Unlike the name, no other pod's ever. */
  readonly uid: string;
  /** Kubernetes' word for where the pod is in its life. */
  readonly phase: PodPhase;
  /** Revision of the StatefulSet that it was made from. */
  readonly revision: string;
  /** Whether it is to go, and will not be restarted. */
  readonly deleting: boolean;
  /** Whether its container runs, as its machine last said: a machine that is gone says nothing any more. */
  readonly containerRunning: boolean;
  readonly restartCount: number;
  /** How its container last ended, such as `exit code 137, OOMKilled`. @default it never has */
  readonly ended?: string;
  /** Name of the machine (the Kubernetes node) that it is on; absent until it is placed. */
  readonly machine?: string;
}

/**
 * The pods of an instance's nodes, as they are now.
 * @throws RuntimeError `no-instance` when the namespace or the cluster has gone.
 */
export async function listPods(
  instance: Instance,
  options: Pick<KubectlOptions, 'signal' | 'timeoutMs'> = {},
): Promise<readonly NodePod[]> {
  const what = ['pods', '--selector', nodesSelector(instance)];
  const listed = listObjects<PodObject>(placeOf(instance), what, options);
  const pods = (await orGone(instance, listed)).map(nodePod);
  // A namespace that is gone has an empty list, and no error.
  if (pods.every(({ deleting }) => deleting)) await assertThere(instance, options);
  return pods;
}

/** Reads one pod as the API server shows it. */
export function nodePod(pod: PodObject): NodePod {
  const { metadata, spec, status } = pod;
  // A node's pod has one container.
  const [container] = status?.containerStatuses ?? [];
  const end = container?.state?.terminated ?? container?.lastState?.terminated;
  return {
    nodeId: nodeOf(pod),
    name: metadata.name,
    uid: metadata.uid,
    phase: status?.phase ?? 'Unknown',
    revision: metadata.labels?.[revisionLabel] ?? '',
    deleting: metadata.deletionTimestamp !== undefined,
    containerRunning: container?.state?.running !== undefined,
    restartCount: container?.restartCount ?? 0,
    ...(end !== undefined && { ended: `exit code ${end.exitCode}${moreThanCode(end.reason)}` }),
    ...(spec?.nodeName !== undefined && { machine: spec.nodeName }),
  };
}

/** Why a node's container does not run yet; undefined when it does. */
export function pendingReason(nodeId: string, pod: NodePod | undefined): string | undefined {
  if (pod === undefined) return `${nodeId} has no pod yet`;
  if (pod.deleting) return `the last pod of ${nodeId} still ends`;
  if (pod.containerRunning) return undefined;
  return pod.machine === undefined
    ? `${pod.name} has no machine yet`
    : `${pod.name} is ${pod.phase.toLowerCase()} on ${pod.machine}`;
}
