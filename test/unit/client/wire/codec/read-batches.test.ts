/** What a fetch answer holds must be read whole, and only what is whole. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FieldWriter } from '../../../../../src/client/wire/codec/field-writer.ts';
import { readBatches } from '../../../../../src/client/wire/codec/read-batches.ts';
import { encodeBatch } from '../../../../../src/client/wire/codec/record-batch.ts';

/** A batch of one record as the leader keeps it: with an offset of its own. */
function stored(offset: number, value: string): Buffer {
  const record = { key: Buffer.from('k'), value: Buffer.from(value), timestampMs: 1, sequence: 0 };
  const batch = encodeBatch(record);
  batch.writeBigInt64BE(BigInt(offset), 0);
  return batch;
}

function valuesOf(bytes: Buffer): (readonly [number, string])[] {
  return readBatches(bytes).records.map(({ offset, value }) => [offset, value.toString()]);
}

/** A batch of several records, as a client that collects them writes it. */
function several(offset: number, values: readonly string[], attributes = 0): Buffer {
  const records = values.map((value, delta) => {
    const record = new FieldWriter().int8(0).varint(delta).varint(delta).varint(-1);
    const body = record.varint(value.length).raw(Buffer.from(value)).varint(0).toBuffer();
    return new FieldWriter().varint(body.length).raw(body).toBuffer();
  });
  const head = new FieldWriter().int32(0).int8(2).uint32(0).int16(attributes);
  head
    .int32(values.length - 1)
    .int64(0n)
    .int64(0n)
    .int64(-1n)
    .int16(-1)
    .int32(-1);
  const rest = head.int32(values.length).raw(Buffer.concat(records)).toBuffer();
  return new FieldWriter().int64(BigInt(offset)).bytes(rest).toBuffer();
}

describe('readBatches', () => {
  it('reads what the probers write, batch after batch', () => {
    const bytes = Buffer.concat([stored(7, '70'), stored(8, '80'), stored(10, '')]);
    expect(valuesOf(bytes)).toEqual([
      [7, '70'],
      [8, '80'],
      [10, ''],
    ]);
    expect(readBatches(bytes).nextOffset).toBe(11);
  });

  it('reads several records of one batch, without keys', () => {
    const bytes = several(40, ['a', 'bb', 'ccc']);
    expect(valuesOf(bytes)).toEqual([
      [40, 'a'],
      [41, 'bb'],
      [42, 'ccc'],
    ]);
    expect(readBatches(bytes).nextOffset).toBe(43);
  });

  it('steps over transaction markers', () => {
    const bytes = Buffer.concat([stored(1, 'x'), several(2, ['marker'], 0b11_0000)]);
    expect(valuesOf(bytes)).toEqual([[1, 'x']]);
    expect(readBatches(bytes).nextOffset).toBe(3);
  });

  it('refuses what it cannot read instead of leaving it out', () => {
    expect(() => readBatches(several(0, ['a'], 1))).toThrow('records compressed with gzip cannot be read');
    const old = stored(0, 'a');
    old.writeInt8(1, 16);
    expect(() => readBatches(old)).toThrow('a record batch has magic 1, not 2');
  });

  it('leaves a batch that is cut short for the next answer, wherever it is cut', () => {
    const [first, second] = [stored(3, 'first'), stored(4, 'second')];
    const whole = Buffer.concat([first, second]);
    fc.assert(
      fc.property(fc.nat(whole.length), (size) => {
        const { records, nextOffset } = readBatches(whole.subarray(0, size));
        const complete = size === whole.length ? 2 : Number(size >= first.length);
        expect(records).toHaveLength(complete);
        expect(nextOffset).toBe([undefined, 4, 5][complete]);
      }),
      { seed: 20260102, numRuns: 200 },
    );
  });

  it('reads back any value', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 300 }), { maxLength: 8 }), (values) => {
        const bytes = Buffer.concat(values.map((value, offset) => stored(offset, value)));
        expect(valuesOf(bytes).map(([, value]) => value)).toEqual(values);
      }),
      { seed: 20260103, numRuns: 50 },
    );
  });
});
