/** A service that is only known by its port: whoever publishes one takes connections also while nobody listens behind it. */
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { expect, it } from 'vitest';
import { obstacleToServing } from '../../../../src/client/services/health.ts';
import type { ServiceNode } from '../../../../src/kafka/node.ts';

async function obstacleAt(
  onConnection: (socket: Socket) => void,
  isClosed = false,
): Promise<string | undefined> {
  const server = createServer(onConnection).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  if (isClosed) await new Promise((resolve) => server.close(resolve));
  const node = {
    id: 'shop',
    software: 'service',
    readinessPort: 'tcp',
    ports: [{ name: 'tcp', port, published: true }],
    service: { health: { kind: 'port', port: 'tcp' } },
  } as unknown as ServiceNode;
  try {
    return await obstacleToServing(node, 0);
  } finally {
    server.close();
  }
}

it('serves once a connection stays', async () => {
  expect(await obstacleAt(() => undefined)).toBeUndefined();
});

it('does not where connections end at once, or are refused', async () => {
  expect(await obstacleAt((socket) => socket.end())).toBe('takes no connections yet');
  expect(await obstacleAt((socket) => socket.resetAndDestroy())).toMatch(/^takes no connections/);
  expect(await obstacleAt(() => undefined, true)).toMatch(/^takes no connections: connect ECONNREFUSED/);
});
