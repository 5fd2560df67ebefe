/** The settings that a running broker has, and from where it has each: Kafka's own view, by DescribeConfigs. */
import type { ClusterAccess } from '../../cluster/access.ts';
import { describeConfigs } from './describe-configs.ts';

/**
 * Where a value comes from (Kafka protocol, DescribeConfigsResponse.ConfigSource): set while brokers run, for one or for
 * all of them; server.properties; or Kafka's default.
 */
export type SettingSource = 'dynamic broker' | 'dynamic default' | 'static' | 'default';

/** One setting in force. */
export interface BrokerSetting {
  readonly name: string;
  readonly value: string;
  readonly source: SettingSource;
}

const sources: Readonly<Record<number, SettingSource>> = {
  2: 'dynamic broker',
  3: 'dynamic default',
  4: 'static',
  5: 'default',
};

/**
 * Every setting in force of one broker, secret ones left out.
 * @param number the broker's `node.id`.
 * @throws RuntimeError `client` when that broker does not answer.
 */
export async function brokerSettings(
  access: ClusterAccess,
  number: number,
): Promise<readonly BrokerSetting[]> {
  const what = `ask broker ${number} for its settings`;
  const entries = await describeConfigs(access, 'broker', [String(number)], what);
  return [...entries.values()].flat().flatMap(({ configName, configValue, configSource, isSensitive }) => {
    const source = sources[configSource];
    return source === undefined || isSensitive
      ? []
      : [{ name: configName, value: configValue ?? '', source }];
  });
}
