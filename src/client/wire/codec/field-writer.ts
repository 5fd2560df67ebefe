/**
 * Writes Kafka's primitive types, as far as the lab's own requests need them.
 * Plain versions give strings and arrays a length of fixed size; flexible versions (KIP-482) give them a compact one, a
 * varint of the length plus one, and end every structure with tagged fields. Upstream: Kafka protocol guide, Protocol
 * Primitive Types; org.apache.kafka.common.protocol.ByteBufferAccessor.
 */

/** Collects the fields of a request in order. */
export class FieldWriter {
  private readonly parts: Buffer[] = [];

  /** INT8. */
  int8(value: number): this {
    return this.fixed(1, (buffer) => buffer.writeInt8(value));
  }

  /** INT16. */
  int16(value: number): this {
    return this.fixed(2, (buffer) => buffer.writeInt16BE(value));
  }

  /** INT32. */
  int32(value: number): this {
    return this.fixed(4, (buffer) => buffer.writeInt32BE(value));
  }

  /** UINT32. */
  uint32(value: number): this {
    return this.fixed(4, (buffer) => buffer.writeUInt32BE(value));
  }

  /** INT64. */
  int64(value: bigint): this {
    return this.fixed(8, (buffer) => buffer.writeBigInt64BE(value));
  }

  /** BOOLEAN. */
  boolean(value: boolean): this {
    return this.int8(value ? 1 : 0);
  }

  /** UNSIGNED_VARINT. */
  uvarint(value: number): this {
    const bytes: number[] = [];
    let rest = value >>> 0;
    while (rest > 0x7f) {
      bytes.push((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    bytes.push(rest);
    return this.raw(Buffer.from(bytes));
  }

  /** VARINT, signed and zigzag, as used inside record batches. */
  varint(value: number): this {
    return this.uvarint((value << 1) ^ (value >> 31));
  }

  /** NULLABLE_STRING: its length as INT16, -1 for null. */
  string(value: string | null): this {
    if (value === null) return this.int16(-1);
    const bytes = Buffer.from(value);
    return this.int16(bytes.length).raw(bytes);
  }

  /** COMPACT_NULLABLE_STRING: its length plus one as UNSIGNED_VARINT, 0 for null. */
  compactString(value: string | null): this {
    if (value === null) return this.uvarint(0);
    const bytes = Buffer.from(value);
    return this.uvarint(bytes.length + 1).raw(bytes);
  }

  /** BYTES: their length as INT32. */
  bytes(value: Buffer): this {
    return this.int32(value.length).raw(value);
  }

  /** ARRAY: its length as INT32, -1 for null; `write` writes one element. */
  array<T>(elements: readonly T[] | null, write: (element: T) => unknown): this {
    this.int32(elements?.length ?? -1);
    elements?.forEach((element) => write(element));
    return this;
  }

  /** COMPACT_ARRAY: its length plus one as UNSIGNED_VARINT, 0 for null; `write` writes one element, tagged fields included. */
  compactArray<T>(elements: readonly T[] | null, write: (element: T) => unknown): this {
    this.uvarint(elements === null ? 0 : elements.length + 1);
    elements?.forEach((element) => write(element));
    return this;
  }

  /** The tagged fields that end a structure of a flexible version; the lab never has any to send. */
  tags(): this {
    return this.uvarint(0);
  }

  /** Bytes as they are. */
  raw(value: Buffer): this {
    this.parts.push(value);
    return this;
  }

  /** Everything written so far. */
  toBuffer(): Buffer {
    return Buffer.concat(this.parts);
  }

  private fixed(size: number, write: (buffer: Buffer) => void): this {
    const buffer = Buffer.alloc(size);
    write(buffer);
    return this.raw(buffer);
  }
}
