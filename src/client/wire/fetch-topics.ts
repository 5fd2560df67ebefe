/** One broker's own view of every topic (Metadata, API key 3, version 7, Kafka 2.1 and later). */
import { readPartition, type PartitionState } from './fetch-metadata.ts';
import type { BrokerConnection } from './connection.ts';
import { FieldWriter } from './codec/field-writer.ts';

/** A topic as the asked broker knows it. */
export interface TopicState {
  readonly topic: string;
  /** Kafka's own, such as `__consumer_offsets`. */
  readonly internal: boolean;
  /** In the order of their numbers. */
  readonly partitions: readonly PartitionState[];
}

/** What one broker says of all topics, and of the controller. */
export interface TopicsAnswer {
  /** Right in ZooKeeper mode only; with KRaft a random live broker. */
  readonly controller: number;
  readonly topics: readonly TopicState[];
}

/** Asks the broker at the other end, which may take `timeoutMs` milliseconds. @throws WireFailure */
export async function fetchTopics(connection: BrokerConnection, timeoutMs: number): Promise<TopicsAnswer> {
  const allowAutoTopicCreation = false;
  // No list asks for all topics, an empty one for none.
  const body = new FieldWriter().array(null, () => undefined).boolean(allowAutoTopicCreation);
  const reader = await connection.request({ apiKey: 3, apiVersion: 7, body, timeoutMs });
  reader.int32(); // throttle time
  reader.array(() => {
    reader.int32(); // number
    reader.string(); // host
    reader.int32(); // port
    reader.string(); // rack
  });
  reader.string(); // cluster id
  const controller = reader.int32();
  const topics = reader.array(() => {
    reader.int16(); // error code; partitions without a leader say the same
    const topic = reader.string() ?? '';
    const internal = reader.boolean();
    const partitions = reader.array(() => readPartition(reader));
    return { topic, internal, partitions: partitions.toSorted((a, b) => a.partition - b.partition) };
  });
  return { controller, topics };
}
