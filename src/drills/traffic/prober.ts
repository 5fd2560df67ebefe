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
import { Pacer } from './pacer.ts';
import { PartitionProber, type ProbeOptions } from './partition-prober.ts';
import { keyOf, valueOf } from '../record/probe-record.ts';

/** What a prober that writes needs besides. */
export interface ProberOptions extends ProbeOptions {
  readonly acks: Acks;
  readonly idempotent: boolean;
  /** Size of a record's value at least, in bytes. */
  readonly recordBytes: number;
}

/** A leader says itself that followers were too slow; only one that says nothing at all is cut off after this much more. */
const silenceMs = 300;

/** Probes one partition; asked to end, it gives its last record some time to be acknowledged. */
export class Prober extends PartitionProber<ProberOptions> {
  private producer: ProducerIdentity | undefined;
  /** Sequence of the first record under the current producer id. */
  private producerBase = 0;

  protected async run(): Promise<void> {
    const { recorder, intervalMs } = this.options;
    const pacer = new Pacer(intervalMs, recorder, this.alarm);
    for (let sequence = 0; !this.stopping; sequence += 1) {
      await this.deliver(sequence);
      if (!this.stopping) await pacer.next();
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
      if (this.givenUp) return;
      observer.refresh();
      await this.alarm.wait(retryMs);
      if (this.givenUp) return;
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
