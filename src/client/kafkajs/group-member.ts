/** One member of a consumer group, an ordinary kafkajs consumer that joins again whenever it gives up. */
import type { ConsumerConfig } from 'kafkajs';
import { Alarm } from '../../alarm.ts';
import { messageOf } from '../../errors.ts';
import type { Consumer } from './kafka.ts';
import { recordsOf, type TopicRecord } from './read-topic.ts';
import { crashOf } from './watch-crash.ts';

/** What a member needs. */
export interface GroupMemberOptions {
  readonly topic: string;
  /** Makes the client of one life; {@link tunedFor} says how it is best made. */
  readonly makeConsumer: () => Consumer;
  /** Told the records of each batch; none for one that held nothing that it may see. */
  readonly onRecords: (partition: number, records: readonly TopicRecord[], lastOffset: number) => void;
  /** Told the member's partitions each time it has joined. @default nobody is told */
  readonly onJoin?: (partitions: readonly number[]) => void;
  /** Told why kafkajs gave up, each time before the member begins to join again. @default nobody is told */
  readonly onGaveUp?: (reason: string) => void;
}

/**
 * How a consumer is made whose group notices members within about a second: with kafkajs's defaults a rebalance takes 5-9 s,
 * and a leader that froze is asked for half a minute.
 * @param sessionMs after this time the group misses a member that vanished; brokers allow only some.
 */
export function tunedFor(groupId: string, sessionMs: number): ConsumerConfig {
  return {
    groupId,
    maxWaitTimeInMs: 200,
    metadataMaxAge: 1_000,
    sessionTimeout: sessionMs,
    heartbeatInterval: Math.min(300, sessionMs / 3),
    rebalanceTimeout: Math.max(10_000, sessionMs),
  };
}

/** Pause before a member that gave up begins again: a cluster that is gone is not to be flooded. */
const pauseMs = 500;
/** How long a client that gave up may take to close its connections. */
const closeTimeoutMs = 2_000;

/** A consumer that commits as most do: by itself, after each batch. */
export class GroupMember {
  private readonly options: GroupMemberOptions;
  private readonly alarm = new Alarm();
  private consumer: Consumer | undefined;
  private stopped = false;

  constructor(options: GroupMemberOptions) {
    this.options = options;
  }

  /** Begins to join, and reads from the beginning of the topic on, until it is stopped. */
  start(): void {
    void this.live();
  }

  /** Leaves the group. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.alarm.ring();
    await this.consumer?.disconnect();
  }

  /** One life after the other: each ends when kafkajs gives up. */
  private async live(): Promise<void> {
    while (!this.stopped) {
      const consumer = this.options.makeConsumer();
      this.consumer = consumer;
      const reason = await this.read(consumer).catch((error: unknown) => messageOf(error));
      if (this.isStopped()) return;
      this.options.onGaveUp?.(reason);
      const closed = new Alarm();
      void consumer
        .disconnect()
        .catch(() => undefined)
        .finally(() => closed.ring());
      await closed.wait(closeTimeoutMs);
      await this.alarm.wait(pauseMs);
    }
    // Stopped while a client was being made.
    await this.consumer?.disconnect().catch(() => undefined);
  }

  private isStopped(): boolean {
    return this.stopped;
  }

  /** @returns why kafkajs gave up, which it tells nobody who waits for records. @throws what it throws while it begins */
  private async read(consumer: Consumer): Promise<string> {
    const { topic, onRecords, onJoin } = this.options;
    const crashed = crashOf(consumer);
    consumer.on('consumer.group_join', ({ payload }) => onJoin?.(payload.memberAssignment[topic] ?? []));
    // Aborted records and markers are passed over without a call of eachBatch; this event comes for them too.
    consumer.on('consumer.end_batch_process', ({ payload }) => {
      if (payload.batchSize === 0) onRecords(payload.partition, [], Number(payload.lastOffset));
    });
    await consumer.connect();
    await consumer.subscribe({ topics: [topic], fromBeginning: true });
    await consumer.run({
      eachBatch: async (payload) => {
        onRecords(payload.batch.partition, recordsOf(payload), Number(payload.batch.lastOffset()));
      },
    });
    return await crashed;
  }
}
