/** Topics that belong to a topology: what `up` makes once the brokers are ready. */
import type { TopicSpec } from '../kafka/node.ts';
import { counted } from '../words.ts';
import { aWord, listOf, shapeOf, texts, wholeNumber } from './prop-rules.ts';
import { isPossibleCount } from './validation.ts';

/** A topic of a topology. */
export interface TopicProps {
  readonly name: string;
  /** @default the cluster's `log.partitions`, else 1 */
  readonly partitions?: number;
  /** Copies of each partition. @default the cluster's */
  readonly replicationFactor?: number;
  /** Settings by their upstream names, such as `cleanup.policy`. @default none: the brokers' */
  readonly configs?: Readonly<Record<string, string>>;
}

/** A rule for a list of them. */
export const topicsRule = listOf(
  shapeOf({
    name: aWord,
    partitions: wholeNumber(1, 10_000),
    replicationFactor: wholeNumber(1, 32_767),
    configs: texts,
  }),
  "{ name: 'orders' }",
);

/** What a topic has where it says nothing. */
export interface TopicDefaults {
  readonly partitions: number;
  readonly replicationFactor: number;
}

/** Topics with every default resolved. */
export function resolvedTopics(topics: readonly TopicProps[], defaults: TopicDefaults): readonly TopicSpec[] {
  return topics.map(({ name, partitions, replicationFactor, configs = {} }) => ({
    name,
    partitions: partitions ?? defaults.partitions,
    replicationFactor: replicationFactor ?? defaults.replicationFactor,
    configs,
  }));
}

/** As Kafka takes a name (org.apache.kafka.common.internals.Topic). */
const topicName = /^(?!\.{1,2}$)[A-Za-z0-9._-]{1,249}$/;

/** What is wrong with topics, a line each. */
export function topicProblems(topics: readonly TopicSpec[], brokers: number): string[] {
  // Typed callers give each a name; JavaScript may not.
  const nameless = topics.flatMap(({ name }, index) => (typeof name === 'string' ? [] : [index]));
  if (nameless.length > 0) return nameless.map((index) => `topics[${index}].name is missing; give it one`);
  const names = topics.map(({ name }) => name);
  // Metrics take no dots: Kafka lets one of the two exist (Topic.hasCollision).
  const alike = (name: string): string => name.replaceAll('.', '_');
  return topics.flatMap(({ name, replicationFactor }, index) => {
    const at = `topics[${index}]`;
    const first = names.findIndex((other) => alike(other) === alike(name));
    return [
      ...(topicName.test(name)
        ? []
        : [`${at} name "${name}" is not possible; use 1-249 of A-Z, a-z, 0-9, ., _ and -`]),
      ...(/^(__|klab-)/.test(name) ? [`${at} name "${name}" is Kafka's or klab's own; use another`] : []),
      ...(first === index
        ? []
        : [
            names[first] === name
              ? `${at} name "${name}" is there twice; keep one`
              : `${at} name "${name}" meets "${names[first]}" in the names of metrics, so Kafka takes one of them; use another`,
          ]),
      ...(isPossibleCount(brokers) && replicationFactor > brokers
        ? [
            `${at} replicationFactor ${replicationFactor} exceeds ${counted(brokers, 'broker')}; use 1-${brokers} or add brokers`,
          ]
        : []),
    ];
  });
}

/** Remarks on topics to which nothing could be written. */
export function topicWarnings(topics: readonly TopicSpec[], minInSyncReplicas: number): string[] {
  return topics.flatMap(({ name, replicationFactor, configs }) => {
    const needed = Number(configs['min.insync.replicas'] ?? minInSyncReplicas);
    if (!Number.isInteger(needed) || replicationFactor >= needed) return [];
    return [
      `topic ${name} has ${replicationFactor === 1 ? '1 copy' : `${replicationFactor} copies`}, less than min.insync.replicas ${needed}, so acks=all can write nothing to it; raise the one or lower the other`,
    ];
  });
}
