/** Which authority signs an instance's certificates: the user's own, the one of before, or a new one. */
import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { hasErrorCode, instead, messageOf, UsageError } from '../../errors.ts';
import { isGoodNow, signingAlgorithm, type KeyedCertificate } from './certificates.ts';

/** Variables that name the files of an authority of the user's own. */
export const ownAuthorityVariables = { certificate: 'KLAB_CA_CERT', key: 'KLAB_CA_KEY' } as const;

const { certificate: certificateVariable, key: keyVariable } = ownAuthorityVariables;

/**
 * The authority that the environment names, if it names one.
 * @throws UsageError what is wrong with it, in one line
 */
export async function readOwnAuthority(env: NodeJS.ProcessEnv): Promise<KeyedCertificate | undefined> {
  const certificatePath = env[certificateVariable] ?? '';
  const keyPath = env[keyVariable] ?? '';
  if (certificatePath === '' && keyPath === '') return undefined;
  if (certificatePath === '' || keyPath === '') {
    const [is, isNot] =
      keyPath === '' ? [certificateVariable, keyVariable] : [keyVariable, certificateVariable];
    throw new UsageError(`${is} is set and ${isNot} is not; a CA of your own needs both`);
  }
  const certificate = await readGiven(certificateVariable, certificatePath);
  const key = await readGiven(keyVariable, keyPath);
  const found = parseCertificate(certificate, certificatePath);
  const privateKey = parseKey(key, keyPath);
  if (!found.checkPrivateKey(privateKey)) {
    throw wrong(keyVariable, keyPath, `does not fit the certificate in ${certificatePath}`);
  }
  return { certificate: `${certificate.trim()}\n`, key };
}

/** The certificate that signs; those of the CAs above it stand behind it. */
function parseCertificate(text: string, path: string): X509Certificate {
  const refuse = (what: string): UsageError => wrong(certificateVariable, path, what);
  const [found, ...others] = certificatesIn(text) ?? [];
  if (found === undefined) {
    throw refuse('holds no certificate as PEM, which begins with -----BEGIN CERTIFICATE-----');
  }
  const chain = chainOf(found, others);
  for (const one of chain) {
    if (!one.ca) throw refuse('holds a certificate that may sign no others; use one of a CA');
    if (isGoodNow(one)) continue;
    const whose = one === found ? '' : `holds a certificate of ${nameOf(one.subject)} that `;
    const isOver = Date.parse(one.validTo) <= Date.now();
    const when = isOver ? `expired on ${dayOf(one.validTo)}` : `is not valid before ${dayOf(one.validFrom)}`;
    throw refuse(`${whose}${when}`);
  }
  const last = chain.at(-1)!;
  // Clients trust a chain as far as its root, and take no part of it for one.
  if (!isSignedBy(last, last)) {
    throw refuse(
      `holds a certificate that ${nameOf(last.issuer)} has signed, and not that one; add it behind, as PEM`,
    );
  }
  return found;
}

/** A certificate with those that have signed it, one after the other, as far as they are there. */
function chainOf(first: X509Certificate, others: readonly X509Certificate[]): readonly X509Certificate[] {
  if (isSignedBy(first, first)) return [first];
  const issuer = others.find((one) => isSignedBy(first, one));
  if (issuer === undefined) return [first];
  return [
    first,
    ...chainOf(
      issuer,
      others.filter((one) => one !== issuer),
    ),
  ];
}

function isSignedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
}

/** A subject's own name, or all that it is called by. */
function nameOf(subject: string): string {
  return /^CN=(.+)$/m.exec(subject)?.[1] ?? subject.replaceAll('\n', ', ');
}

/** Undefined where something of it is none. */
function certificatesIn(text: string): readonly X509Certificate[] | undefined {
  const parts =
    text.match(/-----BEGIN (TRUSTED )?CERTIFICATE-----[^-]+-----END (TRUSTED )?CERTIFICATE-----/g) ?? [];
  try {
    return parts.map((part) => new X509Certificate(part));
  } catch {
    return undefined;
  }
}

function parseKey(text: string, path: string): KeyObject {
  const refuse = (what: string): UsageError => wrong(keyVariable, path, what);
  let key: KeyObject;
  try {
    key = createPrivateKey(text);
  } catch (error) {
    // OpenSSL asks for a passphrase that nobody has given.
    const isLocked = hasErrorCode(error, 'ERR_MISSING_PASSPHRASE') || text.includes('ENCRYPTED');
    throw refuse(
      isLocked
        ? 'is locked with a passphrase; use one without'
        : 'holds no private key as PEM, which begins with -----BEGIN PRIVATE KEY-----',
    );
  }
  try {
    signingAlgorithm(key);
  } catch (error) {
    throw refuse(`cannot be used: ${messageOf(error)}`);
  }
  return key;
}

async function readGiven(variable: string, path: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch(instead(undefined, 'ENOENT', 'ENOTDIR'));
  if (text === undefined) throw wrong(variable, path, 'is not there');
  return text;
}

function wrong(variable: string, path: string, what: string): UsageError {
  return new UsageError(`${variable} names ${path}, which ${what}`);
}

function dayOf(date: string): string {
  return new Date(date).toISOString().slice(0, 'YYYY-MM-DD'.length);
}
