/**
 * A short session with one ZooKeeper server, in plain text: reads, writes and deletes single znodes, as `zookeeper-shell.sh` does.
 * No library of this is kept up that runs without a compiler. Upstream: zookeeper.jute of ZooKeeper 3.8 (ConnectRequest,
 * RequestHeader, ReplyHeader, GetDataRequest, SetDataRequest, DeleteRequest).
 */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { messageOf, RuntimeError } from '../../../errors.ts';
import { FieldReader } from '../codec/field-reader.ts';
import { FieldWriter } from '../codec/field-writer.ts';

/** Request types (ZooDefs.OpCode). */
const requestTypes = { delete: 2, getData: 4, setData: 5, close: -11 } as const;

/** There is no such znode (KeeperException.Code.NONODE). */
const noNode = -101;

/** Whatever version a znode has. */
const anyVersion = -1;

const timeoutMs = 5_000;

/** A session that is open. */
export interface ZooKeeperSession {
  /** The text of a znode; undefined where there is none. */
  read(path: string): Promise<string | undefined>;
  /** Writes a znode that is there. */
  write(path: string, text: string): Promise<void>;
  /** Deletes a znode without children; one that is not there is fine. */
  remove(path: string): Promise<void>;
}

/**
 * Opens a session with a server, and closes it when the work is done.
 * @param address `host:port` of the server's client port
 * @throws RuntimeError `client` where the server does not answer within 5 s, or refuses
 */
export async function withZooKeeper<T>(
  address: string,
  work: (session: ZooKeeperSession) => Promise<T>,
): Promise<T> {
  const colon = address.lastIndexOf(':');
  const socket = connect({ host: address.slice(0, colon), port: Number(address.slice(colon + 1)) });
  socket.setTimeout(timeoutMs, () => socket.destroy(new Error(`no answer within ${timeoutMs} ms`)));
  try {
    const frames = new Frames(socket);
    await once(socket, 'connect');
    await frames.exchange(connectRequest());
    const session = sessionOver(frames);
    const result = await work(session);
    await frames.exchange(header(0, requestTypes.close));
    return result;
  } catch (error) {
    if (error instanceof RuntimeError) throw error;
    throw new RuntimeError('client', `ZooKeeper at ${address}: ${messageOf(error)}`, { cause: error });
  } finally {
    socket.destroy();
  }
}

function connectRequest(): FieldWriter {
  const [protocolVersion, lastZxid, sessionId] = [0, 0n, 0n];
  const noPassword = Buffer.alloc(16);
  return new FieldWriter()
    .int32(protocolVersion)
    .int64(lastZxid)
    .int32(timeoutMs)
    .int64(sessionId)
    .bytes(noPassword)
    .boolean(false);
}

function header(xid: number, type: number): FieldWriter {
  return new FieldWriter().int32(xid).int32(type);
}

function sessionOver(frames: Frames): ZooKeeperSession {
  let xid = 0;
  /** @returns what follows the header; undefined where there is no such znode */
  const ask = async (
    type: number,
    path: string,
    rest: (body: FieldWriter) => FieldWriter,
  ): Promise<FieldReader | undefined> => {
    const reply = await frames.exchange(rest(header(++xid, type).bytes(Buffer.from(path))));
    reply.int32(); // xid: one request is under way at a time
    reply.int64(); // zxid
    const code = reply.int32();
    if (code === noNode) return undefined;
    if (code !== 0) throw new Error(`${path} was refused with ZooKeeper error code ${code}`);
    return reply;
  };
  return {
    read: async (path) => {
      const reply = await ask(requestTypes.getData, path, (body) => body.boolean(false));
      return reply?.bytes().toString('utf8');
    },
    write: async (path, text) => {
      const data = Buffer.from(text);
      const reply = await ask(requestTypes.setData, path, (body) => body.bytes(data).int32(anyVersion));
      if (reply === undefined) throw new Error(`there is no ${path} to write to`);
    },
    remove: async (path) => void (await ask(requestTypes.delete, path, (body) => body.int32(anyVersion))),
  };
}

/** Frames of a length and so many bytes, one answer for each request. */
class Frames {
  private readonly socket: Socket;
  private received: Buffer = Buffer.alloc(0);
  private failure: Error | undefined;
  private waiting: { resolve(frame: FieldReader): void; reject(error: Error): void } | undefined;

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on('data', (chunk) => {
      this.received = Buffer.concat([this.received, chunk]);
      this.deliver();
    });
    socket.on('error', (error) => this.fail(error));
    socket.on('close', () => this.fail(new Error('it closed the connection')));
  }

  async exchange(request: FieldWriter): Promise<FieldReader> {
    if (this.failure !== undefined) throw this.failure;
    const answer = new Promise<FieldReader>((resolve, reject) => {
      this.waiting = { resolve, reject };
    });
    this.socket.write(new FieldWriter().bytes(request.toBuffer()).toBuffer());
    return await answer;
  }

  private deliver(): void {
    if (this.received.length < 4) return;
    const end = 4 + this.received.readInt32BE(0);
    if (this.received.length < end) return;
    const frame = this.received.subarray(4, end);
    this.received = this.received.subarray(end);
    this.waiting?.resolve(new FieldReader(frame));
    this.waiting = undefined;
  }

  private fail(error: Error): void {
    this.failure ??= error;
    this.waiting?.reject(this.failure);
    this.waiting = undefined;
  }
}
