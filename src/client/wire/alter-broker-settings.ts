/** One IncrementalAlterConfigs request (KIP-339), which kafkajs does not have: settings of brokers while they run. */
import type { Endpoint } from '../../cluster/access.ts';
import { RuntimeError } from '../../errors.ts';
import { apis } from './apis.ts';
import { askOnce } from './ask-once.ts';
import { errorWords } from './codec/error-kinds.ts';
import { FieldWriter } from './codec/field-writer.ts';

/** Values by the settings' names; null takes back what was set while brokers ran. */
export type AlteredSettings = Readonly<Record<string, string | null>>;

/** Whose settings are altered, and whether they really are. */
export interface AlterOptions {
  /** Number of the broker, which must be the one that is asked. @default all brokers of the cluster */
  readonly number?: number | undefined;
  /** Only ask whether Kafka would. @default false */
  readonly validateOnly?: boolean;
}

const timeoutMs = 10_000;
/** Kafka's numbers of what is altered, and how (ConfigResource.Type, AlterConfigOp.OpType). */
const [brokers, set, remove] = [4, 0, 1] as const;

/** Alters settings of brokers that run. @throws RuntimeError `client` with Kafka's own words where it refuses. */
export async function alterBrokerSettings(
  broker: Endpoint,
  settings: AlteredSettings,
  { number, validateOnly = false }: AlterOptions = {},
): Promise<void> {
  const body = new FieldWriter();
  // The name of all brokers is empty.
  body.array([number === undefined ? '' : String(number)], (name) => {
    body.int8(brokers).string(name);
    body.array(Object.entries(settings), ([setting, value]) =>
      body
        .string(setting)
        .int8(value === null ? remove : set)
        .string(value),
    );
  });
  body.boolean(validateOnly);
  const what = `take ${Object.keys(settings).join(', ')}`;
  const reader = await askOnce({ api: apis.incrementalAlterConfigs, body, timeoutMs, broker, what });
  reader.int32(); // throttle time
  const errors = reader.array(() => {
    const error = { code: reader.int16(), message: reader.string() };
    reader.int8(); // type
    reader.string(); // name
    return error;
  });
  const refused = errors.find(({ code }) => code !== 0);
  if (refused === undefined) return;
  throw new RuntimeError('client', `${broker.address} did not ${what}: ${errorWords(refused)}`);
}
