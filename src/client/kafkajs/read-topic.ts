/** Reads a topic, from each partition's beginning to its end, as a consumer of kafkajs does. */
import { RuntimeError } from '../../errors.ts';
import { NotYet, waitFor } from '../../wait.ts';
import type { Consumer, EachBatchPayload } from './kafka.ts';
import { crashOf } from './watch-crash.ts';

/** One record as a consumer gets it. */
export interface TopicRecord {
  readonly partition: number;
  readonly offset: number;
  readonly key: string;
  readonly value: string;
}

/** The records of one batch. */
export function recordsOf({ batch }: EachBatchPayload): TopicRecord[] {
  return batch.messages.map(({ offset, key, value }) => ({
    partition: batch.partition,
    offset: Number(offset),
    key: key?.toString() ?? '',
    value: value?.toString() ?? '',
  }));
}

/** How far to read. */
export interface ReadToOptions {
  readonly topic: string;
  /** Offset of the last entry to read, by partition. */
  readonly lastOffsets: ReadonlyMap<number, number>;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

/**
 * Reads from the beginning up to the last offsets with a consumer of the caller's, and disconnects it.
 * @throws RuntimeError when it does not get there in time, with what is missing, or when the consumer gives up.
 */
export async function readTo(
  consumer: Consumer,
  { topic, lastOffsets, timeoutMs, signal }: ReadToOptions,
): Promise<TopicRecord[]> {
  const read: TopicRecord[] = [];
  const reached = new Map<number, number>();
  let crash: string | undefined;
  void crashOf(consumer).then((reason) => (crash = reason));
  // Aborted records and markers are passed over without a call of eachBatch; this event comes for them too.
  consumer.on('consumer.end_batch_process', ({ payload }) => reach(payload.partition, payload.lastOffset));
  await consumer.connect();
  try {
    await consumer.subscribe({ topics: [topic], fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachBatch: async (payload) => {
        const { partition } = payload.batch;
        const before = reached.get(partition) ?? -1;
        // A consumer that had to begin anew is given the same places again; a record written twice has two places.
        read.push(...recordsOf(payload).filter(({ offset }) => offset > before));
        reach(partition, payload.batch.lastOffset());
      },
    });
    const wait = { what: `the end of ${topic}`, timeoutMs, intervalMs: 20, ...(signal && { signal }) };
    await waitFor(wait, async () => {
      if (crash !== undefined) throw new RuntimeError('client', `the consumer of ${topic} gave up: ${crash}`);
      const behind = [...lastOffsets].find(([partition, last]) => (reached.get(partition) ?? -1) < last);
      if (behind === undefined) return true;
      const [partition, last] = behind;
      return new NotYet(
        `partition ${partition} read to offset ${reached.get(partition) ?? 'none'} of ${last}`,
      );
    });
  } finally {
    await consumer.disconnect();
  }
  return read.filter(({ partition, offset }) => offset <= (lastOffsets.get(partition) ?? -1));

  function reach(partition: number, offset: string): void {
    reached.set(partition, Math.max(reached.get(partition) ?? -1, Number(offset)));
  }
}
