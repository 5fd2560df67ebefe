/** kafkajs is told what to say in its own form; a stand-in for a broker hears that it says it. */
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { expect, it } from 'vitest';
import { createKafka } from '../../../../src/client/kafkajs/kafka.ts';
import { kafkajsSecurity } from '../../../../src/client/kafkajs/client-security.ts';
import type { ClientSecurity } from '../../../../src/cluster/access.ts';
import { accessTo } from '../../../support/access.ts';

const password = (): string => 'sec"ret';

it.each<[ClientSecurity | undefined, object]>([
  [undefined, {}],
  [{}, {}],
  [{ tls: { ca: 'CA' } }, { ssl: { ca: 'CA' } }],
  [{ tls: { ca: 'CA', cert: 'C', key: () => 'K' } }, { ssl: { ca: 'CA', cert: 'C', key: 'K' } }],
  [
    { tls: { ca: 'CA' }, sasl: { mechanism: 'SCRAM-SHA-512', username: 'shop', password } },
    { ssl: { ca: 'CA' }, sasl: { mechanism: 'scram-sha-512', username: 'shop', password: 'sec"ret' } },
  ],
  [
    { sasl: { mechanism: 'SCRAM-SHA-256', username: 'shop', password } },
    { sasl: { mechanism: 'scram-sha-256', username: 'shop', password: 'sec"ret' } },
  ],
  [
    { sasl: { mechanism: 'PLAIN', username: 'shop', password } },
    { sasl: { mechanism: 'plain', username: 'shop', password: 'sec"ret' } },
  ],
])('%j in its own form', (security, config) => {
  expect(kafkajsSecurity(security)).toEqual(config);
});

it('asks for a token each time that it needs one', async () => {
  let asked = 0;
  const token = async (): Promise<string> => `token-${(asked += 1)}`;
  const { sasl } = kafkajsSecurity({ sasl: { mechanism: 'OAUTHBEARER', token } });
  if (sasl === undefined || !('oauthBearerProvider' in sasl)) throw new Error('no token is asked for');
  expect(sasl.mechanism).toBe('oauthbearer');
  await sasl.oauthBearerProvider();
  expect(await sasl.oauthBearerProvider()).toEqual({ value: 'token-2' });
});

it('begins with a TLS handshake where a cluster wants it', async () => {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const security = { tls: { ca: 'any' } };
  const connecting = createKafka({ access: { ...accessTo(address), security }, retries: 0 })
    .admin()
    .connect();
  const [socket] = (await once(server, 'connection')) as [Socket];
  const [hello] = (await once(socket, 'data')) as [Buffer];
  const handshake = 0x16;
  expect(hello[0]).toBe(handshake);
  socket.destroy();
  await expect(connecting).rejects.toThrow('disconnected before secure TLS connection');
  server.close();
});
