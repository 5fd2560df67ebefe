/**
 * DescribeTopicPartitions requests (KIP-966), which kafkajs does not have: they alone name eligible leader replicas, copies that
 * have every acknowledged record though they are not in sync. Kafka keeps them from 4.0 on, by default from 4.1 on.
 */
import { apis } from './apis.ts';
import type { FieldReader } from './codec/field-reader.ts';
import { FieldWriter } from './codec/field-writer.ts';
import type { BrokerConnection } from './connection.ts';

/** Eligible leader replicas, numbers of brokers by `topic/partition`; partitions that have none are left out. */
export type EligibleReplicas = ReadonlyMap<string, readonly number[]>;

/** As many partitions as Kafka itself puts into one answer (max.request.partition.size.limit). */
const mostPartitions = 2_000;

/** Where the next answer is to go on. */
interface Cursor {
  readonly topic: string;
  readonly partition: number;
}

/**
 * Asks the broker at the other end for partitions of some topics.
 * @throws WireFailure `unsupported-version` of a Kafka that is older, or that keeps its metadata in ZooKeeper
 */
export async function eligibleReplicas(
  connection: BrokerConnection,
  topics: readonly string[],
  timeoutMs: number,
): Promise<EligibleReplicas> {
  const found = new Map<string, readonly number[]>();
  // In the order of Kafka's own answers, which a cursor goes on from.
  const ordered = [...new Set(topics)].toSorted();
  let cursor: Cursor | undefined;
  do {
    const wanted = ordered.filter((topic) => cursor === undefined || topic >= cursor.topic);
    if (wanted.length === 0) return found;
    const request = { api: apis.describeTopicPartitions, body: bodyOf(wanted, cursor), timeoutMs };
    cursor = readAnswer(await connection.request(request), found);
  } while (cursor !== undefined);
  return found;
}

function bodyOf(topics: readonly string[], cursor: Cursor | undefined): FieldWriter {
  const body = new FieldWriter();
  body.compactArray(topics, (topic) => body.compactString(topic).tags()).int32(mostPartitions);
  if (cursor === undefined) body.int8(-1);
  else body.int8(1).compactString(cursor.topic).int32(cursor.partition).tags();
  return body.tags();
}

function readAnswer(reader: FieldReader, found: Map<string, readonly number[]>): Cursor | undefined {
  reader.int32(); // throttle time
  reader.compactArray(() => readTopic(reader, found));
  if (reader.int8() < 0) return undefined;
  const cursor = { topic: reader.compactString() ?? '', partition: reader.int32() };
  reader.tags();
  return cursor;
}

function readTopic(reader: FieldReader, found: Map<string, readonly number[]>): void {
  reader.int16(); // error code; a topic that is not there has no partitions
  const topic = reader.compactString() ?? '';
  reader.raw(16); // topic id
  reader.boolean(); // internal
  reader.compactArray(() => {
    reader.int16(); // error code
    const partition = reader.int32();
    reader.int32(); // leader
    reader.int32(); // leader epoch
    for (const _ of ['replicas', 'isr']) reader.compactArray(() => reader.int32());
    const eligible = reader.compactArray(() => reader.int32());
    for (const _ of ['last known', 'offline']) reader.compactArray(() => reader.int32());
    reader.tags();
    if (eligible.length > 0) found.set(`${topic}/${partition}`, eligible);
  });
  reader.int32(); // authorized operations
  reader.tags();
}
