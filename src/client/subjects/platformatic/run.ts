/** @platformatic/kafka as any program has it, with its own defaults: what a drill measures of it is its own. */
import { pathToFileURL } from 'node:url';
import type { ClientSecurity } from '../../../cluster/access.ts';
import { messageOf } from '../../../errors.ts';
import {
  sendEach,
  untilTold,
  type ConsumerTask,
  type DueRecord,
  type LibraryTask,
  type ProducerTask,
  type RecordPlace,
  type SubjectLibrary,
} from '../task.ts';
import type { Platformatic, PlatformaticConsumer, PlatformaticOptions } from './platformatic-kafka.ts';
import { platformaticSettings } from './settings.ts';

/** @platformatic/kafka by the contract of docs/clients.md. @param from path of its main module */
export async function platformaticLibrary(from: string): Promise<SubjectLibrary> {
  const library = (await import(pathToFileURL(from).href)) as Platformatic;
  return {
    runProducer: (task) => runProducer(library, task),
    runConsumer: (task) => runConsumer(library, task),
  };
}

function optionsOf({ bootstrap, security }: LibraryTask): PlatformaticOptions {
  return { clientId: 'klab-subject', bootstrapBrokers: bootstrap, ...securityOptions(security) };
}

function securityOptions({ tls, sasl }: ClientSecurity = {}): Pick<PlatformaticOptions, 'tls' | 'sasl'> {
  return {
    ...(tls && {
      tls: {
        ca: tls.ca,
        ...(tls.key && { cert: tls.cert, key: tls.key() }),
        ...(tls.brokerName !== undefined && { servername: tls.brokerName }),
        ...(tls.anyName && { checkServerIdentity: () => undefined }),
      },
    }),
    ...(sasl && {
      sasl:
        sasl.mechanism === 'OAUTHBEARER'
          ? { mechanism: sasl.mechanism, token: sasl.token }
          : { mechanism: sasl.mechanism, username: sasl.username, password: sasl.password() },
    }),
  };
}

async function runProducer({ Producer }: Platformatic, task: ProducerTask): Promise<void> {
  const { both, producer: own, send: each } = platformaticSettings(task.properties);
  const producer = new Producer({ ...optionsOf(task), ...both, ...own });
  task.onEvent({ name: 'startup_complete' });
  const { topic } = task;
  const send = async ({ key, value }: DueRecord): Promise<RecordPlace> => {
    const messages = [{ topic, key: Buffer.from(key), value: Buffer.from(value) }];
    const [place] = (await producer.send({ messages, ...each })).offsets ?? [];
    if (place === undefined) throw new Error('it gave no offset');
    return { partition: place.partition, offset: Number(place.offset) };
  };
  await sendEach(task, send, reasonOf);
  await producer.close();
  task.onEvent({ name: 'shutdown_complete' });
}

/** Of an error that stands for several, what they say. */
function reasonOf(error: unknown): string {
  const { errors } = error as { readonly errors?: readonly unknown[] };
  const [first] = errors ?? [];
  return first === undefined ? messageOf(error) : `${messageOf(error)} ${reasonOf(first)}`;
}

async function runConsumer({ Consumer }: Platformatic, task: ConsumerTask): Promise<void> {
  const { topic, groupId, properties, signal, onEvent } = task;
  const { both, consumer: own } = platformaticSettings(properties);
  const consumer = new Consumer({ ...optionsOf(task), groupId, ...both, ...own });
  tellGroup(consumer, task);
  onEvent({ name: 'startup_complete' });
  const stream = await consumer.consume({ topics: [topic], mode: 'committed', fallbackMode: 'earliest' });
  stream.on('autocommit', (error) =>
    onEvent({ name: 'offsets_committed', success: !error, ...(error && { error: reasonOf(error) }) }),
  );
  stream.on('data', ({ partition, offset, value }) =>
    onEvent({
      name: 'record_data',
      topic,
      partition,
      offset: Number(offset),
      value: value?.toString() ?? null,
    }),
  );
  const failed = new Promise<never>((_, reject) => {
    stream.on('error', (error) => reject(new Error(reasonOf(error), { cause: error })));
  });
  await Promise.race([failed, untilTold(signal)]);
  await consumer.close(true);
  onEvent({ name: 'shutdown_complete' });
}

function tellGroup(consumer: PlatformaticConsumer, { topic, onEvent }: LibraryTask): void {
  let held: readonly { readonly topic: string; readonly partition: number }[] = [];
  const lose = (): void => {
    if (held.length > 0) onEvent({ name: 'partitions_revoked', partitions: held });
    held = [];
  };
  consumer.on('consumer:group:rebalance', lose);
  consumer.on('consumer:group:join', () => {
    lose();
    const own = consumer.assignments?.find((one) => one.topic === topic);
    held = (own?.partitions ?? []).map((partition) => ({ topic, partition }));
    onEvent({ name: 'partitions_assigned', partitions: held });
  });
}
