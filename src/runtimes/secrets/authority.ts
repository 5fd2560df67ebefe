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

function parseCertificate(text: string, path: string): X509Certificate {
  const refuse = (what: string): UsageError => wrong(certificateVariable, path, what);
  const found = certificateIn(text);
  if (found === undefined) {
    throw refuse('holds no certificate as PEM, which begins with -----BEGIN CERTIFICATE-----');
  }
  if (!found.ca) throw refuse('holds a certificate that may sign no others; use one of a CA');
  if (!isGoodNow(found)) {
    const isOver = Date.parse(found.validTo) <= Date.now();
    throw refuse(
      isOver ? `expired on ${dayOf(found.validTo)}` : `is not valid before ${dayOf(found.validFrom)}`,
    );
  }
  return found;
}

function certificateIn(text: string): X509Certificate | undefined {
  try {
    return text.includes('-----BEGIN ') ? new X509Certificate(text) : undefined;
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
