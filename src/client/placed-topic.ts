/** Makes and removes a topic whose copies lie exactly where the caller wants them. */
import { NotYet, waitFor } from '../wait.ts';
import { fetchMetadata, unknownTopic } from './fetch-metadata.ts';
import { createKafka, withAdmin, type Admin } from './kafka.ts';
import { BrokerConnection } from './wire/connection.ts';

/** A topic with a stated place for every copy. */
export interface PlacedTopic {
  readonly topic: string;
  /** Broker numbers by partition; the first leads. */
  readonly replicas: readonly (readonly number[])[];
  /** Topic settings by their upstream names. @default none */
  readonly configs?: Readonly<Record<string, string>>;
}

/** Where each copy lies: leaders go round the brokers, and so do the copies of each partition (and with them the racks). */
export function roundRobinReplicas(
  brokers: readonly number[],
  partitions: number,
  replicationFactor: number,
): readonly (readonly number[])[] {
  const from = (start: number): number[] =>
    Array.from({ length: replicationFactor }, (_, copy) => brokers[(start + copy) % brokers.length] ?? 0);
  return Array.from({ length: partitions }, (_, partition) => from(partition));
}

/** Makes the topic with a client of its own; brokers may take a moment to know it. */
export function createPlacedTopic(bootstrap: readonly string[], placed: PlacedTopic): Promise<void> {
  const what = `make topic ${placed.topic} on ${bootstrap.join(', ')}`;
  return withAdmin(createKafka({ bootstrap }), (admin) => placeTopic(admin, placed), what);
}

/** Makes the topic; brokers may take a moment to know it. */
export async function placeTopic(
  admin: Admin,
  { topic, replicas, configs = {} }: PlacedTopic,
): Promise<void> {
  await admin.createTopics({
    waitForLeaders: false,
    topics: [
      {
        topic,
        replicaAssignment: replicas.map((numbers, partition) => ({ partition, replicas: [...numbers] })),
        configEntries: Object.entries(configs).map(([name, value]) => ({ name, value })),
      },
    ],
  });
}

/** Brokers hear of a deletion in milliseconds; one that restarts takes longer. */
const forgetTimeoutMs = 15_000;

const askTimeoutMs = 1_000;

/**
 * Removes the topic and waits until no broker lists it any more.
 * @param retries tries after the first one; a cluster that is still hurt may need some.
 * @throws RuntimeError `not-ready` with the broker that still lists it.
 */
export async function removeTopic(
  bootstrap: readonly string[],
  topic: string,
  retries: number,
): Promise<void> {
  const kafka = createKafka({ bootstrap, retries });
  const what = `remove topic ${topic} from ${bootstrap.join(', ')}`;
  await withAdmin(kafka, (admin) => admin.deleteTopics({ topics: [topic] }), what);
  await waitFor(
    { what: `topic ${topic} to be gone`, timeoutMs: forgetTimeoutMs, intervalMs: 50 },
    async () => {
      const listed = await Promise.all(bootstrap.map((address) => lists(address, topic)));
      const still = bootstrap.filter((_, index) => listed[index]);
      return still.length === 0 ? true : new NotYet(`${still.join(', ')} still lists it`);
    },
  );
}

/** Whether the broker knows the topic; one that cannot be asked lists nothing. */
async function lists(address: string, topic: string): Promise<boolean> {
  let connection: BrokerConnection | undefined;
  try {
    connection = await BrokerConnection.open(address, askTimeoutMs);
    return (await fetchMetadata(connection, topic, askTimeoutMs)).topicErrorCode !== unknownTopic;
  } catch {
    return false;
  } finally {
    connection?.close();
  }
}
