/** The registry of clients that klab knows by name, and what of them is here. */
import type { ClientEntry } from '../../drills/subjects/subject.ts';
import { LabError } from '../../errors.ts';
import type { ClientAdapter } from './adapter.ts';
import { javaClient } from './java.ts';
import { kafkajsClient } from './kafkajs.ts';

/** Every client by name. */
export const knownClients: readonly ClientAdapter[] = [kafkajsClient, javaClient];

/**
 * Makes sure that every client of a name that klab knows can be had here.
 * @throws LabError `not-supported` for one that is not there, with how one gets it
 */
export async function assertClientsHere(asked: readonly unknown[]): Promise<void> {
  for (const { name, presence } of knownClients.filter((client) => asked.includes(client.name))) {
    const found = await presence();
    if (!found.isThere) throw new LabError('not-supported', `client ${name} is not here: ${found.fix}`);
  }
}

/** What is here of every client that klab knows. */
export async function listClients(): Promise<readonly ClientEntry[]> {
  return await Promise.all(
    knownClients.map(async (adapter) => ({
      name: adapter.name,
      client: adapter.client,
      does: adapter.does,
      ...(await adapter.presence()),
    })),
  );
}
