/** Certificates and their keys as PEM: makes authorities, has them sign, and tells whether one still does for its purpose. */
import { createPrivateKey, KeyObject, randomBytes, webcrypto, X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import type * as X509 from '@peculiar/x509';
import { UsageError } from '../../errors.ts';

/** A certificate and the private key that belongs to it, each as PEM. */
export interface KeyedCertificate {
  readonly certificate: string;
  readonly key: string;
}

/** From when until when a certificate is good. */
export interface Validity {
  readonly from: Date;
  readonly until: Date;
}

/** Whom a certificate is for. */
export interface Subject {
  /** Its one name, by which Kafka knows who shows it. */
  readonly name: string;
  /** Names and addresses at which it is reached. @default none: nobody goes to a client */
  readonly addresses?: readonly string[];
}

const dayMs = 24 * 60 * 60_000;

/** Longer than any lab lives. It begins a day ago, since the clock of an engine in a virtual machine may be behind. */
function longValidity(): Validity {
  const now = Date.now();
  return { from: new Date(now - dayMs), until: new Date(now + 3650 * dayMs) };
}

/** Of the keys that are made here: small and quick, and known to every Kafka that takes PEM. */
const ownKeys = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

/**
 * Makes an authority that nobody else has. Each has a name of its own: clients take one authority for another of the same
 * name, and then call a certificate damaged where they should say that they do not know who signed it.
 */
export async function makeAuthority(validity = longValidity()): Promise<KeyedCertificate> {
  const x509 = await library();
  const keys = await webcrypto.subtle.generateKey(ownKeys, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: [{ CN: [`klab CA ${randomBytes(4).toString('hex')}`] }],
    keys,
    notBefore: validity.from,
    notAfter: validity.until,
    signingAlgorithm: ownKeys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { certificate: lines(certificate.toString('pem')), key: pemOf(keys.privateKey) };
}

/**
 * Has an authority sign a certificate with a fresh key, good for servers and clients alike: a broker is both.
 * @param validity it never outlives the authority's own.
 */
export async function issueCertificate(
  authority: KeyedCertificate,
  { name, addresses = [] }: Subject,
  validity = longValidity(),
): Promise<KeyedCertificate> {
  const x509 = await library();
  const issuer = new x509.X509Certificate(authority.certificate);
  const { algorithm, key: signingKey } = await importKey(authority.key);
  const keys = await webcrypto.subtle.generateKey(ownKeys, true, ['sign', 'verify']);
  const issuerKeyId = issuer.getExtension(x509.SubjectKeyIdentifierExtension)?.keyId;
  const names = addresses.map((value) => ({ type: isIP(value) === 0 ? 'dns' : 'ip', value }) as const);
  const certificate = await x509.X509CertificateGenerator.create({
    // As it is: of a plain text the library would read quotes and a number sign as marks of its own.
    subject: new x509.Name([{ CN: [{ utf8String: name }] }]),
    issuer: issuer.subjectName,
    publicKey: keys.publicKey,
    signingKey,
    signingAlgorithm: algorithm,
    notBefore: validity.from,
    notAfter: new Date(Math.min(validity.until.getTime(), issuer.notAfter.getTime())),
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([
        x509.ExtendedKeyUsage.serverAuth,
        x509.ExtendedKeyUsage.clientAuth,
      ]),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      ...(issuerKeyId === undefined ? [] : [new x509.AuthorityKeyIdentifierExtension(issuerKeyId)]),
      ...(names.length === 0 ? [] : [new x509.SubjectAlternativeNameExtension(names)]),
    ],
  });
  return { certificate: lines(certificate.toString('pem')), key: pemOf(keys.privateKey) };
}

/** The certificates of a text, each as PEM: while an authority is replaced, two are trusted. */
export function certificatesIn(pem: string): readonly string[] {
  const found = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  return found.map(lines);
}

/** The authority that a key belongs to, of all that are trusted; undefined where it belongs to none, or that one is over. */
export function authorityOfKey(trusted: string, key: string): KeyedCertificate | undefined {
  const certificate = certificatesIn(trusted).find((one) => stillServes({ certificate: one, key }, one));
  return certificate === undefined ? undefined : { certificate, key };
}

/** The authority that has signed a certificate, of all that are trusted; undefined where none has. */
export function issuerOf(certificate: string, trusted: string): string | undefined {
  const found = new X509Certificate(certificate);
  return certificatesIn(trusted).find((one) => found.verify(new X509Certificate(one).publicKey));
}

/**
 * Whether a certificate that is there will do: it is good now, its key fits, and one of these authorities has signed it.
 * @param addresses at which whoever has it must be believed. @default none
 */
export function stillServes(
  { certificate, key }: KeyedCertificate,
  trusted: string,
  addresses: readonly string[] = [],
): boolean {
  try {
    const found = new X509Certificate(certificate);
    const covers = (address: string): boolean =>
      (isIP(address) === 0 ? found.checkHost(address) : found.checkIP(address)) !== undefined;
    return (
      isGoodNow(found) &&
      found.checkPrivateKey(createPrivateKey(key)) &&
      issuerOf(certificate, trusted) !== undefined &&
      addresses.every(covers)
    );
  } catch {
    // What cannot be read was written by somebody else, or by a machine that went down.
    return false;
  }
}

/** Whether today lies between the first and the last day of a certificate. */
export function isGoodNow({ validFrom, validTo }: X509Certificate): boolean {
  const now = Date.now();
  return Date.parse(validFrom) <= now && now < Date.parse(validTo);
}

/** How WebCrypto calls the curves that Kafka's own Java knows, and what is signed with them. */
const curves: Readonly<Record<string, { readonly namedCurve: string; readonly hash: string }>> = {
  prime256v1: { namedCurve: 'P-256', hash: 'SHA-256' },
  secp384r1: { namedCurve: 'P-384', hash: 'SHA-384' },
  secp521r1: { namedCurve: 'P-521', hash: 'SHA-512' },
};

/** How a key signs. @throws UsageError for a kind of key that nothing here signs with, as it reads behind "its key is". */
export function signingAlgorithm(key: KeyObject): { readonly name: string; readonly hash: string } {
  const { asymmetricKeyType: type = 'none', asymmetricKeyDetails: details } = key;
  if (type === 'rsa') return { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
  const curve = curves[details?.namedCurve ?? ''];
  if (type === 'ec' && curve !== undefined) return { name: 'ECDSA', ...curve };
  const kind = [type.toUpperCase(), details?.namedCurve].filter((word) => word !== undefined).join(' ');
  throw new UsageError(`its key is ${kind}; use RSA, or EC on P-256, P-384 or P-521`);
}

async function importKey(
  pem: string,
): Promise<{ algorithm: X509.HashedAlgorithm; key: webcrypto.CryptoKey }> {
  const key = createPrivateKey(pem);
  const algorithm = signingAlgorithm(key);
  const bytes = key.export({ type: 'pkcs8', format: 'der' });
  return {
    algorithm: { ...algorithm, hash: { name: algorithm.hash } },
    key: await webcrypto.subtle.importKey('pkcs8', bytes, algorithm, false, ['sign']),
  };
}

function pemOf(key: webcrypto.CryptoKey): string {
  return KeyObject.from(key).export({ type: 'pkcs8', format: 'pem' }).toString();
}

/** One line end behind the last line, so that files can be joined. */
function lines(pem: string): string {
  return `${pem.trim()}\n`;
}

/** Loaded where a certificate is made: it takes a good part of a second, and most verbs make none. */
async function library(): Promise<typeof X509> {
  // The library finds its own parts by what this adds to Reflect.
  await import('reflect-metadata');
  return await import('@peculiar/x509');
}
