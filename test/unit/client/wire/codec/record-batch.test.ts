/** The lab's own record batches must be what Kafka expects, byte for byte. */
import { describe, expect, it } from 'vitest';
import { crc32c, encodeBatch } from '../../../../../src/client/wire/codec/record-batch.ts';

describe('crc32c', () => {
  it('gives the check value of CRC-32C', () => {
    expect(crc32c(Buffer.from('123456789'))).toBe(0xe3069283);
  });
});

describe('encodeBatch', () => {
  const record = {
    key: Buffer.from('k'),
    value: Buffer.from('7'),
    timestampMs: 1_700_000_000_000,
    sequence: 7,
  };

  it('states its own length and checksum', () => {
    const batch = encodeBatch(record);
    expect(batch.readInt32BE(8)).toBe(batch.length - 12);
    expect(batch.readInt8(16)).toBe(2);
    expect(batch.readUInt32BE(17)).toBe(crc32c(batch.subarray(21)));
  });

  it('carries producer and sequence only when idempotent', () => {
    const [plain, known] = [encodeBatch(record), encodeBatch({ ...record, producer: { id: 42n, epoch: 3 } })];
    expect([plain.readBigInt64BE(43), plain.readInt16BE(51), plain.readInt32BE(53)]).toEqual([-1n, -1, -1]);
    expect([known.readBigInt64BE(43), known.readInt16BE(51), known.readInt32BE(53)]).toEqual([42n, 3, 7]);
  });
});
