/** What the reader reads must be what the writer wrote, and what the writer writes must be what Kafka's guide says. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FieldReader } from '../../../../src/client/wire/codec/field-reader.ts';
import { FieldWriter } from '../../../../src/client/wire/codec/field-writer.ts';

function hex(write: (writer: FieldWriter) => unknown): string {
  const writer = new FieldWriter();
  write(writer);
  return writer.toBuffer().toString('hex');
}

/** Reads back what was written, and makes sure that nothing is left over. */
function roundTrip<T>(write: (writer: FieldWriter) => unknown, read: (reader: FieldReader) => T): T {
  const writer = new FieldWriter();
  write(writer);
  const end = 0x5a;
  const reader = new FieldReader(writer.int8(end).toBuffer());
  const value = read(reader);
  expect(reader.int8()).toBe(end);
  return value;
}

const text = fc.option(fc.string({ unit: 'binary', maxLength: 300 }), { nil: null });

describe('fields on the wire', () => {
  it.each<[string, (writer: FieldWriter) => unknown, string]>([
    ['INT8', (it) => it.int8(-2), 'fe'],
    ['INT16', (it) => it.int16(-2), 'fffe'],
    ['INT32', (it) => it.int32(258), '00000102'],
    ['UINT32', (it) => it.uint32(0xfffffffe), 'fffffffe'],
    ['INT64', (it) => it.int64(-1n), 'ffffffffffffffff'],
    ['BOOLEAN', (it) => it.boolean(true).boolean(false), '0100'],
    ['UNSIGNED_VARINT of one byte', (it) => it.uvarint(127), '7f'],
    ['UNSIGNED_VARINT of two bytes', (it) => it.uvarint(300), 'ac02'],
    ['UNSIGNED_VARINT of five bytes', (it) => it.uvarint(0xffffffff), 'ffffffff0f'],
    ['VARINT, zigzag', (it) => it.varint(0).varint(-1).varint(1).varint(-65), '0001028101'],
    ['plain string', (it) => it.string('ä'), '0002c3a4'],
    ['plain null string', (it) => it.string(null), 'ffff'],
    ['compact string', (it) => it.compactString('ä'), '03c3a4'],
    ['compact empty string', (it) => it.compactString(''), '01'],
    ['compact null string', (it) => it.compactString(null), '00'],
    ['bytes', (it) => it.bytes(Buffer.from([7])), '0000000107'],
    ['plain array', (it) => it.array([1, 2], (value) => it.int8(value)), '000000020102'],
    ['plain null array', (it) => it.array(null, () => undefined), 'ffffffff'],
    ['compact array', (it) => it.compactArray([1, 2], (value) => it.int8(value)), '030102'],
    ['compact empty array', (it) => it.compactArray([], () => undefined), '01'],
    ['compact null array', (it) => it.compactArray(null, () => undefined), '00'],
    ['no tagged fields', (it) => it.tags(), '00'],
  ])('%s', (_, write, bytes) => {
    expect(hex(write)).toBe(bytes);
  });
});

describe('a round trip', () => {
  it('keeps numbers', () => {
    const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
    const uint32 = fc.integer({ min: 0, max: 0xffffffff });
    fc.assert(
      fc.property(fc.integer(), int64, uint32, fc.boolean(), (a, b, c, d) => {
        const read = roundTrip(
          (it) => it.int32(a).int64(b).uvarint(c).boolean(d).int16(-3).int8(-4),
          (it) => [it.int32(), it.int64(), it.uvarint(), it.boolean(), it.int16(), it.int8()],
        );
        expect(read).toEqual([a, b, c, d, -3, -4]);
      }),
    );
  });

  it('keeps strings and arrays, plain and compact', () => {
    fc.assert(
      fc.property(fc.array(text, { maxLength: 200 }), (texts) => {
        const plain = roundTrip(
          (it) => it.array(texts, (each) => it.string(each)),
          (it) => it.array(() => it.string()),
        );
        const compact = roundTrip(
          (it) => it.compactArray(texts, (each) => it.compactString(each).tags()),
          (it) =>
            it.compactArray(() => {
              const each = it.compactString();
              it.tags();
              return each;
            }),
        );
        expect([plain, compact]).toEqual([texts, texts]);
      }),
    );
  });

  it('reads a null array as an empty one', () => {
    const read = roundTrip(
      (it) => it.array(null, () => undefined).compactArray(null, () => undefined),
      (it) => [it.array(() => it.int8()), it.compactArray(() => it.int8())],
    );
    expect(read).toEqual([[], []]);
  });
});

describe('the reader', () => {
  it('skips tagged fields that it does not know', () => {
    const tagged = (it: FieldWriter): unknown =>
      it.uvarint(2).uvarint(0).uvarint(3).raw(Buffer.from('abc')).uvarint(200).uvarint(0).int32(7);
    const read = roundTrip(tagged, (it) => {
      it.tags();
      return it.int32();
    });
    expect(read).toBe(7);
  });

  it.each<[string, (reader: FieldReader) => unknown]>([
    ['a number', (it) => it.int32()],
    ['a varint', (it) => it.uvarint()],
    ['an array', (it) => it.compactArray(() => it.int64())],
  ])('says that %s is cut off', (_, read) => {
    expect(() => read(new FieldReader(Buffer.from([0xff])))).toThrow(RangeError);
  });
});
