/** A TCP server in place of a broker, for what a real one does not do on demand: fall silent, break off, send rubbish. */
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { apis, type Api } from '../../../../src/client/wire/apis.ts';
import { FieldWriter } from '../../../../src/client/wire/codec/field-writer.ts';

/** What the stand-in does with one request; `frame` is the request without its length. */
export type Behaviour = (socket: Socket, frame: Buffer) => void;

/** A server that runs. */
export interface StandIn extends AsyncDisposable {
  readonly address: string;
  /** Requests received so far, without their lengths, and without those that asked for versions. */
  readonly requests: readonly Buffer[];
}

/** The oldest of each request that the lab speaks; of one that is there twice, both. */
const plainest: readonly Api[] = Object.values<Api>(apis).map((api) => {
  const same = Object.values<Api>(apis).filter(({ key }) => key === api.key);
  return {
    ...api,
    oldest: Math.min(...same.map(({ oldest }) => oldest)),
    newest: Math.max(...same.map(({ oldest }) => oldest)),
  };
});

/** Whether a request asks which versions a broker knows. */
export function asksForVersions(frame: Buffer): boolean {
  return frame.readInt16BE(0) === 18;
}

/** What a broker answers that knows these. */
export function versionsAnswer(frame: Buffer, known: readonly Api[] = plainest): Buffer {
  const body = new FieldWriter().int16(0);
  body.array(known, ({ key, oldest, newest }) => body.int16(key).int16(oldest).int16(newest));
  return answerTo(frame, body.toBuffer());
}

/**
 * Listens on a free port of this host.
 * @param known the requests that it knows. @default the oldest of each that the lab speaks
 */
export async function standIn(behaviour: Behaviour, known?: readonly Api[]): Promise<StandIn> {
  const requests: Buffer[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    let received = Buffer.alloc(0);
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      while (received.length >= 4 && received.length >= 4 + received.readInt32BE(0)) {
        const frame = received.subarray(4, 4 + received.readInt32BE(0));
        received = received.subarray(4 + frame.length);
        if (asksForVersions(frame)) {
          socket.write(versionsAnswer(frame, known));
          continue;
        }
        requests.push(frame);
        behaviour(socket, frame);
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** An answer to a request: length, the request's correlation id, then the rest as given. */
export function answerTo(frame: Buffer, rest: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeInt32BE(4 + rest.length);
  return Buffer.concat([length, frame.subarray(4, 8), rest]);
}

/** An address where nothing listens: a port that was free a moment ago. */
export async function deadAddress(): Promise<string> {
  const server = await standIn(() => undefined);
  await server[Symbol.asyncDispose]();
  return server.address;
}

/** Hexadecimal digits, written with a space between fields so that a person can tell them apart. */
export function hexOf(fields: string): string {
  return fields.replaceAll(' ', '');
}
