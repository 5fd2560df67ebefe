/** A link with real sockets: what both ends see of a cut, and of a node that does not run. */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, expect, it, onTestFinished } from 'vitest';
import { Link } from '../../../../../src/runtimes/local/links/link.ts';

const node = '127.77.9.1';
const link = '127.78.9.1';

/** Nothing can be polled for where nothing must come: long enough for anything on loopback, had it not been cut. */
const silenceMs = 300;

const opened: Link[] = [];

afterEach(() => {
  for (const one of opened.splice(0)) one.close();
});

/** A node that echoes, and how it sees its connections. */
interface Echo {
  readonly server: Server;
  readonly port: number;
  readonly sockets: Socket[];
  stop(): void;
}

async function echo(port = 0): Promise<Echo> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined).pipe(socket);
  });
  server.listen({ host: node, port });
  await once(server, 'listening');
  const stop = (): void => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  onTestFinished(stop);
  return { server, port: (server.address() as AddressInfo).port, sockets, stop };
}

async function openLink(port: number): Promise<Link> {
  const made = new Link({ listen: link, forward: node, port });
  opened.push(made);
  await made.open();
  return made;
}

/** A client of the link, with all that it has seen. */
interface Client {
  readonly socket: Socket;
  readonly received: () => string;
  /** How it ended, if it has. */
  readonly ended: () => string | undefined;
}

async function client(port: number): Promise<Client> {
  let received = '';
  let ended: string | undefined;
  const socket = connect({ host: link, port });
  onTestFinished(() => void socket.destroy());
  socket.on('data', (chunk) => (received += chunk.toString()));
  socket.on('end', () => (ended = 'end'));
  await once(socket, 'connect');
  socket.on('error', (error) => (ended = (error as NodeJS.ErrnoException).code));
  return { socket, received: () => received, ended: () => ended };
}

it('leads both ways, a lot as well as a little, and hands an end on in order', async () => {
  const { port } = await echo();
  await openLink(port);
  const { socket, received, ended } = await client(port);
  const text = 'x'.repeat(5_000_000);
  socket.end(text);
  await expect.poll(ended, { timeout: 20_000 }).toBe('end');
  expect(received()).toBe(text);
});

it('a cut is silence for connections that are open; healed, they go on with what was sent meanwhile', async () => {
  const { port, sockets } = await echo();
  const cut = await openLink(port);
  const { socket, received, ended } = await client(port);
  socket.write('before ');
  await expect.poll(received).toBe('before ');

  cut.setCut(true);
  socket.write('during ');
  await delay(silenceMs);
  expect(received()).toBe('before ');
  expect(ended()).toBeUndefined();
  expect(sockets.map(({ destroyed }) => destroyed)).toEqual([false]);

  cut.setCut(false);
  await expect.poll(received).toBe('before during ');
  socket.write('after');
  await expect.poll(received).toBe('before during after');
});

it('an end that gives up during a cut is heard of by the other one once the link is healed', async () => {
  const { port, sockets } = await echo();
  const cut = await openLink(port);
  const gone = await client(port);
  const reset = await client(port);
  await expect.poll(() => sockets.length).toBe(2);
  const ends: string[] = [];
  for (const socket of sockets) socket.on('close', () => ends.push('closed'));

  cut.setCut(true);
  gone.socket.end();
  reset.socket.resetAndDestroy();
  await delay(silenceMs);
  expect(ends).toEqual([]);

  cut.setCut(false);
  await expect.poll(() => ends).toEqual(['closed', 'closed']);
});

it('a connection asked for during a cut gets no answer until the link is healed', async () => {
  const { port, sockets } = await echo();
  const cut = await openLink(port);
  cut.setCut(true);
  const patient = await client(port);
  const hasty = await client(port);
  patient.socket.write('hello');
  hasty.socket.end('never mind');
  await delay(silenceMs);
  expect(patient.received()).toBe('');
  expect(patient.ended()).toBeUndefined();
  expect(sockets).toEqual([]);

  cut.setCut(false);
  await expect.poll(patient.received).toBe('hello');
  expect(sockets).toHaveLength(1);
});

it('a node that breaks its connection breaks that of its client', async () => {
  const { port, sockets } = await echo();
  await openLink(port);
  const { ended } = await client(port);
  await expect.poll(() => sockets.length).toBe(1);
  sockets[0]?.resetAndDestroy();
  await expect.poll(ended).toBe('ECONNRESET');
});

it('refuses while the node does, and leads to it again once it is back', async () => {
  const first = await echo();
  const { port } = first;
  await openLink(port);
  first.stop();
  const attempt = async (): Promise<string> => {
    const socket = connect({ host: link, port });
    try {
      await once(socket, 'connect');
      return 'connected';
    } catch (error) {
      return (error as NodeJS.ErrnoException).code ?? '';
    } finally {
      socket.destroy();
    }
  };
  await expect.poll(attempt).toBe('ECONNREFUSED');

  await echo(port);
  await expect.poll(attempt).toBe('connected');
  const { socket, received } = await client(port);
  socket.write('back');
  await expect.poll(received).toBe('back');
});

it('refuses nobody while it is cut, though the node does not run', async () => {
  const stopped = await echo();
  const { port } = stopped;
  const cut = await openLink(port);
  stopped.stop();
  const seen = await client(port).catch(() => undefined);
  await expect.poll(() => seen?.ended()).toBeDefined();
  cut.setCut(true);
  await expect.poll(async () => (await client(port)).ended()).toBeUndefined();
  cut.setCut(false);
  await expect
    .poll(() =>
      client(port).then(
        () => 'connected',
        () => 'refused',
      ),
    )
    .toBe('refused');
});
