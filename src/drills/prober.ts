/**
 * Writes one partition's records one after another and tries each until it is acknowledged.
 * One record is under way at most, on a connection of the prober's own, straight to the leader: so a gap in its
 * acknowledgements is the cluster's and not a client's queue, backoff or stale metadata.
 */
import { initProducerId, produceOne, ProduceRefusal, type Acks } from '../client/produce.ts';
import { BrokerConnection } from '../client/wire/connection.ts';
import type { ProducerIdentity } from '../client/wire/record-batch.ts';
import { WireFailure } from '../client/wire/wire-failure.ts';
import { Alarm } from './alarm.ts';
import type { Observer } from './observer.ts';
import type { Recorder } from './recorder.ts';

/** What a prober needs. */
export interface ProberOptions {
  readonly topic: string;
  readonly partition: number;
  readonly acks: Acks;
  readonly idempotent: boolean;
  /** Pause between the starts of two records, in milliseconds. */
  readonly intervalMs: number;
  /** Pause before a failed record is tried again, in milliseconds. */
  readonly retryMs: number;
  /** How long a try may wait for followers, in milliseconds. */
  readonly requestTimeoutMs: number;
  readonly observer: Observer;
  readonly recorder: Recorder;
}

/** Records of a partition take turns over so many keys. */
const keysPerPartition = 8;
/** A leader says itself that followers were too slow; only one that says nothing at all is cut off after this much more. */
const silenceMs = 300;
/** A try that began just before the news of another leader has most likely gone to that one. */
const youngAttemptMs = 100;
const connectTimeoutMs = 500;

/** The key of a record: each belongs to one partition, so order per partition is order per key. */
export function keyOf(partition: number, sequence: number): string {
  return `p${partition}-k${sequence % keysPerPartition}`;
}

/** The value of a record: what the verdict needs to find it again. */
function valueOf(sequence: number): string {
  return String(sequence);
}

/** Probes one partition. */
export class Prober {
  private readonly options: ProberOptions;
  private readonly alarm = new Alarm();
  private connection: BrokerConnection | undefined;
  private producer: ProducerIdentity | undefined;
  /** Sequence of the first record under the current producer id. */
  private producerBase = 0;
  private underWay: { leader: number; startedAtMs: number } | undefined;
  private stopping = false;
  private giveUp = false;
  private running: Promise<void> = Promise.resolve();

  constructor(options: ProberOptions) {
    this.options = options;
    options.observer.onLeaderChange((partition, leader) => {
      if (partition === options.partition) this.leaderMoved(leader);
    });
  }

  /** Begins to write. */
  start(): void {
    this.running = this.run();
    // Kept for stop(), which tells it to somebody; until then a drill must go on to heal what it broke.
    this.running.catch(() => undefined);
  }

  /** Writes no new record, and gives the last one this much time to be acknowledged. */
  async stop(graceMs: number): Promise<void> {
    this.stopping = true;
    this.alarm.ring();
    const timer = setTimeout(() => {
      this.giveUp = true;
      this.connection?.close();
      this.alarm.ring();
    }, graceMs);
    try {
      await this.running;
    } finally {
      clearTimeout(timer);
      this.connection?.close();
    }
  }

  private async run(): Promise<void> {
    const { recorder, intervalMs } = this.options;
    let dueMs = recorder.nowMs();
    for (let sequence = 0; !this.stopping; sequence += 1) {
      await this.deliver(sequence);
      // After an outage the rate goes on as before: catching up would be a load of its own.
      dueMs = Math.max(dueMs + intervalMs, recorder.nowMs());
      const pauseMs = dueMs - recorder.nowMs();
      if (pauseMs > 0 && !this.stopping) await this.alarm.wait(pauseMs);
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
        this.underWay = { leader: leader.number, startedAtMs };
        const offset = await this.write(leader.address, sequence);
        recorder.record({ type: 'ack', ...tried, offset });
        return;
      } catch (error) {
        if (!(error instanceof WireFailure) && !(error instanceof ProduceRefusal)) throw error;
        const kind = leader === undefined ? 'no-leader' : error.kind;
        recorder.record({ type: 'error', ...tried, kind, mayBeDone: error.mayBeDone });
        this.learnFrom(error, sequence);
      } finally {
        this.underWay = undefined;
      }
      if (this.giveUp) return;
      observer.refresh();
      await this.alarm.wait(retryMs);
      if (this.giveUp) return;
    }
  }

  private async write(address: string, sequence: number): Promise<number> {
    const { topic, partition, acks, idempotent, requestTimeoutMs } = this.options;
    const timeoutMs = requestTimeoutMs + silenceMs;
    if (this.connection?.address !== address || !this.connection.isOpen) {
      this.connection?.close();
      this.connection = await BrokerConnection.open(address, connectTimeoutMs);
    }
    if (idempotent && this.producer === undefined) {
      this.producer = await initProducerId(this.connection, timeoutMs);
      this.producerBase = sequence;
    }
    return await produceOne(this.connection, {
      topic,
      partition,
      acks,
      replicationTimeoutMs: requestTimeoutMs,
      timeoutMs,
      record: {
        key: Buffer.from(keyOf(partition, sequence)),
        value: Buffer.from(valueOf(sequence)),
        timestampMs: Date.now(),
        producer: this.producer,
        sequence: sequence - this.producerBase,
      },
    });
  }

  private learnFrom(error: WireFailure | ProduceRefusal, sequence: number): void {
    if (error instanceof WireFailure) {
      this.connection?.close();
      this.connection = undefined;
    } else if (error.kind === 'out-of-order-sequence' || error.kind === 'unknown-producer-id') {
      // The log has lost what this producer wrote; only a new id lets writing go on, and the verdict names the loss.
      this.producer = undefined;
      this.producerBase = sequence;
    }
  }

  private leaderMoved(leader: number): void {
    // A paused or cut-off leader never answers: waiting for the timeout would add it to the measured gap.
    const { underWay } = this;
    const oldMs = underWay === undefined ? 0 : this.options.recorder.nowMs() - underWay.startedAtMs;
    if (underWay !== undefined && underWay.leader !== leader && oldMs > youngAttemptMs) {
      this.connection?.close('abandoned', `partition ${this.options.partition} has another leader`);
    }
    if (underWay === undefined) this.alarm.ring();
  }
}
