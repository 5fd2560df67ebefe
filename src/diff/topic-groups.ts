/** Topics in the shape that is compared: no file has them, so both sides are told what they are. */
import type { TopicSpec } from '../kafka/node.ts';
import { fact, type FactGroup } from './model.ts';

/** What comes before a topic's name in the id of its group. */
export const topicGroupPrefix = 'topic ';

/** A group for each topic. */
export function topicGroups(topics: readonly TopicSpec[]): readonly FactGroup[] {
  return topics.map(({ name, partitions, replicationFactor, configs }) => ({
    id: `${topicGroupPrefix}${name}`,
    isNode: false,
    facts: [
      fact('topic', 'partitions', String(partitions)),
      fact('topic', 'replication factor', String(replicationFactor)),
      ...Object.entries(configs).map(([setting, value]) => fact('topic', setting, value.trim())),
    ],
  }));
}
