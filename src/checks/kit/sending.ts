/** Sends keyed records so that each is written once, whatever has to be tried again. */
import { defaultPartitioner, type KafkaClient, type Producer } from '../../client/kafkajs/kafka.ts';
import type { SentRecord } from './records.ts';

/** A producer that brokers recognise when it writes again: a retry is then no second record. */
export async function connectProducer(kafka: KafkaClient): Promise<Producer> {
  const producer = kafka.producer({
    createPartitioner: defaultPartitioner,
    idempotent: true,
    maxInFlightRequests: 1,
  });
  await producer.connect();
  return producer;
}

/**
 * Sends the records of one key after those of another, each key in one send and so to one broker.
 * In a send to several brokers kafkajs does not wait for the others once one has failed: it sends again what is
 * still on its way, under new sequence numbers, and even an idempotent producer writes it twice.
 */
export async function sendByKey(
  producer: Producer,
  topic: string,
  records: readonly SentRecord[],
): Promise<void> {
  const keys = new Set(records.map(({ key }) => key));
  for (const key of keys) {
    const messages = records.filter((record) => record.key === key).map(({ value }) => ({ key, value }));
    await producer.send({ topic, acks: -1, messages });
  }
}
