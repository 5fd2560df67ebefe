/** Kafka's primitive types on the wire, as far as the lab's own requests need them (Kafka protocol guide, Protocol Primitive Types). */

/** Collects the fields of a request in order. */
export class FieldWriter {
  private readonly parts: Buffer[] = [];

  int8(value: number): this {
    return this.add(1, (buffer) => buffer.writeInt8(value));
  }
  int16(value: number): this {
    return this.add(2, (buffer) => buffer.writeInt16BE(value));
  }
  int32(value: number): this {
    return this.add(4, (buffer) => buffer.writeInt32BE(value));
  }
  uint32(value: number): this {
    return this.add(4, (buffer) => buffer.writeUInt32BE(value));
  }
  int64(value: bigint): this {
    return this.add(8, (buffer) => buffer.writeBigInt64BE(value));
  }
  /** A string with its length as INT16; null has length -1. */
  string(value: string | null): this {
    if (value === null) return this.int16(-1);
    const bytes = Buffer.from(value);
    return this.int16(bytes.length).raw(bytes);
  }
  /** Bytes with their length as INT32. */
  bytes(value: Buffer): this {
    return this.int32(value.length).raw(value);
  }
  /** A zigzag VARINT, as used inside record batches. */
  varint(value: number): this {
    const bytes: number[] = [];
    let rest = ((value << 1) ^ (value >> 31)) >>> 0;
    while (rest > 0x7f) {
      bytes.push((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    bytes.push(rest);
    return this.raw(Buffer.from(bytes));
  }
  raw(value: Buffer): this {
    this.parts.push(value);
    return this;
  }
  /** Everything written so far. */
  toBuffer(): Buffer {
    return Buffer.concat(this.parts);
  }

  private add(size: number, write: (buffer: Buffer) => void): this {
    const buffer = Buffer.alloc(size);
    write(buffer);
    return this.raw(buffer);
  }
}

/** Reads the fields of a response in order. */
export class FieldReader {
  private offset = 0;
  private readonly buffer: Buffer;

  constructor(buffer: Buffer) {
    this.buffer = buffer;
  }

  int8(): number {
    return this.buffer.readInt8(this.advance(1));
  }
  int16(): number {
    return this.buffer.readInt16BE(this.advance(2));
  }
  int32(): number {
    return this.buffer.readInt32BE(this.advance(4));
  }
  int64(): bigint {
    return this.buffer.readBigInt64BE(this.advance(8));
  }
  boolean(): boolean {
    return this.int8() !== 0;
  }
  string(): string | null {
    const length = this.int16();
    if (length < 0) return null;
    const start = this.advance(length);
    return this.buffer.toString('utf8', start, start + length);
  }
  array<T>(element: () => T): T[] {
    return Array.from({ length: Math.max(0, this.int32()) }, element);
  }

  private advance(size: number): number {
    this.offset += size;
    return this.offset - size;
  }
}
