import { createPrivateKey, generateKeyPairSync, KeyObject, webcrypto, X509Certificate } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readOwnAuthority } from '../../../../src/runtimes/secrets/authority.ts';
import {
  issueCertificate,
  makeAuthority,
  stillServes,
  type KeyedCertificate,
} from '../../../../src/runtimes/secrets/certificates.ts';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'klab-own-ca-'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

/** Variables that name an authority of the user's own. */
type OwnAuthority = Record<'KLAB_CA_CERT' | 'KLAB_CA_KEY', string>;

/** An authority of the user's own, as files. */
async function ownAuthority(validity?: { from: Date; until: Date }): Promise<OwnAuthority> {
  const { certificate, key } = await makeAuthority(validity);
  const paths = { KLAB_CA_CERT: join(home, 'own-ca.pem'), KLAB_CA_KEY: join(home, 'own-ca.key') };
  await writeFile(paths.KLAB_CA_CERT, certificate);
  await writeFile(paths.KLAB_CA_KEY, key);
  return paths;
}

/** An authority as older tools make it. */
async function rsaAuthority(): Promise<KeyedCertificate> {
  await import('reflect-metadata');
  const x509 = await import('@peculiar/x509');
  const algorithm = {
    name: 'RSASSA-PKCS1-v1_5',
    hash: 'SHA-256',
    modulusLength: 2048,
    publicExponent: Uint8Array.of(1, 0, 1),
  };
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: new x509.Name([{ O: [{ printableString: 'Acme, Inc.' }], CN: [{ utf8String: 'Acme "Root" é' }] }]),
    keys,
    signingAlgorithm: algorithm,
    extensions: [new x509.BasicConstraintsExtension(true, undefined, true)],
  });
  const key = KeyObject.from(keys.privateKey).export({ type: 'pkcs8', format: 'pem' }).toString();
  return { certificate: certificate.toString('pem'), key };
}

/** An authority that another one has signed. */
async function signedBy({ certificate, key }: KeyedCertificate, notAfter?: Date): Promise<KeyedCertificate> {
  await import('reflect-metadata');
  const x509 = await import('@peculiar/x509');
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const bytes = createPrivateKey(key).export({ type: 'pkcs8', format: 'der' });
  const signingKey = await webcrypto.subtle.importKey('pkcs8', bytes, algorithm, false, ['sign']);
  const made = await makeAuthority();
  const own = new x509.X509Certificate(made.certificate);
  const signed = await x509.X509CertificateGenerator.create({
    subject: 'CN=Middle',
    issuer: new x509.X509Certificate(certificate).subjectName,
    publicKey: own.publicKey,
    signingKey,
    signingAlgorithm: algorithm,
    ...(notAfter && { notBefore: new Date(0), notAfter }),
    extensions: [new x509.BasicConstraintsExtension(true, undefined, true)],
  });
  return { certificate: `${signed.toString('pem')}\n`, key: made.key };
}

