/**
 * Produce (API key 0, version 7) and InitProducerId (22, version 1) for one record at a time to one given leader.
 * A prober must know which broker it asked and when; a client that looks for the leader itself would add its own delays.
 */
import type { BrokerConnection } from './wire/connection.ts';
import { FieldWriter } from './wire/field-writer.ts';
import { encodeBatch, type ProducerIdentity, type SingleRecord } from './wire/record-batch.ts';

/** How many copies must have a record before it counts as written: all in sync, or the leader's alone. */
export type Acks = 'all' | 1;

/** A produce request for one record. */
export interface ProduceRequest {
  readonly topic: string;
  readonly partition: number;
  readonly record: SingleRecord;
  readonly acks: Acks;
  /** How long the leader may wait for its followers, in milliseconds. */
  readonly replicationTimeoutMs: number;
  /** How long the answer may take, in milliseconds. */
  readonly timeoutMs: number;
}

/** A leader that answered, but not with success. */
export class ProduceRefusal extends Error {
  /** Kafka's name for the error in lower case with dashes, such as `not-enough-replicas`. */
  readonly kind: string;
  readonly errorCode: number;
  /** True when the leader has written the record and it may still become visible. */
  readonly mayBeDone: boolean;

  constructor(errorCode: number) {
    const { kind, mayBeDone } = refusals[errorCode] ?? { kind: `kafka-error-${errorCode}`, mayBeDone: true };
    super(`the leader answered ${kind}`);
    this.name = 'ProduceRefusal';
    this.kind = kind;
    this.errorCode = errorCode;
    this.mayBeDone = mayBeDone;
  }
}

/** Error codes a produce request meets (org.apache.kafka.common.protocol.Errors), and whether the record may be in the log. */
const refusals: Readonly<Record<number, { kind: string; mayBeDone: boolean }>> = {
  3: { kind: 'unknown-topic-or-partition', mayBeDone: false },
  5: { kind: 'leader-not-available', mayBeDone: false },
  6: { kind: 'not-leader-or-follower', mayBeDone: false },
  7: { kind: 'request-timed-out', mayBeDone: true },
  19: { kind: 'not-enough-replicas', mayBeDone: false },
  20: { kind: 'not-enough-replicas-after-append', mayBeDone: true },
  45: { kind: 'out-of-order-sequence', mayBeDone: false },
  56: { kind: 'kafka-storage-error', mayBeDone: true },
  59: { kind: 'unknown-producer-id', mayBeDone: false },
};

/** The leader has had this batch before: an idempotent producer's retry that was not needed. */
const duplicateSequence = 46;

/**
 * Writes one record.
 * @returns its offset; -1 when the leader only says that it has it already.
 * @throws ProduceRefusal, WireFailure
 */
export async function produceOne(connection: BrokerConnection, request: ProduceRequest): Promise<number> {
  const body = new FieldWriter();
  body
    .string(null) // no transaction
    .int16(request.acks === 'all' ? -1 : request.acks)
    .int32(request.replicationTimeoutMs)
    .array([request.topic], (topic) =>
      body
        .string(topic)
        .array([request.partition], (partition) => body.int32(partition).bytes(encodeBatch(request.record))),
    );
  const { timeoutMs } = request;
  const reader = await connection.request({ apiKey: 0, apiVersion: 7, body, timeoutMs });
  const [partition] = reader
    .array(() => {
      reader.string(); // topic
      return reader.array(() => {
        reader.int32(); // partition
        const result = { errorCode: reader.int16(), offset: Number(reader.int64()) };
        reader.int64(); // log append time
        reader.int64(); // log start offset
        return result;
      });
    })
    .flat();
  const errorCode = partition?.errorCode ?? -1;
  if (partition !== undefined && errorCode === 0) return partition.offset;
  if (errorCode === duplicateSequence) return -1;
  throw new ProduceRefusal(errorCode);
}

/** Asks for an idempotent producer's id; the answer may take `timeoutMs` milliseconds. @throws ProduceRefusal, WireFailure */
export async function initProducerId(
  connection: BrokerConnection,
  timeoutMs: number,
): Promise<ProducerIdentity> {
  const transactionTimeoutMs = 60_000;
  const body = new FieldWriter().string(null).int32(transactionTimeoutMs);
  const reader = await connection.request({ apiKey: 22, apiVersion: 1, body, timeoutMs });
  reader.int32(); // throttle time
  const errorCode = reader.int16();
  if (errorCode !== 0) throw new ProduceRefusal(errorCode);
  return { id: reader.int64(), epoch: reader.int16() };
}
