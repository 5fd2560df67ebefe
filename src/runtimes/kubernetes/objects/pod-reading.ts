/** Reads from a pod, and from the events about it, why its node does not run; pure, so that every case can be tested. */
import type { LabErrorCode } from '../../../errors.ts';
import { moreThanCode, type ContainerStatus, type PodObject } from '../kubectl/objects.ts';
import { claimRefusal, creationRefusal, placementRefusal, type Refusal } from './refusals.ts';

/** The part of an event that is read (Kubernetes API, Event v1). */
export interface EventObject {
  readonly metadata: { readonly name: string; readonly resourceVersion: string };
  readonly type?: string;
  readonly involvedObject: { readonly kind?: string; readonly name?: string; readonly uid?: string };
  readonly reason?: string;
  readonly message?: string;
  readonly lastTimestamp?: string | null;
}

/** What was there before, and so says nothing of what is waited for now. */
export interface Before {
  /** How often each node's container had been restarted, by the id of its pod. */
  readonly restarts: Readonly<Record<string, number>>;
  /** Events by name and version; one that happens again gets a new version. */
  readonly events: ReadonlySet<string>;
  /** Refusals from a time when something was about to give back what they ask for; noted as they are seen. */
  readonly excused?: Set<string>;
}

/** Nothing was there. */
export const nothingBefore: Before = { restarts: {}, events: new Set() };

/** Name and version of an event. */
export function eventKey({ metadata: { name, resourceVersion } }: EventObject): string {
  return `${name} ${resourceVersion}`;
}

/** Why one node does not run. */
export interface PodProblem {
  readonly nodeId: string;
  /** Continues a sentence that begins with the node's id. */
  readonly reason: string;
  /** Set when waiting does not help. */
  readonly final?: LabErrorCode;
  /** The event of a refusal that only something which ends can lift: waiting helps while something of the namespace ends. */
  readonly unlessFreed?: string;
  /** Set where waiting does not help once it has stayed like this for a while. */
  readonly finalIfItStays?: LabErrorCode;
}

/** A third start that ends like the first two is no accident. */
const restartsThatAreNoAccident = 2;

/** Reasons of a waiting container that say that its image is not to be had (kubelet, images/types.go). */
const imageReasons = ['ErrImagePull', 'ImagePullBackOff', 'InvalidImageName', 'ErrImageNeverPull'];

/** @returns undefined for a node whose container runs. */
export function problemOf(
  nodeId: string,
  pod: PodObject | undefined,
  allEvents: readonly EventObject[],
  before: Before = nothingBefore,
): PodProblem | undefined {
  const events = allEvents.filter((event) => !before.events.has(eventKey(event))).toSorted(byTime);
  if (pod === undefined) return withoutPod(nodeId, events);
  const [container] = pod.status?.containerStatuses ?? [];
  if (container === undefined) return notPlaced(nodeId, pod, events);
  const crashed = crashOf(nodeId, container, before.restarts[pod.metadata.uid] ?? 0);
  if (crashed !== undefined) return crashed;
  if (container.state?.running !== undefined) return undefined;
  const { reason = '', message = '' } = container.state?.waiting ?? {};
  if (imageReasons.includes(reason)) {
    const why = imageReason(pod, message, events);
    return { nodeId, reason: `cannot get image ${container.image}: ${why}`, final: 'image-unavailable' };
  }
  // A kubelet that has not heard of a ConfigMap yet looks again.
  const cannotBeMade = reason === 'CreateContainerConfigError' || reason === 'CreateContainerError';
  if (cannotBeMade && !message.includes('failed to sync')) {
    return { nodeId, reason: `cannot be made: ${message}`, final: 'cluster-refused' };
  }
  const told = latest(events, pod)?.message;
  const state = reason === '' ? (pod.status?.phase ?? 'not started') : reason;
  return { nodeId, reason: `is not started yet (${state})${told === undefined ? '' : `: ${told}`}` };
}

