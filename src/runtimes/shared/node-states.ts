/** What every runtime answers in the same words when a node is not there, or not in a state that the verb needs. */
import { LabError } from '../../errors.ts';
import { brokersOf, type LabNode } from '../../kafka/node.ts';
import type { Instance } from '../../cluster/instance.ts';
import { isIsolatedAlready } from '../../cluster/isolation.ts';
import type { NodeState, NodeStatus } from '../../cluster/node-status.ts';
import type { Places } from '../../cluster/places.ts';

/** A broker hands over its leaders before it ends; without a controller it gives up after some retries, in milliseconds. */
export const stopTimeoutMs = 90_000;

/** The node of this id. @throws LabError `unknown-node` when the instance has none. */
export function knownNode({ topology }: Instance, nodeId: string): LabNode {
  const found = topology.nodes.find(({ id }) => id === nodeId);
  if (found !== undefined) return found;
  const ids = topology.nodes.map(({ id }) => id).join(', ');
  throw new LabError('unknown-node', `${topology.name} has no node ${nodeId}; it has ${ids}`);
}

/** What can be done to a node, as far as it matters in which state the node is. */
export type NodeAction = 'kill' | 'stop' | 'start' | 'pause' | 'resume' | 'isolate';

/**
 * Asserts that the action makes sense now.
 * @param handle what the runtime calls the process, for a node that runs already.
 * @throws LabError `node-state` with what to do first.
 */
export function assertPossible(
  action: NodeAction,
  node: { readonly id: string; readonly state: NodeState; readonly handle?: string },
  instance: Instance,
): void {
  const problem = obstacleInState(action, node, instance);
  if (problem !== undefined) throw new LabError('node-state', problem);
}

/** Why the action makes no sense for a node in this state, with what to do first; undefined where it does. */
export function obstacleInState(
  action: NodeAction,
  { id, state, handle }: Parameters<typeof assertPossible>[1],
  instance: Instance,
): string | undefined {
  if (action === 'start') {
    if (state === 'stopped') return undefined;
    return `${id} runs already${handle === undefined ? '' : ` (${handle})`}`;
  }
  if (state === 'stopped') return `${id} does not run; start it with: klab start ${instance.id} ${id}`;
  if (state === 'running') return action === 'resume' ? `${id} is not paused` : undefined;
  if (action === 'pause') return `${id} is paused already`;
  if (action === 'stop') return `${id} is paused and cannot end in order; resume it first, or kill it`;
  return undefined;
}

/**
 * Asserts that what a verb asks is there to answer: no client learns more of brokers that do not run than their runtime says.
 * @throws LabError `node-state` with the command that brings them back.
 */
export function assertRuns(
  instance: Instance,
  nodes: readonly NodeStatus[],
  what: 'anything' | 'a broker',
  runtime: KnowsPlaces,
): void {
  const { id, topology } = instance;
  if (nodes.every(({ state }) => state === 'stopped')) throw isDown(instance, runtime);
  const brokers = brokersOf(topology);
  const states = brokers.map((broker) => nodes.find((node) => node.id === broker.id)?.state ?? 'stopped');
  if (what === 'anything' || states.includes('running')) return;
  const paused = brokers.filter((_, index) => states[index] === 'paused').map((broker) => broker.id);
  const [first] = paused;
  const fix =
    first === undefined
      ? `bring them back: ${upCommandOf(instance, runtime)}`
      : `${paused.join(', ')} ${paused.length === 1 ? 'is' : 'are'} paused; resume it first: klab resume ${id} ${first}`;
  throw new LabError('node-state', `no broker of ${id} runs; ${fix}`);
}

/** What is said where a node of an instance is named and none of its nodes is there. */
export function isDown(instance: Instance, runtime: KnowsPlaces): LabError {
  return new LabError('node-state', `${instance.id} is down; bring it up: ${upCommandOf(instance, runtime)}`);
}

/** What a command must know to go where an instance is: a runtime, or the words of its places. */
export interface KnowsPlaces {
  readonly places?: Pick<Places, 'optionsToUp'>;
}

/** The command that brings an instance up, as it works when it is typed: `up` takes a topology, and where it goes. */
export function upCommandOf(instance: Instance, { places }: KnowsPlaces): string {
  const { topology, runtime, portOffset, isolatable, place } = instance;
  return [
    `klab up ${topology.name} --on ${runtime}`,
    ...(portOffset === 0 ? [] : [`--port-offset ${portOffset}`]),
    ...(isolatable === true ? ['--isolatable'] : []),
    ...(place === undefined ? [] : (places?.optionsToUp(place) ?? [])),
  ].join(' ');
}

/**
 * Asserts that a cluster which is there can be completed.
 * @throws LabError `node-state`: a node that is paused or cut off would be waited for in vain, and is nobody's to bring
 * back but who broke it.
 */
export function assertNoneBroken(
  instance: Instance,
  nodes: readonly Pick<NodeStatus, 'id' | 'state' | 'isolated'>[],
): void {
  const paused = nodes.find(({ state }) => state === 'paused');
  if (paused !== undefined) {
    const fix = `resume it first: klab resume ${instance.id} ${paused.id}`;
    throw new LabError('node-state', `${paused.id} is paused; ${fix}`);
  }
  for (const { id, isolated } of nodes) {
    if (isolated !== undefined) throw isIsolatedAlready(instance, id, isolated);
  }
}
