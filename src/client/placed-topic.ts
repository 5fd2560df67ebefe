/** Makes and removes a topic whose copies lie exactly where the caller wants them. */
import { createKafka, withAdmin, type Admin } from './kafka.ts';

/** A topic with a stated place for every copy. */
export interface PlacedTopic {
  readonly topic: string;
  /** Broker numbers by partition; the first leads. */
  readonly replicas: readonly (readonly number[])[];
  /** Topic settings by their upstream names. @default none */
  readonly configs?: Readonly<Record<string, string>>;
}

/** Makes the topic with a client of its own; brokers may take a moment to know it. */
export function createPlacedTopic(bootstrap: readonly string[], placed: PlacedTopic): Promise<void> {
  return withAdmin(createKafka({ bootstrap }), (admin) => placeTopic(admin, placed));
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

/** Removes the topic. @param retries tries after the first one; a cluster that is still hurt may need some. */
export async function removeTopic(
  bootstrap: readonly string[],
  topic: string,
  retries: number,
): Promise<void> {
  await withAdmin(createKafka({ bootstrap, retries }), (admin) => admin.deleteTopics({ topics: [topic] }));
}
