/** What a restart of any one broker costs clients, however orderly it is. */
import type { Admin } from '../kafkajs/kafka.ts';
import type { PartitionState } from '../../cluster/partition.ts';

/** `ConfigResourceTypes.TOPIC` of kafkajs, which is no named export. */
const topicResource = 2;

/**
 * Topics that are not available while one of their brokers is away: with one copy not at all, with as many copies as
 * `min.insync.replicas` not for writes with acks=all.
 * @returns a sentence; undefined when every topic can spare a copy.
 */
export async function describeRestartCosts(
  admin: Admin,
  partitions: readonly PartitionState[],
): Promise<string | undefined> {
  const copies = new Map(partitions.map(({ topic, replicas }) => [topic, replicas.length]));
  const several = [...copies].filter(([, count]) => count > 1).map(([topic]) => topic);
  const needed = await minInSyncReplicas(admin, several);
  return restartCosts(copies, needed);
}

/** The same from what is known: copies, and copies needed, by topic. */
export function restartCosts(
  copies: ReadonlyMap<string, number>,
  needed: ReadonlyMap<string, number>,
): string | undefined {
  const alone = [...copies].filter(([, count]) => count === 1).map(([topic]) => topic);
  const tight = [...copies]
    .filter(([topic, count]) => count > 1 && count <= (needed.get(topic) ?? 1))
    .map(([topic]) => topic);
  const sentences = [
    ...(alone.length === 0
      ? []
      : [`with one copy, ${some(alone)} cannot be used while that broker restarts`]),
    ...(tight.length === 0
      ? []
      : [`${some(tight)} must have every copy in sync, so acks=all is refused while a broker restarts`]),
  ];
  return sentences.length === 0 ? undefined : sentences.join('; ');
}

async function minInSyncReplicas(
  admin: Admin,
  topics: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  if (topics.length === 0) return new Map();
  const name = 'min.insync.replicas';
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: topics.map((topic) => ({ type: topicResource, name: topic, configNames: [name] })),
  });
  return new Map(
    resources.map(({ resourceName, configEntries }) => [
      resourceName,
      Number(configEntries.find(({ configName }) => configName === name)?.configValue ?? 1),
    ]),
  );
}

function some(topics: readonly string[]): string {
  const [first, second, ...rest] = topics.toSorted();
  const named = [first, second].filter((topic) => topic !== undefined).join(', ');
  return rest.length === 0 ? named : `${named} and ${rest.length} more topics`;
}
