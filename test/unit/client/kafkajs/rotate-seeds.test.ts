/** kafkajs goes on to the next address where the first closes what it has taken, or says nothing. */
import { createServer, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import { afterEach, expect, it } from 'vitest';
import { createKafka } from '../../../../src/client/kafkajs/kafka.ts';
import { accessTo } from '../../../support/access.ts';

const servers: Server[] = [];
const sockets: Socket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const server of servers.splice(0)) server.close();
});

async function broker(onConnection: (socket: Socket) => void): Promise<string> {
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined);
    onConnection(socket);
  }).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  return `127.0.0.1:${port}`;
}

it.each([
  ['closes them', (socket: Socket) => void socket.end()],
  ['says nothing', () => undefined],
])('where one takes connections and %s', { timeout: 15_000 }, async (_, onConnection) => {
  let met: () => void = () => undefined;
  const reached = new Promise<void>((resolve) => (met = resolve));
  // kafkajs begins anywhere in the list: with so many that are of no use it hardly begins with the one that is.
  const useless = await Promise.all([1, 2, 3, 4, 5].map(() => broker(onConnection)));
  const access = accessTo(...useless, await broker(() => met()));
  const admin = createKafka({ access, requestTimeoutMs: 200, retries: 8 }).admin();
  const connecting = admin.connect().catch(() => undefined);
  await expect(reached).resolves.toBeUndefined();
  void connecting;
  await admin.disconnect();
});
