/**
 * Where partitions begin and end that one broker leads (ListOffsets). Their
 * end is the high watermark, which only records move that all copies in sync have: as far as consumers can read.
 */
import { apis } from './apis.ts';
import { FieldWriter } from './codec/field-writer.ts';
import { LeaderRefusal } from './codec/leader-answer.ts';
import type { BrokerConnection } from './connection.ts';

/** A partition of a topic. */
export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

/** Where a partition ends: the offset that its next record will have. */
export interface EndOffset extends TopicPartition {
  readonly offset: number;
}

interface ListedOffset extends EndOffset {
  readonly errorCode: number;
}

/** Stands for a client, in place of the number of a follower. */
const noReplica = -1;
/** Stand for the ends of a log, in place of a time. */
const times = { earliest: -2n, latest: -1n } as const;
/** Stands for an answer that leaves the partition out. */
const noAnswer = -1;

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
  const listed = await listOffsets(connection, partitions, 'latest', timeoutMs);
  return listed.filter(({ errorCode }) => errorCode === 0);
}

/**
 * The end of one partition.
 * @param which `earliest` for the offset at which the log begins instead. @throws LeaderRefusal, WireFailure
 */
export async function fetchEndOffset(
  connection: BrokerConnection,
  partition: TopicPartition,
  timeoutMs: number,
  which: keyof typeof times = 'latest',
): Promise<number> {
  const [found] = await listOffsets(connection, [partition], which, timeoutMs);
  if (found === undefined || found.errorCode !== 0) throw new LeaderRefusal(found?.errorCode ?? noAnswer);
  return found.offset;
}

async function listOffsets(
  connection: BrokerConnection,
  partitions: readonly TopicPartition[],
  which: keyof typeof times,
  timeoutMs: number,
): Promise<readonly ListedOffset[]> {
  const topics = [...new Set(partitions.map(({ topic }) => topic))];
  const body = new FieldWriter().int32(noReplica);
  body.array(topics, (topic) => {
    const wanted = partitions.filter((partition) => partition.topic === topic);
    body.string(topic).array(wanted, ({ partition }) => body.int32(partition).int64(times[which]));
  });
  const reader = await connection.request({ api: apis.listOffsets, body, timeoutMs });
  const listed = reader.array(() => {
    const topic = reader.string() ?? '';
    return reader.array(() => {
      const partition = reader.int32();
      const errorCode = reader.int16();
      reader.int64(); // time of the record
      return { topic, partition, errorCode, offset: Number(reader.int64()) };
    });
  });
  return listed.flat();
}
