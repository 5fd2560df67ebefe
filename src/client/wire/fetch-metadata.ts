/**
 * One broker's own view of a topic (API key 3, version 7, Kafka 2.1 and later).
 * kafkajs throws a whole metadata response away when one partition has no leader, and leaves leader epochs out.
 */
import type { BrokerConnection } from './connection.ts';
import type { FieldReader } from './codec/field-reader.ts';
import { FieldWriter } from './codec/field-writer.ts';

/** One partition as the asked broker knows it. */
export interface PartitionState {
  readonly partition: number;
  /** -1 when there is none. */
  readonly leader: number;
  /** Grows with every election: of two views the one with the higher epoch is newer. */
  readonly leaderEpoch: number;
  readonly replicas: readonly number[];
  readonly isr: readonly number[];
}

/** What one broker says of one topic, and of the controller. */
export interface BrokerMetadata {
  /** Right in ZooKeeper mode only; with KRaft a random live broker. */
  readonly controller: number;
  /** Numbers of the brokers that it counts as alive: unfenced with KRaft, registered with ZooKeeper. */
  readonly brokers: readonly number[];
  /** Kafka's error code for the topic; 0 when it exists, {@link unknownTopic} when it does not. */
  readonly topicErrorCode: number;
  readonly partitions: readonly PartitionState[];
}

/** Kafka's error code for a topic that the asked broker does not know. */
export const unknownTopic = 3;

const apiKey = 3;
const apiVersion = 7;

/** Asks the broker at the other end, which may take `timeoutMs` milliseconds. @throws WireFailure */
export async function fetchMetadata(
  connection: BrokerConnection,
  topic: string,
  timeoutMs: number,
): Promise<BrokerMetadata> {
  const allowAutoTopicCreation = false;
  const body = new FieldWriter();
  body.array([topic], (name) => body.string(name)).boolean(allowAutoTopicCreation);
  const reader = await connection.request({ apiKey, apiVersion, body, timeoutMs });
  reader.int32(); // throttle time
  const brokers = reader.array(() => readBroker(reader));
  reader.string(); // cluster id
  const controller = reader.int32();
  const [found] = reader.array(() => readTopic(reader));
  return {
    controller,
    brokers,
    topicErrorCode: found?.errorCode ?? unknownTopic,
    partitions: (found?.partitions ?? []).toSorted((a, b) => a.partition - b.partition),
  };
}

/** Its number; where it is the lab knows already. */
function readBroker(reader: FieldReader): number {
  const number = reader.int32();
  reader.string(); // host
  reader.int32(); // port
  reader.string(); // rack
  return number;
}

function readTopic(reader: FieldReader): { errorCode: number; partitions: PartitionState[] } {
  const errorCode = reader.int16();
  reader.string(); // name
  reader.boolean(); // internal
  return { errorCode, partitions: reader.array(() => readPartition(reader)) };
}

/** The fields of one partition in version 7 of the answer. */
export function readPartition(reader: FieldReader): PartitionState {
  reader.int16(); // error code; leader -1 says the same
  const state = {
    partition: reader.int32(),
    leader: reader.int32(),
    leaderEpoch: reader.int32(),
    replicas: reader.array(() => reader.int32()),
    isr: reader.array(() => reader.int32()),
  };
  reader.array(() => reader.int32()); // offline replicas
  return state;
}
