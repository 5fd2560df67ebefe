/** How klab comes by the settings of a client: stores of every form as Java makes them, and what does not open says so without what is secret. */
import { X509Certificate, createPrivateKey } from 'node:crypto';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ClientSecurity } from '../../../../src/cluster/access.ts';
import { writeProperties } from '../../../../src/kafka/properties.ts';
import { clientConfigAt, securityOfConfig } from '../../../../src/runtimes/secrets/client-config.ts';

const password = 'hunter2-store';
let dir: string;

/** Made by keytool of Java 17, each with `me`, and its certificate as PEM. */
const stores = join(import.meta.dirname, 'stores');

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'klab-stores-'));
  await cp(stores, dir, { recursive: true });
});
afterAll(() => rm(dir, { recursive: true, force: true }));

async function come(settings: Record<string, string>): Promise<ClientSecurity | undefined> {
  const path = join(dir, 'client.properties');
  await writeFile(path, writeProperties(settings));
  return securityOfConfig(clientConfigAt(path), path);
}

describe.each(['JKS', 'PKCS12'])('stores of the form %s', (type) => {
  it('are read, also where they are named from beside the settings', async () => {
    const security = await come({
      'security.protocol': 'SSL',
      'ssl.truststore.type': type,
      'ssl.truststore.location': `trust.${type}`,
      'ssl.truststore.password': password,
      'ssl.keystore.type': type,
      'ssl.keystore.location': join(dir, `me.${type}`),
      'ssl.keystore.password': password,
    });
    const certificate = new X509Certificate(await readFile(join(dir, `${type}.pem`)));
    const { ca = '', cert = '', key } = security?.tls ?? {};
    expect(new X509Certificate(ca.trim()).fingerprint256).toBe(certificate.fingerprint256);
    expect(new X509Certificate(cert.trim()).fingerprint256).toBe(certificate.fingerprint256);
    expect(certificate.checkPrivateKey(createPrivateKey(key?.() ?? ''))).toBe(true);
    expect(JSON.stringify(security)).not.toContain('PRIVATE');
  });

  it('that a password does not open say so, and not which', async () => {
    const settings = {
      'security.protocol': 'SSL',
      'ssl.truststore.type': type,
      'ssl.truststore.location': `trust.${type}`,
    };
    const error: unknown = await come({ ...settings, 'ssl.truststore.password': 'hunter3' }).catch(
      (one: unknown) => one,
    );
    expect(String(error)).toContain('it is ssl.truststore.password that does not open it');
    expect(String(error)).not.toContain('hunter');
    await expect(come(settings)).rejects.toThrow('ssl.truststore.password is missing');
  });

  it('that are something else come with the command that makes PEM of them', async () => {
    await writeFile(join(dir, 'odd.store'), 'nothing of the kind');
    const settings = {
      'ssl.truststore.type': type,
      'ssl.truststore.location': 'odd.store',
      'ssl.truststore.password': password,
    };
    await expect(come({ 'security.protocol': 'SSL', ...settings })).rejects.toThrow(
      `make PEM of it: keytool -list -rfc -keystore ${join(dir, 'odd.store')} > ${join(dir, 'odd.pem')}`,
    );
  });
});

it('without a truststore trusts whom everybody does, and checks no name where that is switched off', async () => {
  const security = await come({ 'security.protocol': 'SSL', 'ssl.endpoint.identification.algorithm': '' });
  expect(security?.tls).toEqual({ ca: rootCertificates.join('\n'), anyName: true });
});

it('of plain text say nothing', async () => {
  expect(await come({ 'bootstrap.servers': 'a:1' })).toBeUndefined();
});
