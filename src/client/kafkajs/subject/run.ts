/** kafkajs as any program has it, with its own defaults and nothing of the lab's: what a drill measures of it is its own. */
import { Kafka, logLevel, type Consumer, type Producer } from 'kafkajs';
import { kafkajsSecurity } from '../client-security.ts';
import { messageOf } from '../../../errors.ts';
import {
  atRate,
  untilTold,
  type ConsumerTask,
  type DueRecord,
  type LibraryTask,
  type ProducerTask,
  type SubjectLibrary,
} from '../../subjects/task.ts';
import { kafkajsSettings, type KafkajsSettings } from './settings.ts';

/** kafkajs by the contract of docs/clients.md. */
export const kafkajsLibrary: SubjectLibrary = { runProducer, runConsumer };

function kafkaOf({ bootstrap, security }: LibraryTask, settings: KafkajsSettings): Kafka {
  const { retries, ...kafka } = settings.kafka;
  return new Kafka({
    brokers: [...bootstrap],
    clientId: 'klab-subject',
    logLevel: logLevel.ERROR,
    ...kafkajsSecurity(security),
    ...kafka,
    ...(retries !== undefined && { retry: { retries } }),
  });
}

/** Writes until it is told to end, a `send` for each record as a program has it that serves requests. @throws where it cannot connect */
async function runProducer(task: ProducerTask): Promise<void> {
  const settings = kafkajsSettings(task.properties);
  const producer = kafkaOf(task, settings).producer(settings.producer);
  await producer.connect();
  task.onEvent({ name: 'startup_complete' });
  const underWay = new Set<Promise<void>>();
  await atRate(task, (record) => {
    const sending = send(producer, task, settings.acks, record).finally(() => underWay.delete(sending));
    underWay.add(sending);
  });
  await Promise.all(underWay);
  await producer.disconnect();
  task.onEvent({ name: 'shutdown_complete' });
}

async function send(
  producer: Producer,
  { topic, onEvent }: ProducerTask,
  acks: number | undefined,
  { key, value }: DueRecord,
): Promise<void> {
  try {
    const [answer] = await producer.send({
      topic,
      messages: [{ key, value }],
      ...(acks !== undefined && { acks }),
    });
    if (answer === undefined) throw new Error('kafkajs gave no answer');
    const { partition, baseOffset } = answer;
    onEvent({ name: 'producer_send_success', topic, key, value, partition, offset: Number(baseOffset) });
  } catch (error) {
    const exception = error instanceof Error ? error.name : typeof error;
    onEvent({ name: 'producer_send_error', topic, key, value, exception, message: messageOf(error) });
  }
}

/** Reads until it is told to end. @throws where it cannot connect, or kafkajs gives up for good */
async function runConsumer(task: ConsumerTask): Promise<void> {
  const { topic, groupId, properties, signal, onEvent } = task;
  const settings = kafkajsSettings(properties);
  const consumer = kafkaOf(task, settings).consumer({ groupId, ...settings.consumer });
  const crashed = tellGroup(consumer, task);
  await consumer.connect();
  onEvent({ name: 'startup_complete' });
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  await consumer.run({
    ...settings.run,
    eachBatch: async ({ batch: { partition, messages } }) => {
      const count = messages.length;
      const [minOffset, maxOffset] = [Number(messages[0]?.offset), Number(messages.at(-1)?.offset)];
      onEvent({
        name: 'records_consumed',
        count,
        partitions: [{ topic, partition, count, minOffset, maxOffset }],
      });
    },
  });
  await Promise.race([crashed, untilTold(signal)]);
  await consumer.disconnect();
  onEvent({ name: 'shutdown_complete' });
}

/** What happens to its membership. @returns what never ends well: kafkajs restarts a consumer itself after what passes */
function tellGroup(consumer: Consumer, { topic, onEvent }: LibraryTask): Promise<never> {
  let held: readonly number[] = [];
  const named = (numbers: readonly number[]) => numbers.map((partition) => ({ topic, partition }));
  const lose = (): void => {
    if (held.length > 0) onEvent({ name: 'partitions_revoked', partitions: named(held) });
    held = [];
  };
  consumer.on('consumer.group_join', ({ payload }) => {
    lose();
    held = payload.memberAssignment[topic] ?? [];
    onEvent({ name: 'partitions_assigned', partitions: named(held) });
  });
  consumer.on('consumer.rebalancing', lose);
  consumer.on('consumer.commit_offsets', () => onEvent({ name: 'offsets_committed', success: true }));
  return new Promise((_, reject) => {
    consumer.on('consumer.crash', ({ payload }) => {
      lose();
      if (!payload.restart) reject(payload.error);
    });
  });
}
