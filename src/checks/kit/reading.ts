/** Reads a topic from its first record to its end, through a consumer group of its own. */
import { tunedFor } from '../../client/kafkajs/group-member.ts';
import type { Consumer } from '../../client/kafkajs/kafka.ts';
import { readTo } from '../../client/kafkajs/read-topic.ts';
import { lastOffsetsOf } from '../../client/topics/read-whole-topic.ts';
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

/** A consumer whose group notices members soon. */
export function makeConsumer(context: CheckContext, groupId: string, readUncommitted = false): Consumer {
  return context.kafka().consumer({
    ...tunedFor(groupId, context.times.sessionMs),
    readUncommitted,
    retry: { retries: 10 },
  });
}

/**
 * Reads everything up to the last offset of each partition.
 * @throws RuntimeError when it does not get there in time, with what is missing.
 */
export async function readTopic(
  context: CheckContext,
  { topic, group, readUncommitted, lastOffsets: asked, timeoutMs = 30_000 }: ReadRequest,
): Promise<ReadRecord[]> {
  const { signal, cluster } = context;
  const lastOffsets = asked ?? (await lastOffsetsOf({ access: cluster, topic, timeoutMs, signal }));
  if (lastOffsets.size === 0) return [];
  context.note(`reading ${topic} as group ${group}`);
  const consumer = makeConsumer(context, `${context.topicPrefix}-${group}`, readUncommitted);
  return await readTo(consumer, { topic, lastOffsets, timeoutMs, signal });
}
