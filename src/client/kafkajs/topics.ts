/** Topics of a topology: made where they are missing, and as they are in a running cluster. */
import { addressesOf, type ClusterAccess } from '../../cluster/access.ts';
import type { TopicSpec } from '../../kafka/node.ts';
import { describeConfigs } from './describe-configs.ts';
import { createKafka, makingTopicsTimeoutMs, withAdmin } from './kafka.ts';

/** Where a setting of a topic comes from, of which this is the topic itself (Kafka protocol, DescribeConfigsResponse.ConfigSource). */
const ofTopic: readonly number[] = [1];

/**
 * Makes those that are not there; those that are stay as they are.
 * @returns the ones that were made.
 * @throws RuntimeError `client` with the reason of Kafka, such as an unknown setting.
 */
export async function makeMissingTopics(
  access: ClusterAccess,
  topics: readonly TopicSpec[],
): Promise<readonly TopicSpec[]> {
  const what = `make ${topics.map(({ name }) => name).join(', ')} on ${addressesOf(access).join(', ')}`;
  return await withAdmin(
    createKafka({ access, requestTimeoutMs: makingTopicsTimeoutMs }),
    async (admin) => {
      const there = new Set(await admin.listTopics());
      const missing = topics.filter(({ name }) => !there.has(name));
      if (missing.length === 0) return [];
      await admin.createTopics({
        waitForLeaders: false,
        topics: missing.map(({ name, partitions, replicationFactor, configs }) => ({
          topic: name,
          numPartitions: partitions,
          replicationFactor,
          configEntries: Object.entries(configs).map(([key, value]) => ({ name: key, value })),
        })),
      });
      return missing;
    },
    what,
  );
}

/** Those of these topics that are there, with the settings that are their own. @throws RuntimeError `client` */
export async function topicsThere(
  access: ClusterAccess,
  names: readonly string[],
): Promise<readonly TopicSpec[]> {
  const found = await withAdmin(
    createKafka({ access, retries: 4 }),
    async (admin) => {
      const there = new Set(await admin.listTopics());
      const wanted = names.filter((name) => there.has(name));
      return wanted.length === 0 ? [] : (await admin.fetchTopicMetadata({ topics: wanted })).topics;
    },
    'ask for topics',
  );
  if (found.length === 0) return [];
  const configs = await describeConfigs(
    access,
    'topic',
    found.map(({ name }) => name),
    'ask for settings of topics',
  );
  return found.map(({ name, partitions }) => ({
    name,
    partitions: partitions.length,
    replicationFactor: Math.min(...partitions.map(({ replicas }) => replicas.length)),
    configs: Object.fromEntries(
      (configs.get(name) ?? [])
        .filter(({ configSource }) => ofTopic.includes(configSource))
        .map(({ configName, configValue }) => [configName, configValue ?? '']),
    ),
  }));
}
