/** One IncrementalAlterConfigs request (KIP-339), which kafkajs does not have. */
import type { Endpoint } from '../../src/cluster/access.ts';
import { RuntimeError } from '../../src/errors.ts';
import { askOnce } from '../../src/client/wire/ask-once.ts';
import { FieldWriter } from '../../src/client/wire/codec/field-writer.ts';

const alterConfigs = {
  key: 44,
  name: 'IncrementalAlterConfigs',
  oldest: 0,
  newest: 0,
  since: '2.3',
} as const;
const [brokers, set, remove] = [4, 0, 1] as const;

/** Sets values for all brokers of a cluster while they run; undefined takes one back. */
export async function alterAllBrokers(
  broker: Endpoint,
  settings: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  const body = new FieldWriter();
  body.array([''], (all) => {
    body.int8(brokers).string(all);
    body.array(Object.entries(settings), ([name, value]) =>
      body
        .string(name)
        .int8(value === undefined ? remove : set)
        .string(value ?? null),
    );
  });
  body.boolean(false);
  const what = 'alter the settings of all brokers';
  const reader = await askOnce({ api: alterConfigs, body, timeoutMs: 10_000, broker, what });
  reader.int32(); // throttle time
  reader.array(() => {
    const [code, message] = [reader.int16(), reader.string()];
    if (code !== 0) throw new RuntimeError('client', `${broker.address} did not ${what}: ${message ?? code}`);
    reader.int8(); // type
    reader.string(); // name
  });
}
