/** A session with ZooKeeper reads, writes and deletes single znodes, and says who did not answer. */
import { createServer, type AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { withZooKeeper } from '../../../../../src/client/wire/zookeeper/session.ts';
import { zooKeeperStandIn } from './stand-in.ts';

it('reads, writes and deletes, and finds nothing where nothing is', async () => {
  await using server = await zooKeeperStandIn({ '/a': 'one', '/b': 'two' });
  const read = await withZooKeeper(server.address, async (session) => {
    await session.write('/a', 'three');
    await session.remove('/b');
    await session.remove('/b');
    return [await session.read('/a'), await session.read('/b')];
  });
  expect(read).toEqual(['three', undefined]);
  expect([...server.znodes]).toEqual([['/a', 'three']]);
});

it('says what was refused, and what is not there to be written to', async () => {
  await using refusing = await zooKeeperStandIn({ '/a': 'one' }, -102);
  await expect(withZooKeeper(refusing.address, (session) => session.read('/a'))).rejects.toThrow(
    `ZooKeeper at ${refusing.address}: /a was refused with ZooKeeper error code -102`,
  );
  await using empty = await zooKeeperStandIn({});
  await expect(withZooKeeper(empty.address, (session) => session.write('/a', 'x'))).rejects.toThrow(
    'there is no /a to write to',
  );
});

it('says that nobody listens, and that a server has gone', async () => {
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const read = () => withZooKeeper(address, (session) => session.read('/a'));
  await expect(read()).rejects.toThrow(`ZooKeeper at ${address}: `);
  await new Promise((resolve) => server.close(resolve));
  await expect(read()).rejects.toThrow('ECONNREFUSED');
});
