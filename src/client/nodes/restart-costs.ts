/** What a restart of any one broker costs clients, however orderly it is. */
import type { ClusterAccess } from '../../cluster/access.ts';
import type { PartitionState } from '../../cluster/partition.ts';
import { describeConfigs } from '../kafkajs/describe-configs.ts';

/**
 * Topics that are not available while one of their brokers is away: with one copy not at all, with as many copies as
 * `min.insync.replicas` not for writes with acks=all.
 * @returns a sentence; undefined when every topic can spare a copy.
 */
export async function describeRestartCosts(
  access: ClusterAccess,
  partitions: readonly PartitionState[],
): Promise<string | undefined> {
  const copies = new Map(partitions.map(({ topic, replicas }) => [topic, replicas.length]));
  const several = [...copies].filter(([, count]) => count > 1).map(([topic]) => topic);
  const needed = await minInSyncReplicas(access, several);
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
  access: ClusterAccess,
  topics: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  if (topics.length === 0) return new Map();
  const name = 'min.insync.replicas';
  const asked = await describeConfigs(access, 'topic', topics, 'ask topics for their min.insync.replicas');
  return new Map(
    [...asked].map(([topic, entries]) => [
      topic,
      Number(entries.find(({ configName }) => configName === name)?.configValue ?? 1),
    ]),
  );
}

function some(topics: readonly string[]): string {
  const [first, second, ...rest] = topics.toSorted();
  const named = [first, second].filter((topic) => topic !== undefined).join(', ');
  return rest.length === 0 ? named : `${named} and ${rest.length} more topics`;
}
