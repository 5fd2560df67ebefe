/** Reads a topic from its first record to its end, through a consumer group of its own. */
import type { Admin, Consumer, EachBatchPayload } from '../client/kafka.ts';
import { watchCrash } from '../client/watch-crash.ts';
import { CheckFailure } from '../errors.ts';
import { NotYet, waitFor } from '../wait.ts';
import type { CheckContext } from './check.ts';
import type { ReadRecord } from './records.ts';

/** What to read. */
export interface ReadRequest {
  readonly topic: string;
  /** What comes after the run's prefix in the name of the group. */
  readonly group: string;
  /** Also records of aborted and of open transactions. @default false */
  readonly readUncommitted?: boolean;
  /** Offset of the last record to read, by partition. @default the last one that each partition has now */
  readonly lastOffsets?: ReadonlyMap<number, number>;
  /** @default 30000 */
  readonly timeoutMs?: number;
}

/** A consumer whose group notices members within about a second; kafkajs's defaults take five to nine. */
export function makeConsumer(context: CheckContext, groupId: string, readUncommitted = false): Consumer {
  return context.kafka().consumer({
    groupId,
    readUncommitted,
    maxWaitTimeInMs: 200,
    heartbeatInterval: 300,
    // Brokers refuse less than group.min.session.timeout.ms, 6 s by default.
    sessionTimeout: 6_000,
    rebalanceTimeout: 10_000,
    retry: { retries: 10 },
  });
}

/** The records of one batch. */
export function recordsOf({ batch }: EachBatchPayload): ReadRecord[] {
  return batch.messages.map((message) => ({
    partition: batch.partition,
    offset: Number(message.offset),
    key: message.key?.toString() ?? '',
    value: message.value?.toString() ?? '',
  }));
}

/** Offset of the last entry of each partition that has any; entries are records and transaction markers. */
export async function lastOffsetsOf(admin: Admin, topic: string): Promise<Map<number, number>> {
  const offsets = await admin.fetchTopicOffsets(topic);
  const filled = offsets.filter(({ high, low }) => Number(high) > Number(low));
  return new Map(filled.map(({ partition, high }) => [partition, Number(high) - 1]));
}

/**
 * Reads everything up to the last offset of each partition.
 * @throws CheckFailure when it does not get there in time, with what is missing.
 */
export async function readTopic(
  context: CheckContext,
  admin: Admin,
  request: ReadRequest,
): Promise<ReadRecord[]> {
  const lastOffsets = request.lastOffsets ?? (await lastOffsetsOf(admin, request.topic));
  if (lastOffsets.size === 0) return [];
  const read: ReadRecord[] = [];
  const reached = new Map<number, number>();
  const consumer = makeConsumer(context, `${context.topicPrefix}-${request.group}`, request.readUncommitted);
  const crash = watchCrash(consumer);
  await consumer.connect();
  try {
    await consumer.subscribe({ topics: [request.topic], fromBeginning: true });
    await consumer.run({
      eachBatch: async (payload) => {
        const { partition } = payload.batch;
        // A consumer that had to begin anew is given the same places again; a record written twice has two places.
        read.push(...recordsOf(payload).filter(({ offset }) => offset > (reached.get(partition) ?? -1)));
        reached.set(partition, Number(payload.batch.lastOffset()));
      },
    });
    await waitForEnd(context, request, lastOffsets, reached, crash);
  } finally {
    await consumer.disconnect();
  }
  return read.filter(({ partition, offset }) => offset <= (lastOffsets.get(partition) ?? -1));
}

async function waitForEnd(
  context: CheckContext,
  request: ReadRequest,
  lastOffsets: ReadonlyMap<number, number>,
  reached: ReadonlyMap<number, number>,
  crash: () => string | undefined,
): Promise<void> {
  const what = `the end of ${request.topic}`;
  context.note(`reading ${request.topic} as group ${request.group}`);
  const timeoutMs = request.timeoutMs ?? 30_000;
  await waitFor({ what, timeoutMs, intervalMs: 20, signal: context.signal }, async () => {
    const crashed = crash();
    if (crashed !== undefined) throw new CheckFailure(`the consumer of ${request.topic} gave up: ${crashed}`);
    const behind = [...lastOffsets].filter(([partition, last]) => (reached.get(partition) ?? -1) < last);
    const [first] = behind;
    if (first === undefined) return true;
    const [partition, last] = first;
    return new NotYet(`partition ${partition} read to offset ${reached.get(partition) ?? 'none'} of ${last}`);
  });
}
