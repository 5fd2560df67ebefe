/** Where an instance's secrets lie, and how they are kept: in one folder that is its owner's alone. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { instead, RuntimeError } from '../../errors.ts';
import { told, writeWhole } from '../../files.ts';
import { authorityFile, keySetFile, keystoreFile } from '../../kafka/security/secret-files.ts';
import { instancesDir } from '../../paths.ts';
import type { KeyedCertificate } from './certificates.ts';

/** Folder with everything secret of an instance. */
export function secretsDir(instanceId: string): string {
  return join(instancesDir(), instanceId, 'secrets');
}

/** Names in that folder; those of nodes stand in {@link certificateFiles}. */
export const secretFiles = {
  authority: authorityFile,
  authorityKey: 'ca.key',
  /** Certificate and key of the authority that is to follow, while nodes learn to trust it. */
  nextAuthority: 'next-ca.pem',
  passwords: 'users.json',
  tokenKey: 'tokens.key',
  keySet: keySetFile,
} as const;

/**
 * Files of whoever has a certificate: the certificate and the key apart, as most programs want them, and both with the
 * authority in one, as Kafka does (KIP-651).
 * @param name a node's id; of a user {@link userFiles}
 */
export function certificateFiles(name: string): { certificate: string; key: string; keystore: string } {
  return { certificate: `${name}.pem`, key: `${name}.key`, keystore: keystoreFile(name) };
}

/** Name of a user's files. Users are called as they like, and none may be taken for a node. */
export function userFiles(user: string): string {
  return `user-${encodeURIComponent(user)}`;
}

/** The text of a file of the folder; undefined where there is none. @throws LabError `storage` */
export async function readSecret(dir: string, name: string): Promise<string | undefined> {
  return await told(join(dir, name), () =>
    readFile(join(dir, name), 'utf8').catch(instead(undefined, 'ENOENT', 'ENOTDIR')),
  );
}

/** Writes a file of the folder, unless it says so already. @throws LabError `storage` */
export async function writeSecret(dir: string, name: string, text: string): Promise<void> {
  if ((await readSecret(dir, name)) === text) return;
  await writeWhole(join(dir, name), text, { secret: true, durable: true });
}

/** A certificate and its key, where both are there. @throws LabError `storage` */
export async function readKeyed(dir: string, name: string): Promise<KeyedCertificate | undefined> {
  const files = certificateFiles(name);
  const certificate = await readSecret(dir, files.certificate);
  const key = await readSecret(dir, files.key);
  return certificate === undefined || key === undefined ? undefined : { certificate, key };
}

/**
 * Keeps a certificate in all of its forms.
 * @param issuer the authority's that has signed it
 * @throws LabError `storage`
 */
export async function writeKeyed(
  dir: string,
  name: string,
  { certificate, key }: KeyedCertificate,
  issuer: string,
): Promise<void> {
  const files = certificateFiles(name);
  await writeSecret(dir, files.key, key);
  await writeSecret(dir, files.certificate, certificate);
  await writeSecret(dir, files.keystore, `${key}${certificate}${issuer}`);
}

/** The passwords in a file of them, by user. @throws RuntimeError `storage`, which holds nothing of the text */
export function parsePasswords(text: string, dir: string): Readonly<Record<string, string>> {
  try {
    return JSON.parse(text) as Record<string, string>;
  } catch {
    // Without its cause: the parser's message shows a part of the file.
    const path = join(dir, secretFiles.passwords);
    throw new RuntimeError(
      'storage',
      `${path} is not readable as JSON; delete it, and bring the cluster up again`,
    );
  }
}
