/** One IncrementalAlterConfigs request (KIP-339), which kafkajs does not have: settings of brokers and topics while they run. */
import type { Endpoint } from '../../cluster/access.ts';
import { RuntimeError } from '../../errors.ts';
import { apis } from './apis.ts';
import { askOnce } from './ask-once.ts';
import { errorWords } from './codec/error-kinds.ts';
import { FieldWriter } from './codec/field-writer.ts';
import { unknownTopic } from './fetch-metadata.ts';

/** Values by the settings' names; null takes back what was set while brokers ran. */
export type AlteredSettings = Readonly<Record<string, string | null>>;

/** Whose settings are altered, and whether they really are. */
export interface AlterOptions {
  /** Number of the broker, which must be the one that is asked. @default all brokers of the cluster */
  readonly number?: number | undefined;
  /** Only ask whether Kafka would. @default false */
  readonly validateOnly?: boolean;
}

/** Settings of one broker, of all of them, or of one topic. */
export interface AlteredResource {
  readonly type: 'broker' | 'topic';
  /** A topic's name, or a broker's number; empty for all brokers. */
  readonly name: string;
  readonly settings: AlteredSettings;
}

/** How several things are altered. */
interface AlterAllOptions {
  /** Only ask whether Kafka would. @default false */
  readonly validateOnly?: boolean;
  /** As it reads after "did not": "throttle topics". */
  readonly what: string;
  /** Whether a topic that is not there is passed over. @default false */
  readonly exceptGone?: boolean;
}

const timeoutMs = 10_000;
/** Kafka's numbers of what is altered, and how (ConfigResource.Type, AlterConfigOp.OpType). */
const types = { topic: 2, broker: 4 } as const;
const [set, remove] = [0, 1] as const;

/** Alters settings of brokers that run. @throws RuntimeError `client` with Kafka's own words where it refuses. */
export async function alterBrokerSettings(
  broker: Endpoint,
  settings: AlteredSettings,
  { number, validateOnly = false }: AlterOptions = {},
): Promise<void> {
  // The name of all brokers is empty.
  const name = number === undefined ? '' : String(number);
  const what = `take ${Object.keys(settings).join(', ')}`;
  await alterSettings(broker, [{ type: 'broker', name, settings }], { validateOnly, what });
}

/**
 * Alters settings of several things at once.
 * @throws RuntimeError `client` with Kafka's own words where it refuses one.
 */
export async function alterSettings(
  broker: Endpoint,
  resources: readonly AlteredResource[],
  { validateOnly = false, what, exceptGone = false }: AlterAllOptions,
): Promise<void> {
  const body = new FieldWriter();
  body.array(resources, ({ type, name, settings }) => {
    body.int8(types[type]).string(name);
    body.array(Object.entries(settings), ([setting, value]) =>
      body
        .string(setting)
        .int8(value === null ? remove : set)
        .string(value),
    );
  });
  body.boolean(validateOnly);
  const reader = await askOnce({ api: apis.incrementalAlterConfigs, body, timeoutMs, broker, what });
  reader.int32(); // throttle time
  const errors = reader.array(() => {
    const error = { code: reader.int16(), message: reader.string() };
    reader.int8(); // type
    reader.string(); // name
    return error;
  });
  const refused = errors.find(({ code }) => code !== 0 && !(exceptGone && code === unknownTopic));
  if (refused === undefined) return;
  throw new RuntimeError('client', `${broker.address} did not ${what}: ${errorWords(refused)}`);
}
