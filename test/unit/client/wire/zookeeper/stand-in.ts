/** A server that speaks as much of ZooKeeper's protocol as the lab's session needs, with znodes in a map. */
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { FieldReader } from '../../../../../src/client/wire/codec/field-reader.ts';
import { FieldWriter } from '../../../../../src/client/wire/codec/field-writer.ts';

/** A server that listens. */
export interface ZooKeeperStandIn extends AsyncDisposable {
  readonly address: string;
  readonly znodes: Map<string, string>;
}

const ok = 0;
const noNode = -101;

/** @param refusal error code that every request gets. @default each is done */
export async function zooKeeperStandIn(
  znodes: Readonly<Record<string, string>>,
  refusal?: number,
): Promise<ZooKeeperStandIn> {
  const kept = new Map(Object.entries(znodes));
  const server = createServer((socket) => serve(socket, kept, refusal));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    znodes: kept,
    [Symbol.asyncDispose]: async () => void server.close(),
  };
}

function serve(socket: Socket, znodes: Map<string, string>, refusal: number | undefined): void {
  let isOpen = false;
  let received: Buffer = Buffer.alloc(0);
  socket.on('data', (chunk) => {
    received = Buffer.concat([received, chunk]);
    while (received.length >= 4 && received.length >= 4 + received.readInt32BE(0)) {
      const end = 4 + received.readInt32BE(0);
      const reader = new FieldReader(received.subarray(4, end));
      received = received.subarray(end);
      const reply = isOpen ? answer(reader, znodes, refusal) : new FieldWriter().int32(0);
      isOpen = true;
      // In two pieces, as a network may deliver it.
      const frame = new FieldWriter().bytes(reply.toBuffer()).toBuffer();
      socket.write(frame.subarray(0, 3));
      socket.write(frame.subarray(3));
    }
  });
  socket.on('error', () => undefined);
}

function answer(reader: FieldReader, znodes: Map<string, string>, refusal: number | undefined): FieldWriter {
  const [xid, type] = [reader.int32(), reader.int32()];
  const header = (code: number): FieldWriter => new FieldWriter().int32(xid).int64(7n).int32(code);
  if (type === -11) return header(ok);
  if (refusal !== undefined) return header(refusal);
  const path = reader.bytes().toString();
  const found = znodes.get(path);
  if (found === undefined) return header(noNode);
  if (type === 2) znodes.delete(path);
  if (type === 5) znodes.set(path, reader.bytes().toString());
  return type === 4 ? header(ok).bytes(Buffer.from(found)) : header(ok);
}
