/** What the pods of nodes do now: found by name, and where another was made in the place of one, by the labels that both have. */
import type { Instance } from '../../../cluster/instance.ts';
import type { NodeState, NodeStatus, StatusOptions } from '../../../cluster/node-status.ts';
import { moreThanCode } from '../../kubernetes/kubectl/objects.ts';
import { processState, stateBy, unlooked, type ProcessPlace } from '../../kubernetes/nodes/signals.ts';
import { hasLabels, podsIn, type SeenPod } from './facts.ts';
import { jvmStates, type OnMachine } from './machine.ts';
import { kubectlPlace, placeIn, type HeldPod } from './place.ts';

/** Whoever asks for a status wants to know soon that nobody answers. */
const listTimeoutMs = 10_000;

/** One that is busy answers in seconds. */
const stateTimeoutMs = 15_000;

/** A node that runs in a pod, as it is now. */
export interface PodNow {
  readonly id: string;
  readonly tied: HeldPod;
  readonly state: NodeState;
  /** Why its process could not be looked at, in words that follow its name: it may be paused. @default it was looked at */
  readonly unlooked?: string;
  /** Absent where there is none. */
  readonly pod?: SeenPod;
  /** Where its process is held, on kind. */
  readonly at?: OnMachine;
  /** Tells one run of its container from every other. */
  readonly life?: string;
  readonly ended?: string;
}

/** Names of the pods that nodes have now, for the ways that lead there; by instance and node. */
const names = new Map<string, string>();

/** Name of the pod of a node as it was last seen, else as it was stored. */
export function podNameNow(instance: Instance, nodeId: string): string {
  return names.get(`${instance.id} ${nodeId}`) ?? placeIn(instance).pods[nodeId]?.name ?? '';
}

/** Looks at all of them. */
export async function podsNow(instance: Instance): Promise<readonly PodNow[]> {
  const place = placeIn(instance);
  const seen = await podsIn(kubectlPlace(place), place.selector, { timeoutMs: listTimeoutMs });
  const found = Object.entries(place.pods).map(([id, tied]) => {
    const pod = podOf(tied, seen);
    if (pod !== undefined) names.set(`${instance.id} ${id}`, pod.metadata.name);
    return { id, tied, pod, ...runOf(tied, pod) };
  });
  const onMachines = found.flatMap(({ tied, at, runs }) =>
    runs && at !== undefined && tied.grip === 'machine' ? [at] : [],
  );
  const states = onMachines.length === 0 ? new Map<string, NodeState>() : await jvmStates(onMachines);
  return await Promise.all(
    found.map(async ({ runs, pod, at, ...one }): Promise<PodNow> => {
      const look = runs
        ? await stateOf(instance, { ...one, pod, at }, states)
        : { state: 'stopped' as const };
      return { ...one, ...look, ...(pod && { pod }), ...(at && { at }) };
    }),
  );
}

/** What Kubernetes says of the nodes that are in pods; the others are as Kafka sees them. */
export async function statusInPods(
  instance: Instance,
  { lives = false }: StatusOptions,
  seenByKafka: (instance: Instance) => Promise<readonly NodeStatus[]>,
): Promise<readonly NodeStatus[]> {
  const { pods } = placeIn(instance);
  const isTied = ({ id }: { readonly id: string }): boolean => pods[id] !== undefined;
  const [now, others] = await Promise.all([
    podsNow(instance),
    instance.topology.nodes.every(isTied) ? [] : seenByKafka(instance),
  ]);
  return instance.topology.nodes.map(({ id }): NodeStatus => {
    const found = now.find((one) => one.id === id);
    if (found === undefined) return others.find((one) => one.id === id) ?? { id, state: 'stopped' };
    const address = instance.addresses?.[id];
    const { pod, state, unlooked: why = '', life, ended } = found;
    return {
      id,
      state,
      ...(state !== 'stopped' && pod?.metadata.deletionTimestamp !== undefined && { ending: true }),
      ...(address !== undefined && { address }),
      handle: pod === undefined ? `pod ${found.tied.name} is not there` : handleOf(pod) + why,
      ...(lives && life !== undefined && { life }),
      ...(lives && ended !== undefined && { ended }),
    };
  });
}

/** How a pod is named to people. */
export function handleOf({ metadata }: SeenPod): string {
  return `pod ${metadata.name}`;
}

/** Of several that have its labels none is meant; one that is about to go is not where another is. */
function podOf({ name, labels }: HeldPod, seen: readonly SeenPod[]): SeenPod | undefined {
  const own = seen.find(({ metadata }) => metadata.name === name);
  if (own !== undefined) return own;
  const alike = Object.keys(labels).length === 0 ? [] : seen.filter((pod) => hasLabels(pod, labels));
  const staying = alike.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  return staying.length === 1 ? staying[0] : undefined;
}

function runOf({ container }: HeldPod, pod: SeenPod | undefined) {
  const status = pod?.status?.containerStatuses?.find(({ name }) => name === container);
  const end = status?.state?.terminated ?? status?.lastState?.terminated;
  const id = status?.containerID?.replace(/^.*:\/\//, '');
  const machine = pod?.spec.nodeName;
  return {
    runs: status?.state?.running !== undefined,
    at: id !== undefined && machine !== undefined ? { machine, container: id } : undefined,
    ...(pod && status && { life: `${pod.metadata.uid}/${status.restartCount}` }),
    ...(end !== undefined && { ended: `exit code ${end.exitCode}${moreThanCode(end.reason)}` }),
  };
}

async function stateOf(
  instance: Instance,
  { tied, pod, at }: { tied: HeldPod; pod: SeenPod | undefined; at: OnMachine | undefined },
  states: ReadonlyMap<string, NodeState>,
): Promise<Pick<PodNow, 'state' | 'unlooked'>> {
  if (tied.grip === 'machine') return { state: states.get(at?.container ?? '') ?? 'stopped' };
  if (tied.grip === 'pod' || pod === undefined) return { state: 'running' };
  const found = await processState(processIn(instance, tied, pod), stateTimeoutMs);
  const state = stateBy(found, pod.metadata.deletionTimestamp !== undefined);
  return { state, ...(found.why !== undefined && { unlooked: unlooked(found) }) };
}

/** Where sessions find the process of a node. */
export function processIn(instance: Instance, { container }: HeldPod, { metadata }: SeenPod): ProcessPlace {
  return {
    place: kubectlPlace(placeIn(instance)),
    pod: metadata.name,
    container,
    isService: false,
  };
}
