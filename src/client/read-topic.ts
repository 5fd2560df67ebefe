/** Reads a whole topic, from each partition's beginning to its high watermark, through a consumer group of its own. */
import { RuntimeError } from '../errors.ts';
import { NotYet, waitFor } from '../wait.ts';
import { createKafka, withAdmin, type Admin, type KafkaClient } from './kafka.ts';
import { watchCrash } from './watch-crash.ts';

/** One record as a consumer gets it. */
export interface TopicRecord {
  readonly partition: number;
  readonly offset: number;
  readonly key: string;
  readonly value: string;
}

/** What to read. */
export interface ReadTopicOptions {
  readonly bootstrap: readonly string[];
  readonly topic: string;
  /** Group to read as; removed afterwards. */
  readonly groupId: string;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

/**
 * Reads every record there is when it is called, uncommitted ones too.
 * @throws RuntimeError when the end is not reached in time, with what is missing.
 */
export async function readWholeTopic(options: ReadTopicOptions): Promise<readonly TopicRecord[]> {
  const kafka = createKafka({ bootstrap: options.bootstrap });
  return await withAdmin(kafka, async (admin) => {
    const ends = await endsOf(admin, options.topic);
    if (ends.size === 0) return [];
    const records = await readTo(kafka, ends, options);
    // The group only served this read; a broker forgets it by itself should this fail.
    await admin.deleteGroups([options.groupId]).catch(() => undefined);
    return records;
  });
}

/** High watermark of every partition that holds something. */
async function endsOf(admin: Admin, topic: string): Promise<ReadonlyMap<number, number>> {
  const offsets = await admin.fetchTopicOffsets(topic);
  const filled = offsets.filter(({ high, low }) => Number(high) > Number(low));
  return new Map(filled.map(({ partition, high }) => [partition, Number(high)]));
}

async function readTo(
  kafka: KafkaClient,
  ends: ReadonlyMap<number, number>,
  { topic, groupId, timeoutMs, signal }: ReadTopicOptions,
): Promise<readonly TopicRecord[]> {
  const consumer = kafka.consumer({
    groupId,
    readUncommitted: true,
    maxWaitTimeInMs: 200,
    retry: { retries: 20, initialRetryTime: 100, maxRetryTime: 1_000 },
  });
  const records = new Map<string, TopicRecord>();
  const positions = new Map<number, number>();
  const crash = watchCrash(consumer);
  await consumer.connect();
  try {
    await consumer.subscribe({ topics: [topic], fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachBatch: async ({ batch }) => {
        for (const { offset, key, value } of batch.messages) {
          // A rebalance may hand over a batch again: one offset is one record.
          records.set(`${batch.partition}/${offset}`, {
            partition: batch.partition,
            offset: Number(offset),
            key: key?.toString() ?? '',
            value: value?.toString() ?? '',
          });
        }
        positions.set(batch.partition, Number(batch.lastOffset()) + 1);
      },
    });
    await waitFor(
      { what: `the end of ${topic}`, timeoutMs, intervalMs: 20, ...(signal && { signal }) },
      async () => {
        const reason = crash();
        if (reason !== undefined)
          throw new RuntimeError('client', `the consumer of ${topic} gave up: ${reason}`);
        const behind = [...ends].find(([partition, end]) => (positions.get(partition) ?? 0) < end);
        if (behind === undefined) return true;
        return new NotYet(
          `partition ${behind[0]} read to offset ${positions.get(behind[0]) ?? 0} of ${behind[1]}`,
        );
      },
    );
  } finally {
    await consumer.disconnect();
  }
  return [...records.values()].filter(({ partition, offset }) => offset < (ends.get(partition) ?? 0));
}
