/** One member of a drill's consumer group, an ordinary kafkajs consumer: what it is given goes into the recording. */
import { createKafka, type Consumer } from '../client/kafka.ts';
import { recordsOf, type TopicRecord } from '../client/read-topic.ts';
import { watchCrash } from '../client/watch-crash.ts';

/** What a member needs. */
export interface GroupMemberOptions {
  readonly bootstrap: readonly string[];
  readonly topic: string;
  readonly groupId: string;
  /** After this time the group misses a member that vanished, in milliseconds; brokers allow only some. */
  readonly sessionTimeoutMs: number;
  /** Shows in broker logs. */
  readonly clientId: string;
  /** Told the records of each batch; none for one that held nothing that it may see. */
  readonly onRecords: (partition: number, records: readonly TopicRecord[], lastOffset: number) => void;
  /** Told the member's partitions each time it has joined. @default nobody is told */
  readonly onJoin?: (partitions: readonly number[]) => void;
}

/** A consumer that commits as most do: by itself, after each batch. */
export class GroupMember {
  /** Why kafkajs has given up on it for good; undefined while it has not. */
  readonly gaveUp: () => string | undefined;
  private readonly options: GroupMemberOptions;
  private readonly consumer: Consumer;

  constructor(options: GroupMemberOptions) {
    this.options = options;
    const { bootstrap, clientId, groupId, sessionTimeoutMs } = options;
    this.consumer = createKafka({ bootstrap, clientId, requestTimeoutMs: 3_000 }).consumer({
      groupId,
      // With kafkajs's defaults a rebalance takes 5-9 s and a leader that froze is asked for half a minute.
      maxWaitTimeInMs: 200,
      metadataMaxAge: 1_000,
      sessionTimeout: sessionTimeoutMs,
      heartbeatInterval: Math.min(300, sessionTimeoutMs / 3),
      rebalanceTimeout: Math.max(10_000, sessionTimeoutMs),
      retry: { retries: 5, initialRetryTime: 100, maxRetryTime: 1_000 },
    });
    this.gaveUp = watchCrash(this.consumer);
  }

  /** Begins to join, and reads from the beginning of the topic on. @throws what kafkajs throws when no broker answers. */
  async start(): Promise<void> {
    const { topic, onRecords, onJoin } = this.options;
    this.consumer.on('consumer.group_join', ({ payload }) => onJoin?.(payload.memberAssignment[topic] ?? []));
    // Aborted records and markers are passed over without a call of eachBatch; this event comes for them too.
    this.consumer.on('consumer.end_batch_process', ({ payload }) => {
      if (payload.batchSize === 0) onRecords(payload.partition, [], Number(payload.lastOffset));
    });
    await this.consumer.connect();
    await this.consumer.subscribe({ topics: [topic], fromBeginning: true });
    await this.consumer.run({
      eachBatch: async (payload) => {
        onRecords(payload.batch.partition, recordsOf(payload), Number(payload.batch.lastOffset()));
      },
    });
  }

  /** Leaves the group. */
  async stop(): Promise<void> {
    await this.consumer.disconnect();
  }
}
