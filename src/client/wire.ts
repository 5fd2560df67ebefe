/**
 * One request to one broker on a connection of its own: for what kafkajs cannot ask, and for answers that must
 * be this broker's own (kafkajs asks any broker it has learnt of). Flexible versions only: compact strings and
 * arrays carry their length plus one, and every structure ends with its tagged fields (KIP-482).
 */
import { connect } from 'node:net';
import { RuntimeError } from '../errors.ts';

/** What to ask of whom. */
export interface WireRequest {
  /** `host:port` of the broker. */
  readonly address: string;
  readonly apiKey: number;
  readonly apiVersion: number;
  /** The request's fields, without its header. */
  readonly body: Buffer;
  /** What the broker is asked to do, as it reads after "did not": "describe its quorum". */
  readonly what: string;
  /** How long connection and answer may take together, in milliseconds. @default 3000 */
  readonly timeoutMs?: number;
}

/**
 * Sends one request and returns a reader that stands at the first field of the response.
 * @throws RuntimeError `client` when the broker cannot be reached or does not answer in time.
 */
export async function askOnce(request: WireRequest): Promise<WireReader> {
  const reader = new WireReader(await exchange(request));
  reader.int32();
  reader.tags();
  return reader;
}

/** An unsigned variable-length integer. */
export function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>>= 7) {
    if (rest < 0x80) return Buffer.from([...bytes, rest]);
    bytes.push((rest & 0x7f) | 0x80);
  }
}

/** A compact string. */
export function compactString(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([varint(bytes.length + 1), bytes]);
}

/** A 32-bit integer. */
export function int32(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeInt32BE(value);
  return buffer;
}

/** No tagged fields: what ends a structure that has none. */
export const noTags: Buffer = Buffer.from([0]);

function frame(request: WireRequest): Buffer {
  const clientId = Buffer.from('klab');
  const header = Buffer.alloc(10);
  header.writeInt16BE(request.apiKey, 0);
  header.writeInt16BE(request.apiVersion, 2);
  header.writeInt32BE(1, 4);
  // The client id alone keeps the old two-byte length (request header version 2).
  header.writeInt16BE(clientId.length, 8);
  const payload = Buffer.concat([header, clientId, noTags, request.body]);
  return Buffer.concat([int32(payload.length), payload]);
}

function exchange(request: WireRequest): Promise<Buffer> {
  const { address, timeoutMs = 3_000 } = request;
  const colon = address.lastIndexOf(':');
  const message = frame(request);
  return new Promise((resolve, reject) => {
    const failed = (reason: string): void => {
      clearTimeout(timer);
      socket.destroy();
      reject(new RuntimeError('client', `${address} did not ${request.what}: ${reason}`));
    };
    const timer = setTimeout(() => failed(`no answer within ${timeoutMs} ms`), timeoutMs);
    const chunks: Buffer[] = [];
    const socket = connect({ host: address.slice(0, colon), port: Number(address.slice(colon + 1)) }, () =>
      socket.write(message),
    );
    socket.on('error', (error) => failed(error.message));
    socket.on('close', () => failed('connection closed'));
    socket.on('data', (chunk) => {
      chunks.push(chunk);
      const received = Buffer.concat(chunks);
      if (received.length < 4 || received.length < 4 + received.readInt32BE(0)) return;
      clearTimeout(timer);
      resolve(received.subarray(4));
      socket.destroy();
    });
  });
}

/** Reads the fields of a response in order. */
export class WireReader {
  private offset = 0;
  private readonly buffer: Buffer;

  constructor(buffer: Buffer) {
    this.buffer = buffer;
  }

  int16(): number {
    this.offset += 2;
    return this.buffer.readInt16BE(this.offset - 2);
  }

  int32(): number {
    this.offset += 4;
    return this.buffer.readInt32BE(this.offset - 4);
  }

  skip(bytes: number): void {
    this.offset += bytes;
  }

  varint(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.buffer.readUInt8(this.offset++);
      value |= (byte & 0x7f) << shift;
      if ((byte & 0x80) === 0) return value;
    }
  }

  /** A compact string; null where the protocol allows it. */
  string(): string | null {
    const length = this.varint() - 1;
    if (length < 0) return null;
    this.offset += length;
    return this.buffer.toString('utf8', this.offset - length, this.offset);
  }

  /** A compact array; empty for null. */
  array<T>(element: () => T): T[] {
    return Array.from({ length: Math.max(0, this.varint() - 1) }, element);
  }

  /** Skips the tagged fields that end a structure. */
  tags(): void {
    for (let count = this.varint(); count > 0; count -= 1) {
      this.varint();
      this.skip(this.varint());
    }
  }
}
