/** kafkajs as any program has it, with its own defaults and nothing of the lab's: what a drill measures of it is its own. */
import { Kafka, logLevel, type Consumer, type Producer } from 'kafkajs';
import { kafkajsSecurity } from '../client-security.ts';
import type { ClientSecurity } from '../../../cluster/access.ts';
import { messageOf } from '../../../errors.ts';
import type { KafkajsSettings } from './settings.ts';

/** What it is to do; as docs/clients.md has it. */
export interface KafkajsTask {
  readonly bootstrap: readonly string[];
  readonly topic: string;
  readonly settings: KafkajsSettings;
  /** @default whoever comes is let in */
  readonly security?: ClientSecurity | undefined;
  /** Ends it in order. */
  readonly signal: AbortSignal;
  /** Told each event, to be written as a line. */
  readonly onEvent: (event: { readonly name: string } & Readonly<Record<string, unknown>>) => void;
}

/** What a producer is to do besides. */
export interface KafkajsProducerTask extends KafkajsTask {
  /** Records a second. */
  readonly throughput: number;
  readonly valuePrefix: string;
  readonly keys: number;
}

function kafkaOf({ bootstrap, settings, security }: KafkajsTask): Kafka {
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
export async function runProducer(task: KafkajsProducerTask): Promise<void> {
  const { settings, signal, onEvent, throughput } = task;
  const producer = kafkaOf(task).producer(settings.producer);
  await producer.connect();
  onEvent({ name: 'startup_complete' });
  const underWay = new Set<Promise<void>>();
  const startedMs = performance.now();
  let sent = 0;
  await until(signal, () => {
    // By the clock, so that a timer that comes late costs no rate.
    const due = ((performance.now() - startedMs) / 1_000) * throughput;
    for (; sent < due; sent += 1) {
      const sending = send(producer, task, sent).finally(() => underWay.delete(sending));
      underWay.add(sending);
    }
  });
  await Promise.all(underWay);
  await producer.disconnect();
  onEvent({ name: 'shutdown_complete' });
}

async function send(
  producer: Producer,
  { topic, settings, valuePrefix, keys, onEvent }: KafkajsProducerTask,
  sequence: number,
): Promise<void> {
  const key = String(sequence % keys);
  const value = `${valuePrefix}.${sequence}`;
  const { acks } = settings;
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

/** How often records that are due are sent, in milliseconds. */
const tickMs = 10;

function until(signal: AbortSignal, tick: () => void): Promise<void> {
  return new Promise((resolve) => {
    const timer = setInterval(tick, tickMs);
    const end = (): void => {
      clearInterval(timer);
      resolve();
    };
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
}

/** Reads until it is told to end. @throws where it cannot connect, or kafkajs gives up for good */
export async function runConsumer(task: KafkajsTask & { readonly groupId: string }): Promise<void> {
  const { topic, groupId, settings, signal, onEvent } = task;
  const consumer = kafkaOf(task).consumer({ groupId, ...settings.consumer });
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
  await Promise.race([crashed, until(signal, () => undefined)]);
  await consumer.disconnect();
  onEvent({ name: 'shutdown_complete' });
}

/** What happens to its membership. @returns what never ends well: kafkajs restarts a consumer itself after what passes */
function tellGroup(consumer: Consumer, { topic, onEvent }: KafkajsTask): Promise<never> {
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
