/** Asks brokers for the settings in force of something that has settings: Kafka's own view, by DescribeConfigs. */
import type { ClusterAccess } from '../../cluster/access.ts';
import type { ConfigEntries } from 'kafkajs';
import { createKafka, withAdmin } from './kafka.ts';

/** Kafka's numbers for what a config is of (ConfigResource.Type); those of kafkajs are no named export. */
const types = { topic: 2, broker: 4 } as const;

/**
 * Every entry of each of these topics or brokers, by name.
 * @param names of topics, or numbers of brokers.
 * @throws RuntimeError `client` when nobody says so.
 */
export async function describeConfigs(
  access: ClusterAccess,
  type: keyof typeof types,
  names: readonly string[],
  what: string,
): Promise<ReadonlyMap<string, readonly ConfigEntries[]>> {
  // kafkajs refuses to ask for nothing.
  if (names.length === 0) return new Map();
  return await withAdmin(
    createKafka({ access, retries: 4 }),
    async (admin) => {
      const { resources } = await admin.describeConfigs({
        includeSynonyms: false,
        resources: names.map((name) => ({ type: types[type], name })),
      });
      return new Map(resources.map(({ resourceName, configEntries }) => [resourceName, configEntries]));
    },
    what,
  );
}
