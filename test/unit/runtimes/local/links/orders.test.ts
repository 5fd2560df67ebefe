import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { giveOrder, orderServer } from '../../../../../src/runtimes/local/links/orders.ts';
import { standIn } from '../../../client/wire/stand-in.ts';
import { Switchboard } from '../../../../../src/runtimes/local/links/switchboard.ts';

async function socketPath(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'klab-orders-'));
  const path = join(folder, 'links.sock');
  const server = orderServer(new Switchboard([])).listen(path);
  await once(server, 'listening');
  onTestFinished(async () => {
    server.close();
    await rm(folder, { recursive: true });
  });
  return path;
}

it('cuts a node off once, heals it once, and says what is cut off', async () => {
  const path = await socketPath();
  const isolate = { act: 'isolate', nodeId: 'broker-1', from: 'cluster' } as const;
  const isolated = { 'broker-1': 'cluster' };
  expect(await giveOrder(path, { act: 'show' })).toEqual({ done: true, isolated: {} });
  expect(await giveOrder(path, isolate)).toEqual({ done: true, isolated });
  expect(await giveOrder(path, { ...isolate, from: 'all' })).toEqual({ done: false, isolated });
  expect(await giveOrder(path, { act: 'show' })).toEqual({ done: true, isolated });
  expect(await giveOrder(path, { act: 'heal', nodeId: 'broker-1' })).toEqual({ done: true, isolated: {} });
  expect(await giveOrder(path, { act: 'heal', nodeId: 'broker-1' })).toEqual({ done: false, isolated: {} });
});

it('survives who gives up in the middle of an order', async () => {
  const path = await socketPath();
  const socket = connect({ path });
  socket.end('{"act":');
  await once(socket, 'close');
  expect(await giveOrder(path, { act: 'show' })).toEqual({ done: true, isolated: {} });
});

it('opens links of nodes that come, and those that are there no second time', async () => {
  await using node = await standIn((socket) => socket.end());
  const port = Number(node.address.split(':')[1]);
  const board = new Switchboard([]);
  onTestFinished(() => board.close());
  const link = {
    to: 'broker-4',
    side: 'clients',
    listen: '127.79.0.1',
    forward: '127.0.0.1',
    ports: [port],
  } as const;
  await board.extend([link]);
  await board.extend([link]);
  const socket = connect({ host: '127.79.0.1', port });
  await once(socket, 'connect');
  expect(socket.remotePort).toBe(port);
  socket.destroy();
});
