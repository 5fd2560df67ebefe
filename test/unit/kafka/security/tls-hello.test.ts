/** A server of TLS answers it with its own hello; one that does not speak TLS does not. */
import { once } from 'node:events';
import { connect, type AddressInfo } from 'node:net';
import { createServer } from 'node:tls';
import { expect, it } from 'vitest';
import { tlsHello } from '../../../../src/kafka/security/tls-hello.ts';
import { issueCertificate, makeAuthority } from '../../../../src/runtimes/secrets/certificates.ts';

it('begins a conversation that a server goes on with', async () => {
  const { certificate: cert, key } = await issueCertificate(await makeAuthority(), { name: 'broker-1' });
  const server = createServer({ cert, key }).on('tlsClientError', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  client.write(tlsHello());
  const [answer] = (await once(client, 'data')) as [Buffer];
  // A handshake (22) with ServerHello (2) in it, and no alert.
  expect([answer[0], answer[5]]).toEqual([22, 2]);
  client.destroy();
  server.close();
});
