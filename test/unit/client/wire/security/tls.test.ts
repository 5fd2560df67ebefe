/** TLS with real certificates between a connection and a server of Node's: who is let in, and in which words who is not. */
import { once } from 'node:events';
import { createServer as createPlainServer, type AddressInfo, type Server } from 'node:net';
import { createServer, type TLSSocket, type TlsOptions } from 'node:tls';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ClientTls } from '../../../../../src/cluster/access.ts';
import { apis } from '../../../../../src/client/wire/apis.ts';
import { BrokerConnection } from '../../../../../src/client/wire/connection.ts';
import { FieldWriter } from '../../../../../src/client/wire/codec/field-writer.ts';
import {
  issueCertificate,
  makeAuthority,
  type KeyedCertificate,
} from '../../../../../src/runtimes/secrets/certificates.ts';
import { answerTo, asksForVersions, versionsAnswer } from '../stand-in.ts';

const addresses = ['localhost', '127.0.0.1'];
const dayMs = 24 * 60 * 60_000;

let authority: KeyedCertificate;
let stranger: KeyedCertificate;
let broker: KeyedCertificate;
let client: KeyedCertificate;
beforeAll(async () => {
  const past = { from: new Date(Date.now() - 9 * dayMs), until: new Date(Date.now() + 9 * dayMs) };
  [authority, stranger] = await Promise.all([makeAuthority(past), makeAuthority()]);
  broker = await issueCertificate(authority, { name: 'broker-1', addresses });
  client = await issueCertificate(authority, { name: 'klab' });
});

interface Listening extends AsyncDisposable {
  readonly address: string;
}

async function listening(server: Server, host = '127.0.0.1'): Promise<Listening> {
  const sockets = new Set<{ destroy(): void }>();
  server.on('connection', (socket) => sockets.add(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `${host}:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Answers every request, once it has let a client in. */
function tlsServer({ certificate, key }: KeyedCertificate, options: TlsOptions = {}): Server {
  const server = createServer({ cert: certificate, key, ...options }, (socket: TLSSocket) => {
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      const frame = chunk.subarray(4);
      socket.write(asksForVersions(frame) ? versionsAnswer(frame) : answerTo(frame, Buffer.alloc(6)));
    });
  });
  return server.on('tlsClientError', () => undefined);
}

const mutual = (): TlsOptions => ({ requestCert: true, rejectUnauthorized: true, ca: authority.certificate });

const trusting = (own?: KeyedCertificate): ClientTls => ({
  ca: authority.certificate,
  ...(own && { cert: own.certificate, key: () => own.key }),
});

async function ask({ address }: Listening, tls: ClientTls, timeoutMs = 5_000): Promise<number> {
  const connection = await BrokerConnection.open({ address, security: { tls } }, timeoutMs);
  try {
    return (await connection.request({ api: apis.metadata, body: new FieldWriter(), timeoutMs })).int16();
  } finally {
    connection.close();
  }
}

describe('a client is let in', () => {
  it.each(addresses)('by %s', async (host) => {
    await using server = await listening(tlsServer(broker), host);
    expect(await ask(server, trusting())).toBe(0);
  });

  it.each(['TLSv1.2', 'TLSv1.3'] as const)('by its certificate, with %s', async (maxVersion) => {
    await using server = await listening(tlsServer(broker, { ...mutual(), maxVersion }));
    expect(await ask(server, trusting(client))).toBe(0);
  });
});

describe('a client does not let a broker in', () => {
  it('of another authority', async () => {
    await using server = await listening(tlsServer(broker));
    await expect(ask(server, { ca: stranger.certificate })).rejects.toMatchObject({
      name: 'WireFailure',
      kind: 'unknown-ca',
      mayBeDone: false,
      message: expect.stringMatching(
        /^127\.0\.0\.1:\d+: SSL handshake failed: .* CA that is not trusted here/,
      ),
    });
  });

  it('whose certificate has expired', async () => {
    const validity = { from: new Date(Date.now() - 2 * dayMs), until: new Date(Date.now() - dayMs) };
    const expired = await issueCertificate(authority, { name: 'broker-1', addresses }, validity);
    await using server = await listening(tlsServer(expired));
    await expect(ask(server, trusting())).rejects.toMatchObject({ kind: 'certificate-expired' });
  });

  it('whose certificate is for another name', async () => {
    const elsewhere = await issueCertificate(authority, { name: 'broker-1', addresses: ['elsewhere'] });
    await using server = await listening(tlsServer(elsewhere));
    await expect(ask(server, trusting())).rejects.toMatchObject({
      kind: 'name-mismatch',
      reason: "SSL handshake failed: the broker's certificate is not for 127.0.0.1 but for DNS:elsewhere",
    });
  });

  it('for another name, unless names do not count', async () => {
    const elsewhere = await issueCertificate(authority, { name: 'broker-1', addresses: ['elsewhere'] });
    await using server = await listening(tlsServer(elsewhere));
    expect(await ask(server, { ...trusting(), anyName: true })).toBe(0);
    const theirs = await issueCertificate(stranger, { name: 'broker-1', addresses: ['elsewhere'] });
    await using other = await listening(tlsServer(theirs));
    await expect(ask(other, { ...trusting(), anyName: true })).rejects.toMatchObject({ kind: 'unknown-ca' });
  });

  it('that speaks plain text, and closes at a handshake', async () => {
    const server = createPlainServer((socket) => socket.once('data', () => socket.destroy()));
    await using plain = await listening(server);
    await expect(ask(plain, trusting())).rejects.toMatchObject({
      kind: 'closed',
      reason: 'SSL handshake failed: the broker closed the connection, as a listener without TLS does',
      mayBeDone: false,
    });
  });

  it('that says nothing, and is not waited for any longer than that', async () => {
    await using silent = await listening(createPlainServer((socket) => socket.resume()));
    await expect(ask(silent, trusting(), 80)).rejects.toMatchObject({
      kind: 'refused',
      reason: 'no TLS handshake within 80 ms',
      mayBeDone: false,
    });
  });
});

describe('a broker does not let a client in', () => {
  // With TLS 1.2 a server of OpenSSL's does not say what it wants; Kafka's does (test/e2e/local/secured-listeners.test.ts).
  it.each([
    ['TLSv1.2', 'ssl-handshake-failed'],
    ['TLSv1.3', 'client-certificate-refused'],
  ] as const)('that shows no certificate, with %s', async (maxVersion, kind) => {
    await using server = await listening(tlsServer(broker, { ...mutual(), maxVersion }));
    await expect(ask(server, trusting())).rejects.toMatchObject({ kind, mayBeDone: false });
  });
});

it('says in one line that a key does not belong to its certificate', async () => {
  const tls = { ca: authority.certificate, cert: client.certificate, key: () => broker.key };
  await expect(ask({ address: '127.0.0.1:1' } as Listening, tls)).rejects.toMatchObject({
    code: 'client',
    message: expect.stringMatching(/^the client's certificate cannot be used: .*key values mismatch$/),
  });
});
