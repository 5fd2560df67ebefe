/**
 * Reads record batches of magic 2 as a fetch answer holds them: several in a row, the last one often cut short
 * (Kafka documentation, Message Format; org.apache.kafka.common.record.DefaultRecordBatch).
 */
import { RuntimeError } from '../../errors.ts';
import { FieldReader } from './field-reader.ts';

/** One record of a batch. */
export interface FetchedRecord {
  readonly offset: number;
  /** A view into the answer. */
  readonly value: Buffer;
}

/** What a fetch answer held. */
export interface FetchedRecords {
  readonly records: readonly FetchedRecord[];
  /** Offset after the last whole batch, be it of records or of transaction markers; undefined when there was none. */
  readonly nextOffset: number | undefined;
}

/** Bytes before a batch's length ends: its base offset and the length itself. */
const prefixBytes = 12;
const magic = 2;
const compressionMask = 0b111;
const controlMask = 0b10_0000;

/** Reads every whole batch. @throws RuntimeError `client` for a batch that no producer of the lab writes. */
export function readBatches(bytes: Buffer): FetchedRecords {
  const records: FetchedRecord[] = [];
  let nextOffset: number | undefined;
  for (let at = 0; bytes.length - at >= prefixBytes;) {
    const end = at + prefixBytes + bytes.readInt32BE(at + 8);
    // A broker cuts an answer at the size that was asked for; the rest comes with the next one.
    if (end > bytes.length) break;
    nextOffset = readBatch(bytes.subarray(at, end), records);
    at = end;
  }
  return { records, nextOffset };
}

/** Adds the batch's records. @returns the offset after it. */
function readBatch(batch: Buffer, records: FetchedRecord[]): number {
  const reader = new FieldReader(batch);
  const baseOffset = Number(reader.int64());
  reader.int32(); // length
  reader.int32(); // leader epoch
  const found = reader.int8();
  if (found !== magic) throw new RuntimeError('client', `a record batch has magic ${found}, not ${magic}`);
  reader.int32(); // checksum
  const attributes = reader.int16();
  if ((attributes & compressionMask) !== 0) {
    throw new RuntimeError('client', 'a record batch is compressed, and a prober reads plain ones only');
  }
  const nextOffset = baseOffset + reader.int32() + 1;
  reader.int64(); // first timestamp
  reader.int64(); // last timestamp
  reader.int64(); // producer id
  reader.int16(); // producer epoch
  reader.int32(); // first sequence
  const count = reader.int32();
  if ((attributes & controlMask) !== 0) return nextOffset;
  for (let index = 0; index < count; index += 1) {
    records.push(readRecord(new FieldReader(reader.raw(reader.varint())), baseOffset));
  }
  return nextOffset;
}

function readRecord(reader: FieldReader, baseOffset: number): FetchedRecord {
  reader.int8(); // attributes
  reader.varint(); // timestamp delta
  const offset = baseOffset + reader.varint();
  reader.raw(Math.max(0, reader.varint())); // key
  return { offset, value: reader.raw(Math.max(0, reader.varint())) };
}
