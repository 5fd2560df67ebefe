/**
 * Reads record batches of magic 2 as a fetch answer holds them: several in a row, the last one often cut short
 * (Kafka documentation, Message Format; org.apache.kafka.common.record.DefaultRecordBatch).
 */
import { RuntimeError } from '../../../errors.ts';
import { decompress } from './codecs.ts';
import { FieldReader } from './field-reader.ts';

/** One record of a batch. */
export interface FetchedRecord {
  readonly offset: number;
  /** A view into the answer, as the value is; empty where there is none. */
  readonly key: Buffer;
  readonly value: Buffer;
  /** Id of the transactional producer that wrote it. @default it belongs to no transaction */
  readonly transactionOf?: bigint;
}

/** The end of a transaction in a partition. */
export interface TransactionMarker {
  readonly offset: number;
  /** Whose it was. */
  readonly producerId: bigint;
  readonly committed: boolean;
}

/** What a fetch answer held. */
export interface FetchedRecords {
  readonly records: readonly FetchedRecord[];
  readonly markers: readonly TransactionMarker[];
  /** Offset after the last whole batch, be it of records or of transaction markers; undefined when there was none. */
  readonly nextOffset: number | undefined;
}

/** Bytes before a batch's length ends: its base offset and the length itself. */
const prefixBytes = 12;
const magic = 2;
const compressionMask = 0b111;
const transactionalMask = 0b1_0000;
const controlMask = 0b10_0000;
/** Type of a control record that ends a transaction as committed; 0 is aborted (org.apache.kafka.common.record.ControlRecordType). */
const commitMarker = 1;

/** Reads every whole batch. @throws RuntimeError `client` for a batch in a form that the lab does not read. */
export function readBatches(bytes: Buffer): FetchedRecords {
  const found = { records: [] as FetchedRecord[], markers: [] as TransactionMarker[] };
  let nextOffset: number | undefined;
  for (let at = 0; bytes.length - at >= prefixBytes;) {
    const end = at + prefixBytes + bytes.readInt32BE(at + 8);
    // A broker cuts an answer at the size that was asked for; the rest comes with the next one.
    if (end > bytes.length) break;
    nextOffset = readBatch(bytes.subarray(at, end), found);
    at = end;
  }
  return { ...found, nextOffset };
}

/** Adds what the batch holds. @returns the offset after it. */
function readBatch(
  batch: Buffer,
  { records, markers }: { readonly records: FetchedRecord[]; readonly markers: TransactionMarker[] },
): number {
  const reader = new FieldReader(batch);
  const baseOffset = Number(reader.int64());
  reader.int32(); // length
  reader.int32(); // leader epoch
  const found = reader.int8();
  if (found !== magic) throw new RuntimeError('client', `a record batch has magic ${found}, not ${magic}`);
  reader.int32(); // checksum
  const attributes = reader.int16();
  const nextOffset = baseOffset + reader.int32() + 1;
  reader.int64(); // first timestamp
  reader.int64(); // last timestamp
  const producerId = reader.int64();
  reader.int16(); // producer epoch
  reader.int32(); // first sequence
  const count = reader.int32();
  const codec = attributes & compressionMask;
  const list = codec === 0 ? reader : new FieldReader(decompress(codec, reader.rest()));
  const isControl = (attributes & controlMask) !== 0;
  const owner = (attributes & transactionalMask) === 0 ? {} : { transactionOf: producerId };
  for (let index = 0; index < count; index += 1) {
    const record = readRecord(new FieldReader(list.raw(list.varint())), baseOffset);
    if (!isControl) records.push({ ...record, ...owner });
    // Its key: version and type. Other control records, of KRaft itself, end no transaction.
    else if (record.key.length >= 4 && record.key.readInt16BE(2) <= commitMarker) {
      const committed = record.key.readInt16BE(2) === commitMarker;
      markers.push({ offset: record.offset, producerId, committed });
    }
  }
  return nextOffset;
}

function readRecord(reader: FieldReader, baseOffset: number): FetchedRecord {
  reader.int8(); // attributes
  reader.varlong(); // timestamp delta
  const offset = baseOffset + reader.varint();
  const key = reader.raw(Math.max(0, reader.varint()));
  return { offset, key, value: reader.raw(Math.max(0, reader.varint())) };
}
