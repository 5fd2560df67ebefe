/** Cutting a node off, and what every runtime says where that cannot be done. */
import { LabError } from '../errors.ts';
import { servicesOf } from '../kafka/node.ts';
import type { Instance } from './instance.ts';
import type { Isolation } from './node-status.ts';
import { obstacleToPart, partOf, type Runtime } from './runtime.ts';

/** Why nodes of this instance cannot be cut off like that; undefined when they can. */
export async function obstacleToIsolation(
  runtime: Runtime,
  instance: Instance,
  from: Isolation,
): Promise<string | undefined> {
  return (
    obstacleToPart(runtime, 'isolation') ?? (await runtime.isolation?.obstacleToIsolation(instance, from))
  );
}

/** Cuts a node off. @throws LabError `not-supported` with the obstacle. */
export async function isolate(
  runtime: Runtime,
  instance: Instance,
  nodeId: string,
  from: Isolation,
): Promise<void> {
  const obstacle = obstacleOf(instance, nodeId, from) ?? (await obstacleToIsolation(runtime, instance, from));
  if (obstacle !== undefined) {
    throw new LabError('not-supported', `${nodeId} cannot be cut off: ${obstacle}`);
  }
  await partOf(runtime, 'isolation').isolate(instance, nodeId, from);
}

/** A side service speaks to brokers alone. */
function obstacleOf({ topology }: Instance, nodeId: string, from: Isolation): string | undefined {
  const isService = servicesOf(topology).some(({ id }) => id === nodeId);
  if (!isService || from !== 'controllers') return undefined;
  return 'it is a side service and has nothing to do with the controllers; use --from all';
}

/** Lets a node reach everything again. @throws LabError `node-state` for a node that is not cut off. */
export async function heal(runtime: Runtime, instance: Instance, nodeId: string): Promise<void> {
  if (runtime.isolation === undefined) throw notIsolated(nodeId);
  await runtime.isolation.heal(instance, nodeId);
}

/** What every runtime says of a node that is to be healed and is not cut off. */
export function notIsolated(nodeId: string): LabError {
  return new LabError('node-state', `${nodeId} is not cut off`);
}

/** What every runtime says of a node that is to be cut off and is already. */
export function isIsolatedAlready(instance: Instance, nodeId: string, from: Isolation): LabError {
  return new LabError(
    'node-state',
    `${nodeId} is cut off already (${from}); heal it first: klab heal ${instance.id} ${nodeId}`,
  );
}
