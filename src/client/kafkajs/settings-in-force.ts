/** The settings in force that decide what may happen to records and clients, as the brokers themselves say. */
import type { ClusterAccess } from '../../cluster/access.ts';
import { brokerSettings } from './broker-settings.ts';
import { describeConfigs } from './describe-configs.ts';

/** Where a topic's value is the topic's own, and where one for all brokers (DescribeConfigsResponse.ConfigSource). */
const [ownSource, clusterSource] = [1, 3] as const;

/** One setting of a topic. */
export interface TopicSetting {
  readonly value: string;
  /** Whose: the topic's own; one for the whole cluster; or the default of each broker, which may differ. */
  readonly from: 'topic' | 'cluster' | 'broker';
}

/** Settings by their upstream names. */
export type BrokerValues = ReadonlyMap<string, string>;

/** Every setting in force of a topic. @throws RuntimeError `client` when nobody says so. */
export async function topicSettings(
  access: ClusterAccess,
  topic: string,
): Promise<ReadonlyMap<string, TopicSetting>> {
  const asked = await describeConfigs(access, 'topic', [topic], `ask for the settings of topic ${topic}`);
  const entries = asked.get(topic) ?? [];
  return new Map(
    entries.map(({ configName, configValue, configSource }) => {
      const source: number = configSource;
      const from = source === ownSource ? 'topic' : source === clusterSource ? 'cluster' : 'broker';
      return [configName, { value: configValue ?? '', from }] as const;
    }),
  );
}

/** Settings in force of those brokers that answer, by the broker's number. */
export async function settingsOfBrokers(
  access: ClusterAccess,
  numbers: readonly number[],
): Promise<ReadonlyMap<number, BrokerValues>> {
  const asked = await Promise.allSettled(
    numbers.map(async (number) => {
      const settings = await brokerSettings(access, number);
      return [number, new Map(settings.map(({ name, value }) => [name, value]))] as const;
    }),
  );
  return new Map(asked.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : [])));
}
