/**
 * Bounds what moving copies takes of the network, so that clients have the rest: Kafka's replication quotas (KIP-73). Only
 * copies that are on their way count; followers that are in sync are never slowed.
 */
import type { ClusterAccess } from '../../cluster/access.ts';
import type { PartitionState } from '../../cluster/partition.ts';
import { describeConfigs } from '../kafkajs/describe-configs.ts';
import { alterBrokerSettings, alterSettings, type AlteredSettings } from '../wire/alter-broker-settings.ts';
import { firstAnswer } from '../wire/first-answer.ts';
import { byTopic } from '../wire/moves/by-topic.ts';
import type { Placed } from './placement.ts';

const rates = ['leader.replication.throttled.rate', 'follower.replication.throttled.rate'] as const;
const throttled = {
  leader: 'leader.replication.throttled.replicas',
  follower: 'follower.replication.throttled.replicas',
} as const;

/**
 * Bounds copies that are about to be moved, before they are.
 * @param bytesPerSecond that each broker may give, and take.
 * @throws RuntimeError `client` where a broker refuses.
 */
export async function throttle(
  access: ClusterAccess,
  moves: readonly Placed[],
  before: readonly PartitionState[],
  bytesPerSecond: number,
): Promise<void> {
  const resources = byTopic(moves).map(([name, placed]) => {
    const pairs = placed.map(({ partition, replicas }) => {
      const now = before.find((one) => one.topic === name && one.partition === partition)?.replicas ?? [];
      const come = replicas.filter((number) => !now.includes(number));
      return {
        giving: now.map((one) => `${partition}:${one}`),
        taking: come.map((one) => `${partition}:${one}`),
      };
    });
    const settings = {
      [throttled.leader]: pairs.flatMap(({ giving }) => giving).join(','),
      [throttled.follower]: pairs.flatMap(({ taking }) => taking).join(','),
    };
    return { type: 'topic', name, settings } as const;
  });
  await alterAll(access, { [rates[0]]: String(bytesPerSecond), [rates[1]]: String(bytesPerSecond) });
  await alterTopics(access, resources);
}

/**
 * Bounds that are there, each as `broker 1 has leader.replication.throttled.rate=1000`: {@link lift} would take them along.
 * @throws RuntimeError `client`
 */
export async function boundsThere(
  access: ClusterAccess,
  topics: readonly string[],
): Promise<readonly string[]> {
  const ask = 'ask for bounds on copies';
  const numbers = access.brokers.map(({ number }) => String(number));
  const [ofBrokers, ofTopics] = await Promise.all([
    describeConfigs(access, 'broker', numbers, ask),
    describeConfigs(access, 'topic', topics, ask),
  ]);
  const names: readonly string[] = [...rates, ...Object.values(throttled)];
  const found = (kind: string, of: typeof ofBrokers): string[] =>
    [...of].flatMap(([name, entries]) =>
      entries
        .filter(({ configName, configValue }) => names.includes(configName) && Boolean(configValue))
        .map(({ configName, configValue }) => `${kind} ${name} has ${configName}=${configValue}`),
    );
  return [...found('broker', ofBrokers), ...found('topic', ofTopics)];
}

/** Takes every bound on copies back; where there is none, that is fine. @throws RuntimeError `client` */
export async function lift(access: ClusterAccess, topics: readonly string[]): Promise<void> {
  const none = { [throttled.leader]: null, [throttled.follower]: null };
  await alterTopics(
    access,
    topics.map((name) => ({ type: 'topic', name, settings: none })),
  );
  await alterAll(access, { [rates[0]]: null, [rates[1]]: null });
}

/** Each broker takes its own alone. */
async function alterAll({ brokers }: ClusterAccess, settings: AlteredSettings): Promise<void> {
  await Promise.all(
    brokers.map((broker) => alterBrokerSettings(broker, settings, { number: broker.number })),
  );
}

async function alterTopics(
  access: ClusterAccess,
  resources: Parameters<typeof alterSettings>[1],
): Promise<void> {
  if (resources.length === 0) return;
  await firstAnswer(access, 'bounds what moving copies takes', (broker) =>
    // Who made a topic may delete it meanwhile.
    alterSettings(broker, resources, { what: 'bound what moving copies takes', exceptGone: true }),
  );
}
