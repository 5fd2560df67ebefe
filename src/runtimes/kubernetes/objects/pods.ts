/** The pods of an instance, found by their labels: no name is stored, so what the API server shows is right after every accident. */
import { marks } from '../../../kafka/marks.ts';
import type { Instance } from '../../../cluster/runtime.ts';
import { assertThere, orGone } from './gone.ts';
import { kubectlList, type KubectlOptions } from '../kubectl/kubectl.ts';
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
  readonly phase: 'Pending' | 'Running' | 'Succeeded' | 'Failed' | 'Unknown';
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

/** How a container ended (Kubernetes API, ContainerStateTerminated). */
interface Termination {
  readonly exitCode: number;
  /** Such as `Error`, `Completed` or `OOMKilled`. */
  readonly reason?: string;
}

/** The part of a pod that is read (Kubernetes API, Pod v1). */
export interface PodObject {
  readonly metadata: {
    readonly name: string;
    readonly uid: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly deletionTimestamp?: string;
  };
  readonly spec: { readonly nodeName?: string };
  readonly status?: {
    readonly phase?: NodePod['phase'];
    readonly containerStatuses?: readonly {
      readonly restartCount: number;
      readonly state?: { readonly running?: object; readonly terminated?: Termination };
      readonly lastState?: { readonly terminated?: Termination };
    }[];
  };
}

/**
 * The pods of an instance's nodes, as they are now.
 * @throws RuntimeError `no-instance` when the namespace or the cluster has gone.
 */
export async function listPods(
  instance: Instance,
  options: Pick<KubectlOptions, 'signal' | 'timeoutMs'> = {},
): Promise<readonly NodePod[]> {
  const args = ['get', 'pods', '--selector', nodesSelector(instance)];
  const listed = kubectlList<PodObject>(placeOf(instance), args, options);
  const items = await orGone(instance, listed);
  const pods = items.map(nodePod);
  // A namespace that is gone has an empty list, and no error.
  if (pods.every(({ deleting }) => deleting)) await assertThere(instance, options);
  return pods;
}

/** Reads one pod as the API server shows it. */
export function nodePod({ metadata, spec, status }: PodObject): NodePod {
  // A node's pod has one container.
  const [container] = status?.containerStatuses ?? [];
  const end = container?.state?.terminated ?? container?.lastState?.terminated;
  return {
    nodeId: metadata.labels?.[marks.node] ?? '',
    name: metadata.name,
    uid: metadata.uid,
    phase: status?.phase ?? 'Unknown',
    revision: metadata.labels?.[revisionLabel] ?? '',
    deleting: metadata.deletionTimestamp !== undefined,
    containerRunning: container?.state?.running !== undefined,
    restartCount: container?.restartCount ?? 0,
    ...(end !== undefined && { ended: endInWords(end) }),
    ...(spec.nodeName !== undefined && { machine: spec.nodeName }),
  };
}

/** The reasons Error and Completed say no more than the code. */
function endInWords({ exitCode, reason = 'Error' }: Termination): string {
  const more = ['Error', 'Completed'].includes(reason) ? '' : `, ${reason}`;
  return `exit code ${exitCode}${more}`;
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