/** A StatefulSet that cannot make its pod, or a claim of it, says so in an event, and tries again for ever. */
function withoutPod(nodeId: string, events: readonly EventObject[]): PodProblem {
  const last = events.findLast(
    ({ involvedObject, reason }) =>
      involvedObject.kind === 'StatefulSet' && involvedObject.name === nodeId && reason === 'FailedCreate',
  );
  if (last?.message === undefined) return { nodeId, reason: 'has no pod yet' };
  const message = last.message.replace(
    /^create (?:Pod|Claim) \S+ (?:for Pod \S+ )?in StatefulSet \S+ failed error: (?:failed to create PVC \S+: )?/,
    '',
  );
  return refused(nodeId, `has no pod: ${message}`, creationRefusal(message), eventKey(last));
}

function notPlaced(nodeId: string, pod: PodObject, events: readonly EventObject[]): PodProblem {
  const { phase = 'Pending', reason: podReason, message: podMessage, conditions = [] } = pod.status ?? {};
  const scheduled = conditions.find(({ type }) => type === 'PodScheduled');
  const claim = claimEvent(pod, events)?.message;
  if (scheduled?.status === 'False') {
    const { message = 'the scheduler gives no reason' } = scheduled;
    const waitsForVolume = /unbound immediate PersistentVolumeClaims/.test(message);
    if (waitsForVolume && claim !== undefined) {
      return refused(nodeId, `has no volume: ${claim}`, claimRefusal(claim));
    }
    return refused(nodeId, `has no machine yet: ${message}`, placementRefusal(message));
  }
  const told = podMessage ?? latest(events, pod)?.message ?? claim;
  return {
    nodeId,
    reason: `is not started yet (${podReason ?? phase})${told === undefined ? '' : `: ${told}`}`,
  };
}

function refused(nodeId: string, said: string, { outlook, fix }: Refusal, event?: string): PodProblem {
  const reason = fix === undefined || outlook === 'may-pass' ? said : `${said.replace(/\.$/, '')}; ${fix}`;
  const code = 'cluster-refused';
  return {
    nodeId,
    reason,
    ...(outlook === 'never' && { final: code }),
    ...(outlook === 'unless-freed' && event !== undefined && { unlessFreed: event }),
    ...(outlook === 'if-it-stays' && { finalIfItStays: code }),
  };
}

/** The latest word about a claim of a pod; a StatefulSet names each after a volume and the pod. */
function claimEvent(pod: PodObject, events: readonly EventObject[]): EventObject | undefined {
  return events.findLast(
    ({ involvedObject: { kind, name } }) =>
      kind === 'PersistentVolumeClaim' && name?.endsWith(`-${pod.metadata.name}`) === true,
  );
}

function crashOf(nodeId: string, container: ContainerStatus, before: number): PodProblem | undefined {
  const isBackingOff = container.state?.waiting?.reason === 'CrashLoopBackOff';
  if (!isBackingOff && container.restartCount - before < restartsThatAreNoAccident) return undefined;
  const { exitCode, reason } = container.state?.terminated ?? container.lastState?.terminated ?? {};
  const how = exitCode === undefined ? '' : ` (exit code ${exitCode}${moreThanCode(reason)})`;
  return { nodeId, reason: `ended again and again while starting${how}`, final: 'node-died' };
}

/** While a kubelet waits before its next try, only the event has the reason. */
function imageReason(pod: PodObject, message: string, events: readonly EventObject[]): string {
  const event = events
    .filter(
      ({ involvedObject, reason, message: text = '' }) =>
        involvedObject.uid === pod.metadata.uid &&
        reason === 'Failed' &&
        text.includes('Failed to pull image'),
    )
    .at(-1)?.message;
  const text = event ?? message;
  return text.replace(/^Failed to pull image "[^"]*": /, '').replace(/^rpc error: code = \w+ desc = /, '');
}

function latest(events: readonly EventObject[], pod: PodObject): EventObject | undefined {
  const about = events.filter(
    ({ involvedObject, reason }) => involvedObject.uid === pod.metadata.uid && reason !== 'FailedScheduling',
  );
  return about.at(-1);
}

function byTime(a: EventObject, b: EventObject): number {
  return (a.lastTimestamp ?? '') < (b.lastTimestamp ?? '') ? -1 : 1;
}
