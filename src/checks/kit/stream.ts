/** A steady stream of acknowledged records to every partition of a topic, for checks that disturb a cluster. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Producer } from '../../client/kafkajs/kafka.ts';
import type { SentRecord } from './records.ts';

/** Pause between two records of one partition: steady traffic, not a load test. */
const pauseMs = 5;

/** Sends record after record, one at a time in each partition: several in flight could be reordered by kafkajs's retries. */
export class AckedStream {
  /** What the cluster has acknowledged, in order. */
  readonly acked: SentRecord[] = [];
  /** Longest time that one acknowledgement took, in milliseconds. */
  longestWaitMs = 0;
  private readonly producer: Producer;
  private readonly topic: string;
  private readonly loops: Promise<void>[];
  private readonly ackedBy = new Map<number, number>();
  private lastError: unknown;
  private sequence = 0;
  private ending = false;

  constructor(producer: Producer, topic: string, partitions: number) {
    this.producer = producer;
    this.topic = topic;
    this.loops = Array.from({ length: partitions }, (_, partition) => this.feed(partition));
  }

  /** How many records each partition has acknowledged. */
  counts(): number[] {
    return this.loops.map((_, partition) => this.ackedBy.get(partition) ?? 0);
  }

  /** Why the last record that was given up failed; undefined when none was. */
  failure(): string | undefined {
    return this.lastError instanceof Error ? this.lastError.message : undefined;
  }

  /** Ends the stream once every record on its way has been answered. */
  async end(): Promise<void> {
    this.ending = true;
    await Promise.all(this.loops);
  }

  private async feed(partition: number): Promise<void> {
    while (!this.ending) {
      const sequence = this.sequence++;
      const record = { key: `partition-${partition}`, value: `streamed-${sequence}`, sequence };
      const startedMs = performance.now();
      try {
        const messages = [{ key: record.key, value: record.value, partition }];
        await this.producer.send({ topic: this.topic, acks: -1, messages });
        this.acked.push(record);
        this.ackedBy.set(partition, (this.ackedBy.get(partition) ?? 0) + 1);
      } catch (error) {
        // Not acknowledged, so nothing is promised; whether the stream goes on is what counts.
        this.lastError = error;
      }
      this.longestWaitMs = Math.max(this.longestWaitMs, performance.now() - startedMs);
      await delay(pauseMs);
    }
  }
}
