/** node-rdkafka as any program has it, with librdkafka's own defaults: what a drill measures of it is librdkafka's. */
import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import { messageOf } from '../../../errors.ts';
import {
  atRate,
  untilTold,
  type ConsumerTask,
  type LibraryTask,
  type ProducerTask,
  type SubjectLibrary,
} from '../task.ts';
import type { Rdkafka, RdkafkaSettings } from './node-rdkafka.ts';
import { librdkafkaLogin, librdkafkaSettings } from './settings.ts';

/** How often its reports are fetched, in milliseconds: when one is read is when it counts. */
const pollMs = 10;

/** How long records that are under way may take at the end, in milliseconds. */
const flushMs = 9_000;

/** librdkafka's ERR__ASSIGN_PARTITIONS; the other reason for a rebalance is that they are taken away. */
const assignCode = -175;

/** node-rdkafka by the contract of docs/clients.md. @param from path of its package */
export function rdkafkaLibrary(from: string): SubjectLibrary {
  const library = createRequire(import.meta.url)(from) as Rdkafka;
  return {
    runProducer: (task) => runProducer(library, task),
    runConsumer: (task) => runConsumer(library, task),
  };
}

function settingsOf({ bootstrap, properties, security }: LibraryTask): RdkafkaSettings {
  return {
    'client.id': 'klab-subject',
    ...librdkafkaSettings(properties),
    ...librdkafkaLogin(security),
    'metadata.broker.list': bootstrap.join(','),
  };
}

async function runProducer({ Producer }: Rdkafka, task: ProducerTask): Promise<void> {
  const { topic, onEvent } = task;
  const producer = new Producer({ ...settingsOf(task), dr_cb: true }, {});
  // What librdkafka goes on from is no record's error.
  producer.on('event.error', (error) => console.error(messageOf(error)));
  const fail = (value: string, error: unknown): void => {
    const exception = error instanceof Error ? error.name : typeof error;
    onEvent({ name: 'producer_send_error', topic, value, exception, message: messageOf(error) });
  };
  producer.on('delivery-report', (error, { partition, offset, opaque }) => {
    const value = String(opaque);
    if (error) fail(value, error);
    else onEvent({ name: 'producer_send_success', topic, value, partition, offset });
  });
  await promisify(producer.connect.bind(producer))({});
  producer.setPollInterval(pollMs);
  onEvent({ name: 'startup_complete' });
  await atRate(task, ({ key, value }) => {
    try {
      producer.produce(topic, null, Buffer.from(value), key, Date.now(), value);
    } catch (error) {
      // Its queue is full, say.
      fail(value, error);
    }
  });
  await promisify(producer.flush.bind(producer))(flushMs).catch((error: unknown) =>
    console.error(messageOf(error)),
  );
  await new Promise<void>((resolve) => producer.disconnect(resolve));
  onEvent({ name: 'shutdown_complete' });
}

async function runConsumer({ KafkaConsumer }: Rdkafka, task: ConsumerTask): Promise<void> {
  const { topic, groupId, signal, onEvent } = task;
  const consumer = new KafkaConsumer(
    { ...settingsOf(task), 'group.id': groupId, rebalance_cb: true, offset_commit_cb: true },
    { 'auto.offset.reset': 'earliest' },
  );
  consumer.on('event.error', (error) => console.error(messageOf(error)));
  consumer.on('rebalance', ({ code }, partitions) => {
    const name = code === assignCode ? 'partitions_assigned' : 'partitions_revoked';
    onEvent({ name, partitions: partitions.map(({ partition }) => ({ topic, partition })) });
  });
  consumer.on('offset.commit', (error) =>
    onEvent({
      name: 'offsets_committed',
      success: !error,
      ...(Boolean(error) && { error: messageOf(error) }),
    }),
  );
  consumer.on('data', ({ partition, offset, value }) =>
    onEvent({ name: 'record_data', topic, partition, offset, value: value?.toString() ?? null }),
  );
  await promisify(consumer.connect.bind(consumer))({});
  onEvent({ name: 'startup_complete' });
  consumer.subscribe([topic]);
  consumer.consume();
  await untilTold(signal);
  await new Promise<void>((resolve) => consumer.disconnect(resolve));
  onEvent({ name: 'shutdown_complete' });
}
