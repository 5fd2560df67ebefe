/** What is wrong with a side service that a person must know: it does not serve, or what it was given to do has failed. */
import { LabError, messageOf } from '../../errors.ts';
import { servicesOf, type ResolvedTopology, type ServiceNode } from '../../kafka/node.ts';
import { isPublished, servicePlace } from './address.ts';
import { failedConnectors } from './connect.ts';
import { obstacleToServing } from './health.ts';

/** In words, without the service's name; undefined where it serves, and all that it was given to do runs. */
export async function serviceTrouble(node: ServiceNode, portOffset: number): Promise<string | undefined> {
  try {
    return (await obstacleToServing(node, portOffset)) ?? (await failureWithin(node, portOffset));
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    return messageOf(error).replace(`${node.id} `, '');
  }
}

/** What is wrong with the services of a topology, `connect: …` each; those that are well are left out. */
export async function servicesInTrouble(
  topology: ResolvedTopology,
  portOffset: number,
): Promise<readonly string[]> {
  const found = await Promise.all(
    servicesOf(topology).map(async (node) => {
      const trouble = await serviceTrouble(node, portOffset);
      return trouble === undefined ? [] : [`${node.id}: ${trouble}`];
    }),
  );
  return found.flat();
}

/** A worker answers that it is well while its connectors have failed. */
async function failureWithin(node: ServiceNode, portOffset: number): Promise<string | undefined> {
  if (node.software !== 'kafka-connect' || !isPublished(node)) return undefined;
  const failed = await failedConnectors(servicePlace(node, portOffset));
  return failed.length === 0 ? undefined : failed.join('; ');
}
