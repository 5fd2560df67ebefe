/** Reads what {@link FieldWriter} writes: Kafka's primitive types, plain and compact (Kafka protocol guide; KIP-482). */

/** Reads the fields of a response in order. */
export class FieldReader {
  private offset = 0;
  private readonly buffer: Buffer;

  private readonly tooShort: () => Error;

  /** Version of the request that this answers, which says what fields there are; 0 where nothing was asked. */
  readonly version: number;

  /** @param tooShort what is thrown where the response is shorter than its fields. @default RangeError */
  constructor(
    buffer: Buffer,
    tooShort = (): Error => new RangeError('the response ends too early'),
    version = 0,
  ) {
    this.buffer = buffer;
    this.tooShort = tooShort;
    this.version = version;
  }

  /** INT8. */
  int8(): number {
    return this.buffer.readInt8(this.advance(1));
  }

  /** INT16. */
  int16(): number {
    return this.buffer.readInt16BE(this.advance(2));
  }

  /** INT32. */
  int32(): number {
    return this.buffer.readInt32BE(this.advance(4));
  }

  /** INT64. */
  int64(): bigint {
    return this.buffer.readBigInt64BE(this.advance(8));
  }

  /** BOOLEAN. */
  boolean(): boolean {
    return this.int8() !== 0;
  }

  /** UNSIGNED_VARINT. */
  uvarint(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.buffer.readUInt8(this.advance(1));
      value |= (byte & 0x7f) << shift;
      if ((byte & 0x80) === 0) return value >>> 0;
    }
  }

  /** VARINT, signed and zigzag, as used inside record batches. */
  varint(): number {
    const value = this.uvarint();
    return (value >>> 1) ^ -(value & 1);
  }

  /** VARLONG, signed and zigzag: a difference of two times may be longer than 32 bits. */
  varlong(): bigint {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = this.buffer.readUInt8(this.advance(1));
      value |= BigInt(byte & 0x7f) << shift;
      if ((byte & 0x80) === 0) return (value >> 1n) ^ -(value & 1n);
    }
  }

  /** All that is left: a view, not a copy. */
  rest(): Buffer {
    return this.raw(this.buffer.length - this.offset);
  }

  /** BYTES: a view, not a copy; empty for null. */
  bytes(): Buffer {
    return this.raw(Math.max(0, this.int32()));
  }

  /** So many bytes as they are: a view, not a copy. */
  raw(size: number): Buffer {
    const start = this.advance(size);
    return this.buffer.subarray(start, this.offset);
  }

  /** NULLABLE_STRING. */
  string(): string | null {
    return this.text(this.int16());
  }

  /** COMPACT_NULLABLE_STRING. */
  compactString(): string | null {
    return this.text(this.uvarint() - 1);
  }

  /** ARRAY; empty for null. */
  array<T>(element: () => T): T[] {
    return Array.from({ length: Math.max(0, this.int32()) }, element);
  }

  /** COMPACT_ARRAY; empty for null. `element` reads the tagged fields too. */
  compactArray<T>(element: () => T): T[] {
    return Array.from({ length: Math.max(0, this.uvarint() - 1) }, element);
  }

  /** Skips the tagged fields that end a structure of a flexible version: later brokers may send some. */
  tags(): void {
    this.tagged();
  }

  /** Tagged fields, each with a reader of its own, by their numbers. */
  tagged(): ReadonlyMap<number, FieldReader> {
    const fields = new Map<number, FieldReader>();
    for (let count = this.uvarint(); count > 0; count -= 1) {
      const tag = this.uvarint();
      fields.set(tag, new FieldReader(this.raw(this.uvarint()), this.tooShort, this.version));
    }
    return fields;
  }

  private text(length: number): string | null {
    if (length < 0) return null;
    const start = this.advance(length);
    return this.buffer.toString('utf8', start, start + length);
  }

  private advance(size: number): number {
    const start = this.offset;
    if (size < 0 || start + size > this.buffer.length) throw this.tooShort();
    this.offset += size;
    return start;
  }
}
