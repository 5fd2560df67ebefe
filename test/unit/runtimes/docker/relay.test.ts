/** A relay through a shell of this machine, to a server of the test's own. */
import { once } from 'node:events';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { $, type ProcessPromise } from 'zx';
import { throughRelay, type RelayRequest } from '../../../../src/runtimes/docker/relay.ts';

let server: Server | undefined;
afterEach(() => server?.close());

/** Where a server is asked that deals with every connection like this. */
async function target(serve: (socket: Socket) => void): Promise<string> {
  server = createServer((socket) => {
    socket.on('error', () => undefined);
    serve(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function requestTo(where: string, env: NodeJS.ProcessEnv = {}): RelayRequest {
  const bash = (args: readonly string[], signal: AbortSignal): ProcessPromise => {
    const options = { quiet: true, nothrow: true, signal, env: { ...process.env, ...env } } as const;
    return $({ ...options, stdio: 'pipe' })`/bin/bash ${args}`;
  };
  return { from: 'a shell', target: where, bash };
}

/** All that comes from an address until its end, after one line was sent. */
async function askedAt(address: string): Promise<string> {
  const socket = connect(Number(address.split(':')[1]), '127.0.0.1');
  socket.write('question\n');
  let answer = '';
  socket.on('data', (chunk) => (answer += chunk.toString()));
  await once(socket, 'close');
  return answer;
}

it('carries both directions, and ends with the one who is asked', async () => {
  const where = await target((socket) =>
    socket.once('data', (line) => socket.end(`answer to ${String(line)}`)),
  );
  expect(await throughRelay(requestTo(where), askedAt)).toBe('answer to question\n');
});

it('ends with the one who asks', async () => {
  let gone: Promise<unknown> = Promise.resolve();
  const where = await target((socket) => {
    gone = once(socket, 'close');
    socket.write('hello\n');
  });
  await throughRelay(requestTo(where), async (address) => {
    const socket = connect(Number(address.split(':')[1]), '127.0.0.1');
    await once(socket, 'data');
    socket.destroy();
  });
  await expect(gone).resolves.toBeDefined();
});

it('says why there is no way', async () => {
  const fails = async (request: RelayRequest): Promise<unknown> =>
    throughRelay(request, async (address) => {
      await askedAt(address);
      throw new Error('no answer');
    }).catch((error: unknown) => (error as Error).message);
  expect(await fails(requestTo('127.0.0.1:1'))).toMatch(
    /^127\.0\.0\.1:1 is not reached from a shell: .*Connection refused$/,
  );
  const onlyBash = await mkdtemp(join(tmpdir(), 'klab-bash-'));
  await symlink('/bin/bash', join(onlyBash, 'bash'));
  try {
    expect(await fails(requestTo('127.0.0.1:1', { PATH: onlyBash }))).toBe(
      '127.0.0.1:1 is not reached from a shell: hash: dd: not found',
    );
  } finally {
    await rm(onlyBash, { recursive: true });
  }
});

it(
  'ends when it is told to, whoever is under way and whoever waits for a turn',
  { timeout: 5_000 },
  async () => {
    const where = await target(() => undefined);
    const interruption = new AbortController();
    let underWay = 0;
    const asked = Array.from({ length: 5 }, () =>
      throughRelay({ ...requestTo(where), signal: interruption.signal }, async (address) => {
        underWay += 1;
        await askedAt(address);
        throw new Error('no answer');
      }).catch((error: unknown) => (error as Error).message),
    );
    await expect.poll(() => underWay).toBe(3);
    interruption.abort();
    expect(await Promise.all(asked)).toEqual(Array<string>(5).fill('interrupted'));
    // Places are free again.
    const answering = await target((socket) => socket.once('data', () => socket.end('answer')));
    expect(await throughRelay(requestTo(answering), askedAt)).toBe('answer');
  },
);
