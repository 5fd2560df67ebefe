/** The registry of clients that klab knows by name, and what of them is here. */
import type { ClientEntry } from '../../drills/subjects/subject.ts';
import type { ClientAdapter } from './adapter.ts';
import { javaShareClient } from './java-share.ts';
import { javaClient } from './java.ts';
import { kafkajsClient } from './kafkajs.ts';
import { kcatClient } from './kcat/adapter.ts';
import { platformaticClient } from './platformatic.ts';
import { rdkafkaClient } from './rdkafka.ts';

/** Every client by name. */
export const knownClients: readonly ClientAdapter[] = [
  kafkajsClient,
  javaClient,
  javaShareClient,
  kcatClient,
  rdkafkaClient,
  platformaticClient,
];

/** What is here of every client that klab knows. */
export async function listClients(): Promise<readonly ClientEntry[]> {
  return await Promise.all(
    knownClients.map(async (adapter) => ({
      name: adapter.name,
      client: adapter.client,
      does: adapter.does,
      usual: adapter.usual,
      ...(await adapter.presence()),
    })),
  );
}
