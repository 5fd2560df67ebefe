import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect, createServer, type ConnectionOptions, type PeerCertificate } from 'node:tls';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  issueCertificate,
  makeAuthority,
  stillServes,
  type KeyedCertificate,
} from '../../../../src/runtimes/secrets/certificates.ts';

const addresses = ['broker-1', 'localhost', '127.0.0.1', '::1', 'broker-1.lab.svc.cluster.local'];

let authority: KeyedCertificate;
let node: KeyedCertificate;
beforeAll(async () => {
  authority = await makeAuthority();
  node = await issueCertificate(authority, { name: 'broker-1', addresses });
});

/** Shakes hands with a server that asks for a certificate. @returns what the server knows of the client. */
async function shakeHands(options: ConnectionOptions, server = node): Promise<PeerCertificate> {
  const { certificate, key } = server;
  const listening = createServer({
    cert: certificate,
    key,
    ca: authority.certificate,
    requestCert: true,
    rejectUnauthorized: true,
  });
  listening.on('tlsClientError', () => undefined);
  await once(listening.listen(0, '127.0.0.1'), 'listening');
  const { port } = listening.address() as AddressInfo;
  const peer = once(listening, 'secureConnection').then(([socket]) => socket.getPeerCertificate());
  const client = connect({ port, host: '127.0.0.1', ca: authority.certificate, ...options });
  try {
    await once(client, 'secureConnect');
    return await peer;
  } finally {
    client.destroy();
    listening.close();
  }
}

describe('a certificate', () => {
  it('lets a client and a server believe each other, at every address', async () => {
    const user = await issueCertificate(authority, { name: 'shop, "the" one' });
    for (const servername of addresses.filter((name) => !/^[\d.:]+$/.test(name))) {
      const client = await shakeHands({ servername, cert: user.certificate, key: user.key });
      expect(client.subject.CN).toBe('shop, "the" one');
    }
    const byAddress = await shakeHands({ cert: user.certificate, key: user.key });
    expect(byAddress.issuer.CN).toMatch(/^klab CA [\da-f]{8}$/);
  });

  it('is refused under a name that it does not have, and under another authority', async () => {
    const [cert, key] = [node.certificate, node.key];
    await expect(shakeHands({ servername: 'broker-2', cert, key })).rejects.toThrow(
      "does not match certificate's",
    );
    const other = await makeAuthority();
    await expect(shakeHands({ ca: other.certificate, cert, key })).rejects.toThrow(
      /self-signed certificate in certificate chain/,
    );
  });

  it('is refused when its time is over', async () => {
    const validity = { from: new Date(Date.now() - 20_000), until: new Date(Date.now() - 10_000) };
    const old = await issueCertificate(authority, { name: 'broker-1', addresses }, validity);
    const [cert, key] = [node.certificate, node.key];
    await expect(shakeHands({ cert, key }, old)).rejects.toThrow('certificate has expired');
    expect(stillServes(old, authority.certificate)).toBe(false);
  });

  it('never outlives its authority', async () => {
    const until = new Date(Date.now() + 60_000);
    const short = await makeAuthority({ from: new Date(), until });
    const issued = await issueCertificate(short, { name: 'broker-1' });
    expect(new X509Certificate(issued.certificate).validTo).toBe(
      new X509Certificate(short.certificate).validTo,
    );
  });

  it('serves as long as its key fits, its authority is this one and it has every name', async () => {
    expect(stillServes(node, authority.certificate, addresses)).toBe(true);
    expect(stillServes(node, authority.certificate, [...addresses, '10.0.0.1'])).toBe(false);
    expect(stillServes(node, authority.certificate, [...addresses, 'broker-2'])).toBe(false);
    expect(stillServes({ ...node, key: authority.key }, authority.certificate)).toBe(false);
    expect(stillServes(node, (await makeAuthority()).certificate)).toBe(false);
    expect(stillServes({ ...node, certificate: 'half a fi' }, authority.certificate)).toBe(false);
  });
});
