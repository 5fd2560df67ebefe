/**
 * One DescribeQuorum request (API key 55), which kafkajs does not have.
 * With KRaft the metadata response names a random live broker as controller; only the quorum knows its leader.
 * Version 0 is served by Kafka 3.3 and later (Kafka protocol guide, DescribeQuorum; KIP-595, KIP-836).
 */
import { connect } from 'node:net';
import { RuntimeError } from '../errors.ts';

/** The quorum as its leader sees it. */
export interface QuorumState {
  /** `node.id` of the active controller; -1 when there is none. */
  readonly leaderId: number;
  readonly leaderEpoch: number;
  /** `node.id`s of the voters. */
  readonly voters: readonly number[];
}

const apiKey = 55;
const metadataTopic = '__cluster_metadata';

/**
 * Asks one broker; it forwards the question to the active controller.
 * @param address `host:port` of any broker.
 * @throws RuntimeError when the broker does not answer in time or reports an error.
 */
export async function describeQuorum(address: string, timeoutMs = 3_000): Promise<QuorumState> {
  const colon = address.lastIndexOf(':');
  const host = address.slice(0, colon);
  const port = Number(address.slice(colon + 1));
  return parseResponse(await exchange(host, port, request(), timeoutMs), address);
}

function request(): Buffer {
  const clientId = Buffer.from('klab');
  const header = Buffer.alloc(10);
  header.writeInt16BE(apiKey, 0);
  header.writeInt16BE(0, 2);
  header.writeInt32BE(1, 4);
  header.writeInt16BE(clientId.length, 8);
  const topic = Buffer.from(metadataTopic);
  const partition = [0, 0, 0, 0, 0];
  // Compact arrays and strings carry their length plus one; every structure ends with its empty tagged fields.
  const body = Buffer.from([0, 2, topic.length + 1, ...topic, 2, ...partition, 0, 0]);
  const payload = Buffer.concat([header, clientId, body]);
  const size = Buffer.alloc(4);
  size.writeInt32BE(payload.length, 0);
  return Buffer.concat([size, payload]);
}

function exchange(host: string, port: number, message: Buffer, timeoutMs: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const failed = (reason: string): void => {
      socket.destroy();
      reject(new RuntimeError('client', `${host}:${port} did not describe its quorum: ${reason}`));
    };
    const chunks: Buffer[] = [];
    const socket = connect({ host, port }, () => socket.write(message));
    socket.setTimeout(timeoutMs, () => failed(`no answer within ${timeoutMs} ms`));
    socket.on('error', (error) => failed(error.message));
    socket.on('close', () => failed('connection closed'));
    socket.on('data', (chunk) => {
      chunks.push(chunk);
      const received = Buffer.concat(chunks);
      if (received.length < 4 || received.length < 4 + received.readInt32BE(0)) return;
      resolve(received.subarray(4));
      socket.destroy();
    });
  });
}

/** Reads the fields of a response in order. */
class Reader {
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
  /** Skips the tagged fields that end every structure. */
  tags(): void {
    for (let count = this.varint(); count > 0; count -= 1) {
      this.varint();
      this.skip(this.varint());
    }
  }
  array<T>(element: () => T): T[] {
    return Array.from({ length: Math.max(0, this.varint() - 1) }, element);
  }
}

function parseResponse(buffer: Buffer, address: string): QuorumState {
  const reader = new Reader(buffer);
  reader.int32();
  reader.tags();
  const topLevelError = reader.int16();
  const partitions = reader
    .array(() => {
      reader.skip(reader.varint() - 1);
      const found = reader.array(() => readPartition(reader));
      reader.tags();
      return found;
    })
    .flat();
  const [partition] = partitions;
  const errorCode = topLevelError !== 0 ? topLevelError : (partition?.errorCode ?? 0);
  if (partition === undefined || errorCode !== 0) {
    throw new RuntimeError('client', `${address} did not describe its quorum: Kafka error code ${errorCode}`);
  }
  return partition;
}

function readPartition(reader: Reader): QuorumState & { errorCode: number } {
  reader.int32();
  const errorCode = reader.int16();
  const leaderId = reader.int32();
  const leaderEpoch = reader.int32();
  reader.skip(8);
  const replica = (): number => {
    const id = reader.int32();
    reader.skip(8);
    reader.tags();
    return id;
  };
  const voters = reader.array(replica);
  reader.array(replica);
  reader.tags();
  return { errorCode, leaderId, leaderEpoch, voters };
}
