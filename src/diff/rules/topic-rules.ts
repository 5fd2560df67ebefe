/** What it takes to bring a topic of a topology to what the topology says of it. */
import { topicGroupPrefix } from '../topic-groups.ts';
import type { Rule } from './rule.ts';

/** Rules about topics. */
export const topicRules: readonly Rule[] = [
  {
    id: 'topic-missing',
    source: 'klab up makes the topics of a topology that are not there',
    find: ({ kind, group, action }, { isLive }) =>
      isLive && kind === 'resource' && action === 'removed' && group.startsWith(topicGroupPrefix)
        ? { risk: 'medium', text: 'is not there; klab up makes it, empty' }
        : undefined,
  },
  {
    id: 'topic-of-operator',
    source: 'Strimzi documentation, "Using the Topic Operator": a topic lives as long as its KafkaTopic',
    find: ({ kind, group, action }, { isLive }) => {
      if (isLive || kind !== 'resource' || !group.startsWith(topicGroupPrefix)) return undefined;
      return action === 'removed'
        ? { risk: 'high', text: 'its operator deletes it, with its records' }
        : { risk: 'none', text: 'its operator makes it, empty' };
    },
  },
  {
    id: 'topic-partitions',
    source: 'Kafka documentation, "Modifying topics": partitions are added, never taken away',
    find: ({ kind, name }) =>
      kind === 'topic' && name === 'partitions'
        ? {
            risk: 'medium',
            text: 'kafka-topics.sh --alter adds partitions, and takes none away; records of one key are then in two of them',
          }
        : undefined,
  },
  {
    id: 'topic-copies',
    source: 'Kafka documentation, "Increasing replication factor"',
    find: ({ kind, name }) =>
      kind === 'topic' && name === 'replication factor'
        ? { risk: 'medium', text: 'kafka-reassign-partitions.sh gives partitions another number of copies' }
        : undefined,
  },
  {
    id: 'topic-config',
    source: 'Kafka documentation, "Topic Configs": set for a topic at any time',
    find: ({ kind, name, group }) =>
      kind === 'topic' && name !== 'partitions' && name !== 'replication factor'
        ? {
            risk: 'low',
            text: `kafka-configs.sh --alter --entity-type topics --entity-name ${group.slice(topicGroupPrefix.length)} sets it without a restart`,
          }
        : undefined,
  },
];
