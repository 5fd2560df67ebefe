/** Certificates and authorities are replaced so that whoever reads the folder at any moment finds what goes together. */
import { X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ResolvedTopology } from '../../../../src/kafka/node.ts';
import type { ClusterSecurity } from '../../../../src/kafka/security/users.ts';
import {
  authorityOfKey,
  certificatesIn,
  issuerOf,
  makeAuthority,
} from '../../../../src/runtimes/secrets/certificates.ts';
import { certificateOffice } from '../../../../src/runtimes/secrets/office.ts';
import { prepareSecrets } from '../../../../src/runtimes/secrets/prepare.ts';
import { clientSecurityOf, secretsOf } from '../../../../src/runtimes/secrets/secrets.ts';
import { resolved } from '../../../support/topologies.ts';

const mutual = { protocol: 'SSL', clientAuth: 'required' } as const;
const security: ClusterSecurity = {
  external: mutual,
  internal: mutual,
  controller: mutual,
  users: [],
  superUsers: ['admin'],
};

let home: string;
let topology: ResolvedTopology;
let dir: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'klab-office-'));
  vi.stubEnv('KLAB_HOME', home);
  const { nodes, ...others } = resolved('multi-broker');
  topology = { ...others, nodes: nodes.slice(0, 2), security };
  dir = join(home, 'instances', 'shop-local', 'secrets');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(home, { recursive: true, force: true });
});

const instance = () => ({ id: 'shop-local', topology });
const prepare = (env: NodeJS.ProcessEnv = {}) =>
  prepareSecrets(instance(), { 'broker-1': ['10.1.2.3'] }, { env });
const text = (name: string): Promise<string> => readFile(join(dir, name), 'utf8');
const trusted = async (): Promise<readonly string[]> => certificatesIn(await text('ca.pem'));
const broker = async (id = 'broker-1'): Promise<string> => text(`${id}.pem`);

describe('the office of an instance', () => {
  it('gives a node another certificate of the same CA, for the same names', async () => {
    await prepare();
    const before = new X509Certificate(await broker());
    await certificateOffice(instance(), {}).renew('broker-1');
    const after = new X509Certificate(await broker());
    expect(after.serialNumber).not.toBe(before.serialNumber);
    expect(after.subjectAltName).toBe(before.subjectAltName);
    expect(after.checkIP('10.1.2.3')).toBe('10.1.2.3');
    const keystore = await text('broker-1.keystore.pem');
    expect(keystore).toBe(`${await text('broker-1.key')}${await broker()}${await text('ca.pem')}`);
    await prepare();
    expect(await text('broker-1.keystore.pem')).toBe(keystore);
  });

  it('gives one that ends soon, and `up` another one once it has', async () => {
    await prepare();
    const end = await certificateOffice(instance(), {}).renew('broker-1', -1_000);
    expect(Date.parse(new X509Certificate(await broker()).validTo)).toBe(end.getTime());
    expect(end.getTime()).toBeLessThan(Date.now());
    await prepare();
    expect(Date.parse(new X509Certificate(await broker()).validTo)).toBeGreaterThan(Date.now());
  });

  it('replaces the CA: both are trusted until nobody has a certificate of the old one', async () => {
    await prepare();
    const office = certificateOffice(instance(), {});
    const [old] = await trusted();
    await office.introduceAuthority();
    expect(await trusted()).toHaveLength(2);
    expect((await trusted())[0]).toBe(old);
    await office.renew('broker-1');
    expect(issuerOf(await broker(), await text('ca.pem'))).toBe(old);
    await office.changeAuthority();
    await office.renew('broker-1');
    const [, next] = await trusted();
    expect(issuerOf(await broker(), await text('ca.pem'))).toBe(next);
    expect(issuerOf(await broker('broker-2'), await text('ca.pem'))).toBe(old);
    expect(issuerOf(await text('user-admin.pem'), await text('ca.pem'))).toBe(next);
    // A chain of a node ends in the CA that has signed it, and in no other.
    expect(certificatesIn(await text('broker-1.keystore.pem'))).toEqual([await broker(), next]);
    await office.forgetAuthority();
    expect(await trusted()).toEqual([next]);
    await expect(text('next-ca.pem')).rejects.toThrow('ENOENT');
  });

  it('is gone on with by `up` half-way, which changes nothing of what serves', async () => {
    await prepare();
    const office = certificateOffice(instance(), {});
    await office.introduceAuthority();
    await office.changeAuthority();
    await office.renew('broker-1');
    const serving = async () =>
      await Promise.all(
        ['ca.pem', 'ca.key', 'broker-1.pem', 'broker-2.pem', 'broker-2.keystore.pem'].map(text),
      );
    const before = await serving();
    await prepare();
    expect(await serving()).toEqual(before);
  });

  it('goes on with a CA that was introduced and never signed, and begins anew after one that did', async () => {
    await prepare();
    const office = certificateOffice(instance(), {});
    await office.introduceAuthority();
    const [, next] = await trusted();
    await office.introduceAuthority();
    expect(await trusted()).toHaveLength(2);
    await office.changeAuthority();
    await office.introduceAuthority();
    expect(await trusted()).toHaveLength(3);
    expect((await trusted())[1]).toBe(next);
    await office.changeAuthority();
    await office.forgetAuthority();
    const [only, ...others] = await trusted();
    expect(others).toEqual([]);
    expect(only).not.toBe(next);
    expect(authorityOfKey(only!, await text('ca.key'))?.certificate).toBe(only);
  });

  it('lets clients follow that hold on to what they were given', async () => {
    await prepare();
    const { tls } = clientSecurityOf(secretsOf('shop-local'), mutual);
    const before = { ca: tls?.ca, cert: tls?.cert, key: tls?.key?.() };
    const office = certificateOffice(instance(), {});
    await office.introduceAuthority();
    await office.changeAuthority();
    expect(tls?.ca).toBe(await text('ca.pem'));
    expect(tls?.cert).toBe(await text('user-klab.pem'));
    expect(tls?.key?.()).toBe(await text('user-klab.key'));
    expect({ ca: tls?.ca, cert: tls?.cert, key: tls?.key?.() }).not.toEqual(before);
  });

  it("has a person's own CA sign where its key is given, and says so where it is not", async () => {
    const { certificate, key } = await makeAuthority();
    const env = { KLAB_CA_CERT: join(home, 'own.pem'), KLAB_CA_KEY: join(home, 'own.key') };
    await writeFile(env.KLAB_CA_CERT, certificate);
    await writeFile(env.KLAB_CA_KEY, key);
    await prepare(env);
    const before = await broker();
    const withoutKey = certificateOffice(instance(), {});
    expect(await withoutKey.isOwnAuthority()).toBe(false);
    expect(await withoutKey.obstacle()).toContain('set KLAB_CA_CERT and KLAB_CA_KEY again');
    expect(await certificateOffice(instance(), env).obstacle()).toBeUndefined();
    await expect(withoutKey.renew('broker-1')).rejects.toThrow('set KLAB_CA_CERT and KLAB_CA_KEY again');
    expect(await broker()).toBe(before);
    await certificateOffice(instance(), env).renew('broker-1');
    expect(await broker()).not.toBe(before);
    expect(issuerOf(await broker(), certificate)).toBe(certificate);
    await expect(text('ca.key')).rejects.toThrow('ENOENT');
  });
});
