/**
 * Reads a whole topic straight from its leaders, without a consumer group, which may have nobody to coordinate it: what a
 * drill must know in the end hangs on the topic's own partitions alone, and waits for whatever passes.
 */
import type { ClusterAccess } from '../../cluster/access.ts';
import { fetchRecords } from '../wire/fetch-records.ts';
import { fetchEndOffset } from '../wire/list-offsets.ts';
import { NotYet } from '../../wait.ts';
import { committedOnly } from './committed-only.ts';
import { patiently } from './patiently.ts';
import type { TopicRecord } from '../kafkajs/read-topic.ts';
import { TopicLeaders } from './topic-leaders.ts';
import type { BrokerConnection } from '../wire/connection.ts';
import { LeaderRefusal } from '../wire/codec/leader-answer.ts';
import type { FetchedRecord, TransactionMarker } from '../wire/codec/read-batches.ts';

/** Which topic, and how long it may take until all of it is there. */
export interface TopicPatience {
  readonly access: ClusterAccess;
  readonly topic: string;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

/** What to read. */
export interface ReadTopicOptions extends TopicPatience {
  /** Whether records of aborted and of open transactions are read too. @default true */
  readonly readUncommitted?: boolean;
}

const requestTimeoutMs = 5_000;
const pauseMs = 100;

/** One partition as far as it is read. */
interface PartitionLog {
  readonly partition: number;
  readonly end: number;
  /** Offset to read next. */
  position: number;
  readonly records: FetchedRecord[];
  readonly markers: TransactionMarker[];
}

/**
 * Reads every record there is when it is called.
 * @throws RuntimeError when the end is not reached in time, with what is missing, or when something never will be readable.
 */
export async function readWholeTopic(options: ReadTopicOptions): Promise<readonly TopicRecord[]> {
  const { topic, readUncommitted = true } = options;
  const logs = new Map<number, PartitionLog>();
  await fromLeaders(options, `the end of ${topic}`, async (leaders) => {
    for (const { partition } of leaders.partitions) {
      const { endOf, beginningOf, fetchFrom } = partitionOf(leaders, topic, partition);
      const log = logs.get(partition) ?? emptyLog(partition, await beginningOf(), await endOf());
      logs.set(partition, log);
      try {
        while (log.position < log.end) {
          const { records, markers, nextOffset } = await fetchFrom(log.position);
          if (nextOffset === undefined) {
            return new NotYet(`partition ${partition} read to offset ${log.position - 1} of ${log.end - 1}`);
          }
          log.records.push(...records);
          log.markers.push(...markers);
          log.position = nextOffset;
        }
      } catch (error) {
        // The log begins later than it did, or ends earlier: what was read of it is not what it holds.
        if (error instanceof LeaderRefusal && error.kind === 'offset-out-of-range') logs.delete(partition);
        throw error;
      }
    }
    return true;
  });
  return [...logs.values()].flatMap(({ partition, end, records, markers }) => {
    const seen = records.filter(({ offset }) => offset < end);
    return (readUncommitted ? seen : committedOnly(seen, markers)).map((record) => ({
      partition,
      offset: record.offset,
      key: record.key.toString(),
      value: record.value.toString(),
    }));
  });
}

/**
 * Offset of the last entry of each partition that has any; entries are records and transaction markers.
 * @throws RuntimeError when not every leader says so in time.
 */
export async function lastOffsetsOf(options: TopicPatience): Promise<Map<number, number>> {
  const { topic } = options;
  return await fromLeaders(options, `the ends of ${topic}`, async (leaders) => {
    const last = new Map<number, number>();
    for (const { partition } of leaders.partitions) {
      const { endOf, beginningOf } = partitionOf(leaders, topic, partition);
      const end = await endOf();
      if (end > (await beginningOf())) last.set(partition, end - 1);
    }
    return last;
  });
}

async function fromLeaders<T>(
  { access, topic, timeoutMs, signal }: TopicPatience,
  what: string,
  work: (leaders: TopicLeaders) => Promise<T | NotYet>,
): Promise<T> {
  const wait = { what, timeoutMs, intervalMs: pauseMs, ...(signal && { signal }) };
  return await patiently(wait, async () => {
    const leaders = await TopicLeaders.find(access, topic);
    try {
      return await work(leaders);
    } finally {
      leaders.close();
    }
  });
}

function emptyLog(partition: number, position: number, end: number): PartitionLog {
  return { partition, end, position, records: [], markers: [] };
}

function partitionOf(leaders: TopicLeaders, topic: string, partition: number) {
  const asked = { topic, partition };
  const connection = (): Promise<BrokerConnection> => leaders.connectionTo(partition);
  return {
    endOf: async () => await fetchEndOffset(await connection(), asked, requestTimeoutMs),
    beginningOf: async () => await fetchEndOffset(await connection(), asked, requestTimeoutMs, 'earliest'),
    fetchFrom: async (offset: number) =>
      await fetchRecords(await connection(), { ...asked, offset, timeoutMs: requestTimeoutMs }),
  };
}