describe('an authority of the user’s own', () => {
  it('may be one that another has signed, with the other behind it', async () => {
    const own = await ownAuthority();
    const root = await makeAuthority();
    const middle = await signedBy(root);
    await writeFile(own.KLAB_CA_KEY, middle.key);
    await writeFile(own.KLAB_CA_CERT, middle.certificate);
    await expect(readOwnAuthority(own)).rejects.toThrow(
      /which holds a certificate that klab CA \w+ has signed, and not that one; add it behind, as PEM$/,
    );
    await writeFile(own.KLAB_CA_CERT, middle.certificate + root.certificate);
    await expect(readOwnAuthority(own)).resolves.toMatchObject({ key: middle.key });
  });

  it('is refused where one above it has expired, by name', async () => {
    const own = await ownAuthority();
    const root = await makeAuthority();
    const middle = await signedBy(root, new Date('2001-02-03'));
    const lowest = await signedBy(middle);
    await writeFile(own.KLAB_CA_KEY, lowest.key);
    await writeFile(own.KLAB_CA_CERT, lowest.certificate + middle.certificate + root.certificate);
    await expect(readOwnAuthority(own)).rejects.toThrow(
      /which holds a certificate of Middle that expired on 2001-02-03$/,
    );
  });

  it('is none where the environment names none', async () => {
    expect(await readOwnAuthority({})).toBeUndefined();
    expect(await readOwnAuthority(await ownAuthority())).toMatchObject({
      key: expect.stringContaining('KEY'),
    });
  });

  it('may have an RSA key, and a name in which each character counts', async () => {
    const keyed = await rsaAuthority();
    const certificate = await issueCertificate(keyed, { name: 'a' });
    expect(stillServes(certificate, keyed.certificate)).toBe(true);
    const [issuer, issued] = [keyed.certificate, certificate.certificate].map(
      (pem) => new X509Certificate(pem),
    );
    expect(issued!.checkIssued(issuer!)).toBe(true);
  });

  /** What the environment is to be instead, once it is spoiled. */
  type Spoil = (own: OwnAuthority) => Promise<Partial<OwnAuthority>>;
  const refused: readonly [what: string, says: RegExp, spoil: Spoil][] = [
    [
      'one half of it',
      /^KLAB_CA_CERT is set and KLAB_CA_KEY is not; a CA of your own needs both$/,
      async () => ({ KLAB_CA_KEY: '' }),
    ],
    [
      'a key that is locked',
      /KLAB_CA_KEY names .*, which is locked with a passphrase; use one without$/,
      async ({ KLAB_CA_KEY }) => {
        const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
        const locked = privateKey.export({
          type: 'pkcs8',
          format: 'pem',
          cipher: 'aes-256-cbc',
          passphrase: 'x',
        });
        return await writeFile(KLAB_CA_KEY, locked).then(() => ({}));
      },
    ],
    [
      'a key of a kind that Kafka may not know',
      /KLAB_CA_KEY names .*, which cannot be used: its key is ED25519; use RSA, or EC on P-256, P-384 or P-521$/,
      async ({ KLAB_CA_KEY }) => {
        const key = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' });
        return await writeFile(KLAB_CA_KEY, key).then(() => ({}));
      },
    ],
    ['no file', /KLAB_CA_CERT names \/none, which is not there$/, async () => ({ KLAB_CA_CERT: '/none' })],
    [
      'no PEM',
      /KLAB_CA_CERT names .*, which holds no certificate as PEM, which begins with -----BEGIN CERTIFICATE-----$/,
      async ({ KLAB_CA_CERT }) => writeFile(KLAB_CA_CERT, Buffer.from([0x30, 0x82, 0])).then(() => ({})),
    ],
    [
      'a key that is none',
      /KLAB_CA_KEY names .*, which holds no private key as PEM, which begins with -----BEGIN PRIVATE KEY-----$/,
      async ({ KLAB_CA_CERT }) => ({ KLAB_CA_KEY: KLAB_CA_CERT }),
    ],
    [
      'a key of another',
      /KLAB_CA_KEY names .*, which does not fit the certificate in .*own-ca.pem$/,
      async ({ KLAB_CA_KEY }) => writeFile(KLAB_CA_KEY, (await makeAuthority()).key).then(() => ({})),
    ],
    [
      'a certificate that may not sign',
      /KLAB_CA_CERT names .*, which holds a certificate that may sign no others; use one of a CA$/,
      async ({ KLAB_CA_CERT, KLAB_CA_KEY }) => {
        const leaf = await issueCertificate(await makeAuthority(), { name: 'leaf' });
        await writeFile(KLAB_CA_CERT, leaf.certificate);
        await writeFile(KLAB_CA_KEY, leaf.key);
        return {};
      },
    ],
    [
      'one whose time is over',
      /KLAB_CA_CERT names .*, which expired on 2001-02-03$/,
      async () => await ownAuthority({ from: new Date('2000-01-01'), until: new Date('2001-02-03') }),
    ],
    [
      'one whose time has not come',
      /KLAB_CA_CERT names .*, which is not valid before 2091-01-01$/,
      async () => await ownAuthority({ from: new Date('2091-01-01'), until: new Date('2092-01-01') }),
    ],
  ];
  it.each(refused)('is refused in one line: %s', async (_, message, spoil) => {
    const own = await ownAuthority();
    const given = { ...own, ...(await spoil(own)) };
    const error: unknown = await readOwnAuthority(given).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'usage' });
    expect((error as Error).message).toMatch(message);
    expect((error as Error).message).not.toContain('\n');
  });
});
