/** Writes one record as a record batch of magic 2 (Kafka documentation, Message Format; org.apache.kafka.common.record.DefaultRecordBatch). */
import { FieldWriter } from './field-writer.ts';

/** One record and the producer it comes from. */
export interface SingleRecord {
  readonly key: Buffer;
  readonly value: Buffer;
  readonly timestampMs: number;
  /** Producer id and epoch of an idempotent producer. @default none */
  readonly producer?: ProducerIdentity | undefined;
  /** Idempotent producer's sequence number in this partition; ignored without `producer`. */
  readonly sequence: number;
}

/** What a broker gives an idempotent producer to be known by. */
export interface ProducerIdentity {
  readonly id: bigint;
  readonly epoch: number;
}

/** The batch, ready for a produce request. */
export function encodeBatch(record: SingleRecord): Buffer {
  const timestamp = BigInt(record.timestampMs);
  const { producer } = record;
  const checked = new FieldWriter()
    .int16(0) // attributes: no compression, create time, not transactional
    .int32(0) // last offset delta
    .int64(timestamp)
    .int64(timestamp)
    .int64(producer?.id ?? -1n)
    .int16(producer?.epoch ?? -1)
    .int32(producer === undefined ? -1 : record.sequence)
    .int32(1)
    .raw(encodeRecord(record))
    .toBuffer();
  const leaderEpoch = -1;
  const magic = 2;
  const afterLength = new FieldWriter()
    .int32(leaderEpoch)
    .int8(magic)
    .uint32(crc32c(checked))
    .raw(checked)
    .toBuffer();
  return new FieldWriter().int64(0n).bytes(afterLength).toBuffer();
}

function encodeRecord({ key, value }: SingleRecord): Buffer {
  const body = new FieldWriter()
    .int8(0) // attributes
    .varint(0) // timestamp delta
    .varint(0) // offset delta
    .varint(key.length)
    .raw(key)
    .varint(value.length)
    .raw(value)
    .varint(0) // headers
    .toBuffer();
  return new FieldWriter().varint(body.length).raw(body).toBuffer();
}

// CRC-32C, the Castagnoli polynomial in reversed bits; Node's zlib has only plain CRC-32.
const castagnoli = 0x82f63b78;
const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ castagnoli : crc >>> 1;
  return crc >>> 0;
});

/** CRC-32C of the bytes, as Kafka puts it into a batch. */
export function crc32c(bytes: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crc >>> 8) ^ (crcTable[(crc ^ byte) & 0xff] ?? 0);
  return (crc ^ 0xffffffff) >>> 0;
}
