/** The settings that a running broker has, and from where it has each: Kafka's own view, by DescribeConfigs. */
import { createKafka, withAdmin } from './kafka.ts';

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

/** Kafka's number for brokers as what a config is of (ConfigResource.Type). */
const brokerResource = 4;

/**
 * Every setting in force of one broker, secret ones left out.
 * @param bootstrap addresses of any brokers, `host:port`.
 * @param number the broker's `node.id`.
 * @throws RuntimeError `client` when that broker does not answer.
 */
export async function brokerSettings(
  bootstrap: readonly string[],
  number: number,
): Promise<readonly BrokerSetting[]> {
  const kafka = createKafka({ bootstrap, retries: 4 });
  return await withAdmin(
    kafka,
    async (admin) => {
      const { resources } = await admin.describeConfigs({
        includeSynonyms: false,
        resources: [{ type: brokerResource, name: String(number) }],
      });
      return resources
        .flatMap(({ configEntries }) => configEntries)
        .flatMap(({ configName, configValue, configSource, isSensitive }) => {
          const source = sources[configSource];
          return source === undefined || isSensitive
            ? []
            : [{ name: configName, value: configValue ?? '', source }];
        });
    },
    `ask broker ${number} for its settings`,
  );
}
