/** A producer that sends one record after the other at a steady pace, as a program of a person would, until it is stopped. */
import { Alarm } from '../../alarm.ts';
import type { ClusterAccess } from '../../cluster/access.ts';
import { messageOf } from '../../errors.ts';
import { createKafka, defaultPartitioner, type Producer } from './kafka.ts';
import { kafkaErrorType } from './error-type.ts';

/** For whose acknowledgement a producer waits, as Kafka's `acks` says it: of all copies in sync, of the leader, of nobody. */
export const acksSettings = { all: -1, '1': 1, '0': 0 } as const;

/** A value of `acks`. */
export type Acks = keyof typeof acksSettings;

/** A record that was sent. */
export interface SentRecord {
  /** Null for one without a key, which goes to partitions in turn. */
  readonly key: string | null;
  readonly value: string;
  readonly partition: number;
  /** Undefined where nobody acknowledges it. */
  readonly offset: number | undefined;
}

/** What is sent, and who is told. */
export interface SteadyProducerOptions {
  readonly access: ClusterAccess;
  readonly topic: string;
  readonly acks: Acks;
  /** Whether brokers drop what is sent twice. */
  readonly idempotent: boolean;
  /** The pace, in records per second; a cluster that answers slower makes it slower. */
  readonly perSecond: number;
  /** The key of a record. @param number counts from 1 */
  readonly keyOf: (number: number) => string | null;
  readonly onSent: (record: SentRecord) => void;
  /** Told how Kafka names the error of a record that it gave up. */
  readonly onFailed: (reason: string) => void;
}

/** Sends until it is stopped. */
export class SteadyProducer {
  private readonly options: SteadyProducerOptions;
  private readonly alarm = new Alarm();
  private readonly producer: Producer;
  private stopped = false;

  constructor(options: SteadyProducerOptions) {
    this.options = options;
    const { access, idempotent } = options;
    this.producer = createKafka({ access, clientId: 'klab-ui', requestTimeoutMs: 3_000 }).producer({
      createPartitioner: defaultPartitioner,
      idempotent,
      // With more of them kafkajs cannot keep the order of what is tried again.
      maxInFlightRequests: 1,
      metadataMaxAge: 1_000,
    });
  }

  /** Begins to send. */
  start(): void {
    void this.send();
  }

  /** Sends no more. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.alarm.ring();
    await this.producer.disconnect().catch(() => undefined);
  }

  private async send(): Promise<void> {
    const intervalMs = 1_000 / this.options.perSecond;
    let isConnected = false;
    for (let number = 1; !this.stopped; number += 1) {
      try {
        if (!isConnected) await this.producer.connect();
        isConnected = true;
        await this.sendOne(number);
      } catch (error) {
        if (!this.isStopped()) this.options.onFailed(kafkaErrorType(error) ?? messageOf(error));
      }
      await this.alarm.wait(intervalMs);
    }
  }

  private async sendOne(number: number): Promise<void> {
    const { topic, acks, keyOf, onSent } = this.options;
    const [key, value] = [keyOf(number), `record ${number}`];
    const [sent] = await this.producer.send({ topic, acks: acksSettings[acks], messages: [{ key, value }] });
    // Where nobody acknowledges it, kafkajs tells no partition either.
    if (sent === undefined) return onSent({ key, value, partition: -1, offset: undefined });
    onSent({ key, value, partition: sent.partition, offset: Number(sent.baseOffset ?? sent.offset) });
  }

  private isStopped(): boolean {
    return this.stopped;
  }
}
