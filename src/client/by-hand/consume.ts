/** Reads as a member of a group, from where the group is to where the topic ends now, and commits exactly what was told. */
import { setTimeout as delay } from 'node:timers/promises';
import type { ClusterAccess } from '../../cluster/access.ts';
import { RuntimeError } from '../../errors.ts';
import { labErrorOf } from '../kafkajs/error-type.ts';
import { tunedFor } from '../kafkajs/group-member.ts';
import { createKafka, type Admin, type Consumer, type EachBatchPayload } from '../kafkajs/kafka.ts';
import { recordsOf, type TopicRecord } from '../kafkajs/read-topic.ts';
import { crashOf } from '../kafkajs/watch-crash.ts';

/** How to read as a group. */
export interface ConsumeOptions {
  readonly topic: string;
  readonly group: string;
  /** Where the group has committed nothing: begin with the first record, not behind the last. @default false, as Kafka's clients do */
  readonly fromBeginning?: boolean;
  /** End after so many records. @default no end */
  readonly max?: number;
  /** Go on at the end of the topic until the signal fires. @default false */
  readonly follow?: boolean;
  /** Whether records of aborted transactions are read too. @default false */
  readonly uncommitted?: boolean;
  readonly signal?: AbortSignal;
  readonly onRecord: (record: TopicRecord) => void;
  /** Told the member's partitions each time it has joined. @default nobody is told */
  readonly onJoin?: (partitions: readonly number[]) => void;
}

const sessionMs = 6_000;
const pauseMs = 25;

/** Reads, commits, leaves the group. @returns how many records it was given. @throws RuntimeError `client` */
export async function consumeAsGroup(access: ClusterAccess, options: ConsumeOptions): Promise<number> {
  const { topic, group } = options;
  const kafka = createKafka({ access });
  const admin = kafka.admin();
  const consumer = kafka.consumer({
    ...tunedFor(group, sessionMs),
    readUncommitted: options.uncommitted ?? false,
  });
  try {
    await admin.connect();
    return await new Reading(consumer, admin, options).run();
  } catch (error) {
    throw labErrorOf(error, `read ${topic} as group ${group}`);
  } finally {
    await consumer.disconnect();
    await admin.disconnect();
  }
}

/** One member's reading. */
class Reading {
  private readonly consumer: Consumer;
  private readonly admin: Admin;
  private readonly options: ConsumeOptions;
  /** Offset from which on the member reads, by partition that it has. */
  private begins = new Map<number, number>();
  /** Offset to read next, of whatever it has read: its first batch may come before it is known where it began. */
  private readonly reached = new Map<number, number>();
  /** Where the topic ended when the member came. */
  private ends = new Map<number, number>();
  private hasJoined = false;
  private count = 0;
  private isFull = false;

  constructor(consumer: Consumer, admin: Admin, options: ConsumeOptions) {
    this.consumer = consumer;
    this.admin = admin;
    this.options = options;
  }

  async run(): Promise<number> {
    const { topic, fromBeginning = false, follow = false, signal } = this.options;
    let crash: string | undefined;
    void crashOf(this.consumer).then((reason) => (crash = reason));
    let joining: Promise<void> = Promise.resolve();
    this.consumer.on('consumer.group_join', ({ payload }) => {
      joining = this.joined(payload.memberAssignment[topic] ?? []);
      joining.catch((error: unknown) => (crash = String(error)));
    });
    // Aborted records and markers are passed over without a call of eachBatch; this event comes for them too.
    this.consumer.on('consumer.end_batch_process', ({ payload }) =>
      this.reach(payload.partition, payload.lastOffset),
    );
    await this.consumer.connect();
    await this.consumer.subscribe({ topics: [topic], fromBeginning });
    await this.consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      eachBatch: (batch) => this.take(batch),
    });
    const isDone = (): boolean => signal?.aborted === true || this.isFull || (!follow && this.isAtEnd());
    while (!isDone()) {
      if (crash !== undefined) throw new RuntimeError('client', `the consumer of ${topic} gave up: ${crash}`);
      await delay(pauseMs);
    }
    await joining;
    if (!this.isFull) await this.commitReached();
    return this.count;
  }

  private async joined(partitions: readonly number[]): Promise<void> {
    const { topic, group, fromBeginning = false, onJoin } = this.options;
    onJoin?.(partitions);
    const [ends, [committed]] = await Promise.all([
      this.admin.fetchTopicOffsets(topic),
      this.admin.fetchOffsets({ groupId: group, topics: [topic] }),
    ]);
    this.ends = new Map(ends.map(({ partition, high }) => [partition, Number(high)]));
    this.begins = new Map(
      partitions.map((partition) => {
        const own = Number(committed?.partitions.find((one) => one.partition === partition)?.offset ?? -1);
        const end = ends.find((one) => one.partition === partition);
        const begin = Number((fromBeginning ? end?.low : end?.high) ?? 0);
        return [partition, own < 0 ? begin : own];
      }),
    );
    this.hasJoined = true;
  }

  /** Behind the last record may be the marker that ended its transaction: what is read up to there has no lag. */
  private async commitReached(): Promise<void> {
    const { topic } = this.options;
    const own = [...this.reached].filter(([partition]) => this.begins.has(partition));
    if (own.length === 0) return;
    await this.consumer.commitOffsets(
      own.map(([partition, offset]) => ({ topic, partition, offset: String(offset) })),
    );
  }

  private isAtEnd(): boolean {
    if (!this.hasJoined) return false;
    return [...this.begins].every(([partition, begin]) => {
      const at = Math.max(begin, this.reached.get(partition) ?? 0);
      return at >= (this.ends.get(partition) ?? 0);
    });
  }

  private reach(partition: number, lastOffset: string): void {
    this.reached.set(partition, Math.max(this.reached.get(partition) ?? 0, Number(lastOffset) + 1));
  }

  private async take(payload: EachBatchPayload): Promise<void> {
    const { topic, max, onRecord } = this.options;
    const { partition } = payload.batch;
    let next: number | undefined;
    for (const record of recordsOf(payload)) {
      if (this.isFull || payload.isStale() || !payload.isRunning()) break;
      onRecord(record);
      this.count += 1;
      next = record.offset + 1;
      payload.resolveOffset(String(record.offset));
      if (this.count === max) this.isFull = true;
    }
    if (next === undefined) return;
    await this.consumer.commitOffsets([{ topic, partition, offset: String(next) }]);
    await payload.heartbeat();
  }
}
