/**
 * Produce and InitProducerId for one record at a time to one given leader.
 * A prober must know which broker it asked and when; a client that looks for the leader itself would add its own delays.
 */
import { apis } from './apis.ts';
import type { BrokerConnection } from './connection.ts';
import { FieldWriter } from './codec/field-writer.ts';
import { LeaderRefusal, readLeaderAnswer } from './codec/leader-answer.ts';
import { encodeBatch, type ProducerIdentity, type SingleRecord } from './codec/record-batch.ts';

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

/** The leader has had this batch before: an idempotent producer's retry that was not needed. */
const duplicateSequence = 46;

/**
 * Writes one record.
 * @returns its offset; -1 when the leader only says that it has it already.
 * @throws LeaderRefusal, WireFailure
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
  const reader = await connection.request({ api: apis.produce, body, timeoutMs });
  try {
    return readLeaderAnswer(reader, () => {
      const result = { errorCode: reader.int16(), offset: Number(reader.int64()) };
      reader.int64(); // log append time
      reader.int64(); // log start offset
      return result;
    }).offset;
  } catch (error) {
    if (error instanceof LeaderRefusal && error.errorCode === duplicateSequence) return -1;
    throw error;
  }
}

/** Asks for an idempotent producer's id; the answer may take `timeoutMs` milliseconds. @throws LeaderRefusal, WireFailure */
export async function initProducerId(
  connection: BrokerConnection,
  timeoutMs: number,
): Promise<ProducerIdentity> {
  const transactionTimeoutMs = 60_000;
  const body = new FieldWriter().string(null).int32(transactionTimeoutMs);
  const reader = await connection.request({ api: apis.initProducerId, body, timeoutMs });
  reader.int32(); // throttle time
  const errorCode = reader.int16();
  if (errorCode !== 0) throw new LeaderRefusal(errorCode);
  return { id: reader.int64(), epoch: reader.int16() };
}
