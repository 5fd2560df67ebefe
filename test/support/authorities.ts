/** Authorities as companies have them, which klab makes none of. */
import { createPrivateKey, webcrypto } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeAuthority, type KeyedCertificate } from '../../src/runtimes/secrets/certificates.ts';

/** One of a user's own, as files in a folder, and the variables that name them. */
export async function ownAuthority(
  folder: string,
  validity?: { readonly from: Date; readonly until: Date },
): Promise<Record<'KLAB_CA_CERT' | 'KLAB_CA_KEY', string>> {
  const { certificate, key } = await makeAuthority(validity);
  const paths = { KLAB_CA_CERT: join(folder, 'own-ca.pem'), KLAB_CA_KEY: join(folder, 'own-ca.key') };
  await writeFile(paths.KLAB_CA_CERT, certificate);
  await writeFile(paths.KLAB_CA_KEY, key);
  return paths;
}

/** An authority that another one has signed. */
export async function signedBy(
  { certificate, key }: KeyedCertificate,
  notAfter?: Date,
): Promise<KeyedCertificate> {
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
