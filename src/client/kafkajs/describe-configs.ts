/** Asks brokers for the settings in force of something that has settings: Kafka's own view, by DescribeConfigs. */
import type { ConfigEntries } from 'kafkajs';
import { createKafka, withAdmin } from './kafka.ts';

/** Kafka's numbers for what a config is of (ConfigResource.Type); those of kafkajs are no named export. */
const types = { topic: 2, broker: 4 } as const;

/**
 * Every entry of one topic or broker.
 * @param bootstrap addresses of any brokers, `host:port`.
 * @param name of the topic, or number of the broker.
 * @throws RuntimeError `client` when nobody says so.
 */
export async function describeConfigs(
  bootstrap: readonly string[],
  type: keyof typeof types,
  name: string,
  what: string,
): Promise<readonly ConfigEntries[]> {
  return await withAdmin(
    createKafka({ bootstrap, retries: 4 }),
    async (admin) => {
      const { resources } = await admin.describeConfigs({
        includeSynonyms: false,
        resources: [{ type: types[type], name }],
      });
      return resources.flatMap(({ configEntries }) => configEntries);
    },
    what,
  );
}
