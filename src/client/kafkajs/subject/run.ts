/** kafkajs as any program has it, with its own defaults and nothing of the lab's: what a drill measures of it is its own. */
import { Kafka, logLevel, type Consumer } from 'kafkajs';
import { kafkajsSecurity } from '../client-security.ts';
import {
  sendEach,
  untilTold,
  type ConsumerTask,
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

/** Writes until it is told to end. @throws where it cannot connect */
async function runProducer(task: ProducerTask): Promise<void> {
  const settings = kafkajsSettings(task.properties);
  const producer = kafkaOf(task, settings).producer(settings.producer);
  await producer.connect();
  task.onEvent({ name: 'startup_complete' });
  const { acks } = settings;
  const { topic } = task;
  await sendEach(task, async (record) => {
    const [answer] = await producer.send({ topic, messages: [record], ...(acks !== undefined && { acks }) });
    if (answer === undefined) throw new Error('kafkajs gave no answer');
    return { partition: answer.partition, offset: Number(answer.baseOffset) };
  });
  await producer.disconnect();
  task.onEvent({ name: 'shutdown_complete' });
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
