/**
 * Fetch for one partition from one given leader. A prober must know which broker
 * it asked and when; a consumer that looks for the leader itself would add its own delays.
 */
import { apis } from './apis.ts';
import type { BrokerConnection } from './connection.ts';
import { FieldWriter } from './codec/field-writer.ts';
import { readLeaderAnswer } from './codec/leader-answer.ts';
import { readBatches, type FetchedRecords } from './codec/read-batches.ts';

/** Where to read. */
export interface FetchRequest {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  /** How long the answer may take, in milliseconds. */
  readonly timeoutMs: number;
}

/** More than is written in many intervals; a larger record comes all the same, alone (KIP-74). */
const maxBytes = 1_048_576;
const consumer = -1;

/**
 * Reads what is there from an offset on, and does not wait for more.
 * @throws LeaderRefusal, WireFailure; RuntimeError for batches in a form that the lab does not read.
 */
export async function fetchRecords(
  connection: BrokerConnection,
  { topic, partition, offset, timeoutMs }: FetchRequest,
): Promise<FetchedRecords> {
  const [maxWaitMs, minBytes, readUncommitted] = [0, 0, 0];
  const body = new FieldWriter().int32(consumer).int32(maxWaitMs).int32(minBytes).int32(maxBytes);
  body
    .int8(readUncommitted)
    .array([topic], (name) =>
      body
        .string(name)
        .array([partition], (number) => body.int32(number).int64(BigInt(offset)).int32(maxBytes)),
    );
  const reader = await connection.request({ api: apis.fetch, body, timeoutMs });
  reader.int32(); // throttle time
  const answer = readLeaderAnswer(reader, () => {
    const errorCode = reader.int16();
    reader.int64(); // high watermark
    reader.int64(); // last stable offset
    reader.array(() => [reader.int64(), reader.int64()]); // aborted transactions
    return { errorCode, batches: reader.bytes() };
  });
  const { records, markers, nextOffset } = readBatches(answer.batches);
  // A batch comes whole, also when the offset that was asked for lies within it.
  return { records: records.filter((record) => record.offset >= offset), markers, nextOffset };
}
