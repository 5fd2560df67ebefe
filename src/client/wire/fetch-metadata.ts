/**
 * One broker's own view of topics, living brokers and controller (Metadata).
 * kafkajs throws a whole metadata response away when one partition has no leader, and leaves leader epochs out.
 */
import type { Endpoint } from '../../cluster/access.ts';
import type { PartitionState } from '../../cluster/partition.ts';
import { apis } from './apis.ts';
import type { FieldReader } from './codec/field-reader.ts';
import { FieldWriter } from './codec/field-writer.ts';
import { BrokerConnection } from './connection.ts';

/** A topic as the asked broker knows it. */
export interface TopicState {
  readonly topic: string;
  /** Kafka's error code for the topic; 0 when it exists, {@link unknownTopic} when it does not. */
  readonly errorCode: number;
  /** Kafka's own, such as `__consumer_offsets`. */
  readonly internal: boolean;
  /** In the order of their numbers. */
  readonly partitions: readonly PartitionState[];
}

/** What one broker says. */
export interface MetadataAnswer {
  /** Right in ZooKeeper mode only; with KRaft a random live broker. */
  readonly controller: number;
  /** Numbers of the brokers that it counts as alive: unfenced with KRaft, registered with ZooKeeper. */
  readonly brokers: readonly number[];
  readonly topics: readonly TopicState[];
}

/** Kafka's error code for a topic that the asked broker does not know. */
export const unknownTopic = 3;

/**
 * Asks the broker at the other end, which may take `timeoutMs` milliseconds.
 * @param topics undefined for all of them. @throws WireFailure
 */
export async function fetchMetadata(
  connection: BrokerConnection,
  topics: readonly string[] | undefined,
  timeoutMs: number,
): Promise<MetadataAnswer> {
  const allowAutoTopicCreation = false;
  const body = new FieldWriter();
  // No list asks for all topics, an empty one for none.
  body.array(topics ?? null, (topic) => body.string(topic)).boolean(allowAutoTopicCreation);
  const reader = await connection.request({ api: apis.metadata, body, timeoutMs });
  reader.int32(); // throttle time
  const brokers = reader.array(() => readBroker(reader));
  reader.string(); // cluster id
  return { brokers, controller: reader.int32(), topics: reader.array(() => readTopic(reader)) };
}

/** The same of a broker to which there is no connection yet; connecting may take as long again. @throws WireFailure */
export async function metadataOf(
  broker: Endpoint,
  topics: readonly string[] | undefined,
  timeoutMs: number,
): Promise<MetadataAnswer> {
  const connection = await BrokerConnection.open(broker, timeoutMs);
  try {
    return await fetchMetadata(connection, topics, timeoutMs);
  } finally {
    connection.close();
  }
}

/** What an answer says of one topic; of one that it leaves out, that the broker does not know it. */
export function topicIn({ topics }: MetadataAnswer, topic: string): TopicState {
  const found = topics.find((one) => one.topic === topic);
  return found ?? { topic, errorCode: unknownTopic, internal: false, partitions: [] };
}

/** Its number; where it is the lab knows already. */
function readBroker(reader: FieldReader): number {
  const number = reader.int32();
  reader.string(); // host
  reader.int32(); // port
  reader.string(); // rack
  return number;
}

function readTopic(reader: FieldReader): TopicState {
  const errorCode = reader.int16();
  const topic = reader.string() ?? '';
  const internal = reader.boolean();
  const partitions = reader.array(() => readPartition(reader, topic));
  return { topic, errorCode, internal, partitions: partitions.toSorted((a, b) => a.partition - b.partition) };
}

function readPartition(reader: FieldReader, topic: string): PartitionState {
  reader.int16(); // error code; leader -1 says the same
  const state = {
    topic,
    partition: reader.int32(),
    leader: reader.int32(),
    leaderEpoch: reader.int32(),
    replicas: reader.array(() => reader.int32()),
    isr: reader.array(() => reader.int32()),
  };
  reader.array(() => reader.int32()); // offline replicas
  return state;
}
