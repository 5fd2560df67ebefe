/** A rack fails as one thing and comes back as one: its machines where a runtime gives it some, else all of its nodes at once. */
import { LabError } from '../errors.ts';
import type { LabNode, ResolvedTopology } from '../kafka/node.ts';
import type { Instance } from './instance.ts';
import type { NodeState } from './node-status.ts';
import { partOf, type Runtime } from './runtime.ts';

/** The nodes in a rack. @throws LabError `unknown-node` naming the racks that there are. */
export function nodesOfRack({ name, nodes }: ResolvedTopology, rack: string): readonly LabNode[] {
  const found = nodes.filter((node) => node.rack === rack);
  if (found.length > 0) return found;
  const racks = [...new Set(nodes.flatMap((node) => node.rack ?? []))];
  const those = racks.length === 0 ? 'it has no racks' : `it has ${racks.join(', ')}`;
  throw new LabError('unknown-node', `${name} has no rack "${rack}"; ${those}`);
}

/** Takes a rack away at once, with all that is in it. @throws LabError `node-state` when nothing of it runs. */
export async function killRack(runtime: Runtime, instance: Instance, rack: string): Promise<void> {
  const nodes = nodesOfRack(instance.topology, rack);
  if (runtime.racks !== undefined) return runtime.racks.killRack(instance, rack);
  const ids = await nodesThatAre(['running', 'paused'], runtime, instance, nodes);
  if (ids.length === 0) throw rackDoesNotRun(instance, rack);
  const signals = partOf(runtime, 'signals');
  await Promise.all(ids.map((id) => signals.kill(instance, id)));
}

/** Brings a rack back, with all that is in it. @throws LabError `node-state` when all of it runs. */
export async function startRack(runtime: Runtime, instance: Instance, rack: string): Promise<void> {
  const nodes = nodesOfRack(instance.topology, rack);
  if (runtime.racks !== undefined) return runtime.racks.startRack(instance, rack);
  const ids = await nodesThatAre(['stopped'], runtime, instance, nodes);
  if (ids.length === 0) throw rackRunsAlready(rack);
  const signals = partOf(runtime, 'signals');
  await Promise.all(ids.map((id) => signals.start(instance, id)));
}

/** What every runtime says of a rack that is to be taken away and is not there. */
export function rackDoesNotRun({ id }: Instance, rack: string): LabError {
  return new LabError(
    'node-state',
    `rack ${rack} does not run; start it with: klab start ${id} rack:${rack}`,
  );
}

/** What every runtime says of a rack that is to be started and is there whole. */
export function rackRunsAlready(rack: string): LabError {
  return new LabError('node-state', `rack ${rack} runs already`);
}

async function nodesThatAre(
  states: readonly NodeState[],
  runtime: Runtime,
  instance: Instance,
  nodes: readonly LabNode[],
): Promise<readonly string[]> {
  const ids = nodes.map(({ id }) => id);
  const found = await runtime.observe.status(instance);
  return found.filter(({ id, state }) => ids.includes(id) && states.includes(state)).map(({ id }) => id);
}
