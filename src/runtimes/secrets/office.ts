/**
 * Replaces what an instance's certificates are made of while it runs. The key in the folder says which of the trusted
 * authorities signs, so that each step is one file that is replaced, and one that was cut short is gone on with.
 */
import { X509Certificate } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { CertificateOffice } from '../../cluster/certificates.ts';
import { LabError, RuntimeError } from '../../errors.ts';
import { clientNames } from '../../kafka/security/users.ts';
import { readOwnAuthority } from './authority.ts';
import {
  authorityOfKey,
  certificatesIn,
  issueCertificate,
  makeAuthority,
  type KeyedCertificate,
  type Subject,
} from './certificates.ts';
import {
  readKeyed,
  readSecret,
  secretFiles,
  secretsDir,
  userFiles,
  writeKeyed,
  writeSecret,
} from './files.ts';
import { keyNeeded, type SecuredInstance } from './prepare.ts';

const dayMs = 24 * 60 * 60_000;

/** The office of an instance that its `up` has made secrets for. @param env where a person's own authority is named */
export function certificateOffice(
  { id, topology }: SecuredInstance,
  env: NodeJS.ProcessEnv = process.env,
): CertificateOffice {
  const dir = secretsDir(id);
  const read = async (name: string): Promise<string> => {
    const text = await readSecret(dir, name);
    if (text !== undefined) return text;
    throw new RuntimeError('storage', `${join(dir, name)} is gone; bring the cluster down and up again`);
  };
  const isOwnAuthority = async (): Promise<boolean> =>
    (await readSecret(dir, secretFiles.authorityKey)) !== undefined;
  const signer = async (): Promise<KeyedCertificate> => {
    const trusted = await read(secretFiles.authority);
    const own = (await isOwnAuthority()) ? undefined : await readOwnAuthority(env);
    const key = (await readSecret(dir, secretFiles.authorityKey)) ?? own?.key;
    const found = key === undefined ? undefined : authorityOfKey(trusted, key);
    if (found === undefined) throw keyNeeded('a node');
    return found;
  };
  const trust = async (...authorities: readonly string[]): Promise<void> =>
    writeSecret(dir, secretFiles.authority, [...new Set(authorities)].join(''));
  return {
    isOwnAuthority,
    obstacle: async () => {
      try {
        await signer();
        return undefined;
      } catch (error) {
        if (!(error instanceof LabError)) throw error;
        return error.message;
      }
    },
    async renew(nodeId, validForMs) {
      const subject = await sameSubject(dir, nodeId);
      const authority = await signer();
      const now = Date.now();
      const validity =
        validForMs === undefined
          ? undefined
          : { from: new Date(now - dayMs), until: new Date(now + validForMs) };
      const keyed = await issueCertificate(authority, subject, validity);
      await writeKeyed(dir, nodeId, keyed, authority.certificate);
      return new Date(new X509Certificate(keyed.certificate).validTo);
    },
    async introduceAuthority() {
      const current = await signer();
      const begun = await nextAuthority(dir);
      // The one that signs already came of a time before that did not come to its end.
      const next = begun === undefined || begun.key === current.key ? await makeAuthority() : begun;
      await writeSecret(dir, secretFiles.nextAuthority, `${next.key}${next.certificate}`);
      await trust(...certificatesIn(await read(secretFiles.authority)), next.certificate);
    },
    async changeAuthority() {
      const next = await nextAuthority(dir);
      if (next === undefined) throw new Error('no authority was introduced');
      await writeSecret(dir, secretFiles.authorityKey, next.key);
      for (const name of clientNames(topology.security!)) {
        await writeKeyed(dir, userFiles(name), await issueCertificate(next, { name }), next.certificate);
      }
    },
    async forgetAuthority() {
      await trust((await signer()).certificate);
      await rm(join(dir, secretFiles.nextAuthority), { force: true });
    },
  };
}

async function nextAuthority(dir: string): Promise<KeyedCertificate | undefined> {
  const text = await readSecret(dir, secretFiles.nextAuthority);
  const [certificate] = certificatesIn(text ?? '');
  if (text === undefined || certificate === undefined) return undefined;
  return { certificate, key: text.slice(0, text.indexOf('-----BEGIN CERTIFICATE-----')) };
}

/** Whom the certificate that is there is for: a node keeps its name and all of its addresses. */
async function sameSubject(dir: string, nodeId: string): Promise<Subject> {
  const before = await readKeyed(dir, nodeId);
  if (before === undefined) {
    throw new RuntimeError('storage', `${dir} has no certificate of ${nodeId}; bring the cluster up again`);
  }
  const names = new X509Certificate(before.certificate).subjectAltName ?? '';
  const addresses = names.split(', ').flatMap((one) => /^(?:DNS|IP Address):(.*)$/.exec(one)?.[1] ?? []);
  return { name: nodeId, addresses };
}
