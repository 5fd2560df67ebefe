/**
 * Writes one partition's records one after another and tries each until it is acknowledged.
 * One record is under way at most, on a connection of the prober's own, straight to the leader: so a gap in its
 * acknowledgements is the cluster's and not a client's queue, backoff or stale metadata.
 */
import { initProducerId, produceOne, type Acks } from '../../client/wire/produce.ts';
import { LeaderRefusal } from '../../client/wire/codec/leader-answer.ts';
import type { BrokerConnection } from '../../client/wire/connection.ts';
import type { ProducerIdentity } from '../../client/wire/codec/record-batch.ts';
import { WireFailure } from '../../client/wire/wire-failure.ts';
import { LeaderLink } from './leader-link.ts';
import type { Observer } from '../watch/observer.ts';
import { Pacer } from './pacer.ts';
import { ProbeLoop } from './probe-loop.ts';
import { keyOf, valueOf } from '../record/probe-record.ts';
import type { Recorder } from '../record/recorder.ts';

/** What a prober needs. */
export interface ProberOptions {
  readonly topic: string;
  readonly partition: number;
  readonly acks: Acks;
  readonly idempotent: boolean;
  /** Pause between the starts of two records, in milliseconds. */
  readonly intervalMs: number;
  /** Size of a record's value at least, in bytes. */
  readonly recordBytes: number;
  /** Pause before a failed record is tried again, in milliseconds. */
  readonly retryMs: number;
  /** How long a try may wait for followers, in milliseconds. */
  readonly requestTimeoutMs: number;
  readonly observer: Observer;
  readonly recorder: Recorder;
}

/** A leader says itself that followers were too slow; only one that says nothing at all is cut off after this much more. */
const silenceMs = 300;

/** Probes one partition. */
export class Prober {
  private readonly options: ProberOptions;
  private readonly loop = new ProbeLoop(() => this.link.close());
  private readonly link: LeaderLink;
  private producer: ProducerIdentity | undefined;
  /** Sequence of the first record under the current producer id. */
  private producerBase = 0;

  constructor(options: ProberOptions) {
    this.options = options;
    this.link = new LeaderLink({ ...options, alarm: this.loop.alarm });
  }

  /** Begins to write. */
  start(): void {
    this.loop.start(() => this.run());
  }

  /** Writes no new record, and gives the last one this much time to be acknowledged. */
  async stop(graceMs: number): Promise<void> {
    await this.loop.stop(graceMs);
  }

  private async run(): Promise<void> {
    const { recorder, intervalMs } = this.options;
    const pacer = new Pacer(intervalMs, recorder, this.loop.alarm);
    for (let sequence = 0; !this.loop.stopping; sequence += 1) {
      await this.deliver(sequence);
      if (!this.loop.stopping) await pacer.next();
    }
  }

  private async deliver(sequence: number): Promise<void> {
    const { recorder, partition, observer, retryMs } = this.options;
    for (let attempt = 1; ; attempt += 1) {
      const leader = observer.leaderOf(partition);
      const startedAtMs = recorder.nowMs();
      recorder.record({ type: 'attempt', partition, sequence, attempt, leader: leader?.number ?? -1 });
      const tried = { partition, sequence, attempt, startedAtMs };
      try {
        if (leader === undefined) throw new WireFailure('refused', 'no leader', false);
        const offset = await this.link.ask(leader, (connection) => this.write(connection, sequence));
        recorder.record({ type: 'ack', ...tried, offset });
        return;
      } catch (error) {
        if (!(error instanceof WireFailure) && !(error instanceof LeaderRefusal)) throw error;
        const kind = leader === undefined ? 'no-leader' : error.kind;
        recorder.record({ type: 'error', ...tried, kind, mayBeDone: error.mayBeDone });
        if (error instanceof LeaderRefusal) this.learnFrom(error, sequence);
      }
      if (this.loop.givenUp) return;
      observer.refresh();
      await this.loop.alarm.wait(retryMs);
      if (this.loop.givenUp) return;
    }
  }

  private async write(connection: BrokerConnection, sequence: number): Promise<number> {
    const { topic, partition, acks, idempotent, requestTimeoutMs, recordBytes } = this.options;
    const timeoutMs = requestTimeoutMs + silenceMs;
    if (idempotent && this.producer === undefined) {
      this.producer = await initProducerId(connection, timeoutMs);
      this.producerBase = sequence;
    }
    return await produceOne(connection, {
      topic,
      partition,
      acks,
      replicationTimeoutMs: requestTimeoutMs,
      timeoutMs,
      record: {
        key: Buffer.from(keyOf(partition, sequence)),
        value: Buffer.from(valueOf(sequence, recordBytes)),
        timestampMs: Date.now(),
        producer: this.producer,
        sequence: sequence - this.producerBase,
      },
    });
  }

  private learnFrom({ kind }: LeaderRefusal, sequence: number): void {
    if (kind !== 'out-of-order-sequence' && kind !== 'unknown-producer-id') return;
    // The log has lost what this producer wrote; only a new id lets writing go on, and the verdict names the loss.
    this.producer = undefined;
    this.producerBase = sequence;
  }
}
