/** Addresses that a port of this host leads to: every client of klab's goes there, and looks at certificates by the address that is meant. */
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { createKafka } from '../../../../src/client/kafkajs/kafka.ts';
import { BrokerConnection } from '../../../../src/client/wire/connection.ts';
import { leadTo, namedAs, wayTo } from '../../../../src/client/wire/ways.ts';

const far = 'shop-0.shop-nodes.far.svc.cluster.local:9092';

it('are gone to by klab’s own requests and by kafkajs, until that ends', async () => {
  let came = 0;
  const server = createServer((socket) => {
    came += 1;
    socket.destroy();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const end = leadTo(far, (server.address() as AddressInfo).port);
  (await BrokerConnection.open({ address: far }, 2_000)).close();
  expect(came).toBe(1);
  const brokers = [{ id: 'broker-0', number: 0, address: far, listeners: {} }];
  const admin = createKafka({ access: { brokers }, retries: 0 }).admin();
  await expect(admin.connect()).rejects.toThrow('Closed connection');
  expect(came).toBe(2);
  end();
  expect(wayTo({ host: 'shop-0.shop-nodes.far.svc.cluster.local', port: 9092 })).toMatchObject({
    port: 9092,
  });
  await new Promise((resolve) => server.close(resolve));
});

it('lead to one cluster at a time', () => {
  const end = leadTo(far, 20_001);
  expect(() => leadTo(far, 20_002)).toThrow('advertised by another cluster too');
  leadTo(far, 20_001);
  end();
  leadTo(far, 20_002)();
});

it('are named to a broker as they are advertised; an address of a pod is no name, and its certificate is for it all the same', () => {
  expect(namedAs('shop-0.shop')).toEqual({ servername: 'shop-0.shop' });
  const { servername, checkServerIdentity } = namedAs('10.244.0.7');
  expect(servername).toBe('');
  const forOther = { subject: {}, subjectaltname: 'IP Address:127.0.0.1' } as never;
  const forIt = { subject: {}, subjectaltname: 'IP Address:10.244.0.7' } as never;
  expect(checkServerIdentity?.('127.0.0.1', forIt)).toBeUndefined();
  expect(checkServerIdentity?.('127.0.0.1', forOther)).toBeInstanceOf(Error);
});
