/**
 * How far consumers can read in the partitions that one broker leads (ListOffsets, API key 2, version 1, Kafka 0.10.1
 * and later): the high watermark, which only records move that all copies in sync have.
 */
import type { BrokerConnection } from './connection.ts';
import { FieldWriter } from './codec/field-writer.ts';

/** A partition of a topic. */
export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

/** Where a partition ends. */
export interface EndOffset extends TopicPartition {
  readonly offset: bigint;
}

/** Stands for a client, in place of the number of a follower. */
const noReplica = -1;
/** Stands for the end, in place of a time. */
const latest = -1n;

/**
 * Asks the broker at the other end, which may take `timeoutMs` milliseconds.
 * @returns the offsets of those partitions that it leads.
 * @throws WireFailure
 */
export async function fetchEndOffsets(
  connection: BrokerConnection,
  partitions: readonly TopicPartition[],
  timeoutMs: number,
): Promise<readonly EndOffset[]> {
  const topics = [...new Set(partitions.map(({ topic }) => topic))];
  const body = new FieldWriter().int32(noReplica);
  body.array(topics, (topic) => {
    const wanted = partitions.filter((partition) => partition.topic === topic);
    body.string(topic).array(wanted, ({ partition }) => body.int32(partition).int64(latest));
  });
  const reader = await connection.request({ apiKey: 2, apiVersion: 1, body, timeoutMs });
  return reader
    .array(() => {
      const topic = reader.string() ?? '';
      return reader.array(() => {
        const partition = reader.int32();
        const errorCode = reader.int16();
        reader.int64(); // time of the record
        return { topic, partition, errorCode, offset: reader.int64() };
      });
    })
    .flat()
    .flatMap(({ errorCode, ...end }) => (errorCode === 0 ? [end] : []));
}
