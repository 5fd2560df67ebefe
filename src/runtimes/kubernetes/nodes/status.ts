/** What each node does now: what the API server says of its pod, and what its process is doing. */
import pMap from 'p-map';
import type { LabNode } from '../../../kafka/node.ts';
import { hostAddress } from '../../../render/kubernetes/addressing.ts';
import { hostPortOf } from '../../shared/listeners.ts';
import { isReachable } from '../forward/forward.ts';
import type { Instance } from '../../../cluster/instance.ts';
import type { NodeState, NodeStatus } from '../../../cluster/node-status.ts';
import { isolationsOf, type PlacedNode } from './isolation-rules.ts';
import { listMachines } from '../place/machines.ts';
import { placeOf } from '../place/place.ts';
import { listPods, type NodePod } from '../objects/pods.ts';
import { processState, stateBy, unlooked, type ProcessFound, type ProcessPlace } from './signals.ts';

/** Whoever asks for a status wants to know soon that nobody answers. */
const listTimeoutMs = 10_000;

/** So many sessions are open at once. */
const atOnce = 6;

/** A machine that is gone lets a session wait for half a minute; one that is busy answers in seconds. */
const stateTimeoutMs = 15_000;

/** A node as it is now. */
export interface NodeNow extends PlacedNode {
  readonly id: string;
  readonly state: NodeState;
  /** Why its process could not be looked at, in words that follow its name: it may be paused. @default it was looked at */
  readonly unlooked?: string;
}

/** One line for each node. @throws RuntimeError `cluster-unavailable` when the API server does not answer. */
export async function status(instance: Instance): Promise<readonly NodeStatus[]> {
  const nodes = await nodesNow(instance, instance.topology.nodes);
  const isolations = await isolationsOf(instance, nodes);
  const machines = new Set(nodes.flatMap(({ pod }) => pod?.machine ?? []));
  return nodes.map(({ id, state, pod, unlooked: why = '' }, index): NodeStatus => {
    const isolated = isolations.get(id);
    const node = instance.topology.nodes[index]!;
    const port = isReachable(instance, node) ? hostPortOf(node, 'kubernetes') : undefined;
    return {
      id,
      state,
      ...(state !== 'stopped' && pod?.deleting === true && { ending: true }),
      ...(isolated !== undefined && { isolated }),
      ...(port !== undefined && { address: `${hostAddress}:${port + instance.portOffset}` }),
      ...(pod !== undefined && {
        handle: handleOf(pod, machines.size > 1) + why,
        // Its container may begin anew within a pod that stays.
        life: `${pod.uid}/${pod.restartCount}`,
        ...(pod.ended !== undefined && { ended: pod.ended }),
      }),
    };
  });
}

/** Looks at some nodes of an instance. */
export async function nodesNow(instance: Instance, nodes: readonly LabNode[]): Promise<readonly NodeNow[]> {
  const [pods, down] = await Promise.all([
    listPods(instance, { timeoutMs: listTimeoutMs }),
    stoppedMachines(instance),
  ]);
  return pMap(
    nodes,
    async (node): Promise<NodeNow> => {
      const pod = pods.find(({ nodeId }) => nodeId === node.id);
      if (pod === undefined) return { id: node.id, state: 'stopped', machineDown: false };
      const machineDown = pod.machine !== undefined && down.has(pod.machine);
      const found: ProcessFound =
        pod.containerRunning && !machineDown
          ? await processState(processOf(instance, node, pod), stateTimeoutMs)
          : { state: 'gone' };
      return {
        id: node.id,
        state: stateBy(found, pod.deleting),
        pod,
        machineDown,
        ...(found.why !== undefined && { unlooked: unlooked(found) }),
      };
    },
    { concurrency: atOnce },
  );
}

/** Where the process of a node is, once it runs. */
export function processOf(instance: Instance, node: LabNode, pod: NodePod): ProcessPlace {
  return {
    place: placeOf(instance),
    pod: pod.name,
    container: node.software,
    isService: node.role === 'service',
  };
}

/** What a pod is called; on which machine it is matters where there are several. */
export function handleOf({ name, machine }: NodePod, severalMachines: boolean): string {
  return severalMachines && machine !== undefined ? `pod ${name} on ${machine}` : `pod ${name}`;
}

/** The API server believes for most of a minute in a machine that has gone; Docker knows at once. */
async function stoppedMachines(instance: Instance): Promise<ReadonlySet<string>> {
  const { kindCluster } = placeOf(instance);
  if (kindCluster === undefined) return new Set();
  const machines = await listMachines(kindCluster);
  return new Set(machines.filter(({ running }) => !running).map(({ name }) => name));
}
