/** Makes what is secret of an instance when it is brought up, and keeps what still serves: running nodes and clients hold it. */
import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { UsageError } from '../../errors.ts';
import { makeSecretFolder } from '../../files.ts';
import type { ResolvedTopology } from '../../kafka/node.ts';
import { usesSasl, usesTokens } from '../../kafka/security/listener.ts';
import {
  controllerSaslContent,
  controllerSaslFile,
  saslFile,
  saslFileContent,
  saslFileOf,
  serviceSaslContent,
  serviceSaslFile,
} from '../../kafka/security/secret-files.ts';
import { clientNames, namesWithPassword, type ClusterSecurity } from '../../kafka/security/users.ts';
import { ownAuthorityVariables, readOwnAuthority } from './authority.ts';
import {
  authorityOfKey,
  issueCertificate,
  issuerOf,
  makeAuthority,
  stillServes,
  type KeyedCertificate,
  type Subject,
} from './certificates.ts';
import {
  parsePasswords,
  readKeyed,
  readSecret,
  secretFiles,
  secretsDir,
  userFiles,
  writeKeyed,
  writeSecret,
} from './files.ts';
import { assertAsHeld } from './held.ts';
import { choosePasswords } from './passwords.ts';
import { secretsOf, type InstanceSecrets } from './secrets.ts';
import { keySetOf, makeTokenKey } from './tokens.ts';

/** Whose secrets. */
export interface SecuredInstance {
  readonly id: string;
  readonly topology: Pick<ResolvedTopology, 'nodes' | 'security'>;
}

/** How secrets are made. */
interface SecretOptions {
  /** Where an authority and passwords of the user's own are named. @default process.env */
  readonly env?: NodeJS.ProcessEnv;
  /** Whether nodes of the instance are there, which have read theirs; what they hold is then not replaced. @default false */
  readonly areNodesThere?: boolean;
  /** Where nodes find the folder with the secrets. @default where it is */
  readonly nodesDir?: string;
}

/** What every node is called, whatever runs it: `host.docker.internal` is the host for containers outside. */
const commonAddresses: readonly string[] = ['localhost', '127.0.0.1', '::1', 'host.docker.internal'];

/**
 * Everything secret that a secured instance needs, in its folder. Whoever holds the instance's lock calls it; twice is fine.
 * @param addresses by node id, what a runtime calls it besides its id and what every node is called.
 * @throws UsageError what is wrong with what the user has given, also what nodes that are there cannot follow; LabError `storage`
 */
export async function prepareSecrets(
  { id, topology }: SecuredInstance,
  addresses: Readonly<Record<string, readonly string[]>>,
  { env = process.env, areNodesThere = false, nodesDir }: SecretOptions = {},
): Promise<InstanceSecrets> {
  const { security } = topology;
  if (security === undefined) throw new Error(`${id} is not secured, so nothing of it is secret`);
  const own = await readOwnAuthority(env);
  if (areNodesThere) await assertAsHeld(id, security, { own, env });
  const dir = secretsDir(id);
  if (usesTokens(security.external)) assertAddressable(dir);
  await makeSecretFolder(dir);
  // Its own as well: KLAB_HOME may be in a work tree, where one `git add` would take all of it.
  await writeSecret(dir, '.gitignore', '*\n');
  const sign = await authorityOf(dir, own);
  for (const node of topology.nodes.filter(({ role }) => role !== 'service')) {
    const names = [node.id, ...commonAddresses, ...(addresses[node.id] ?? [])];
    await sign(node.id, { name: node.id, addresses: [...new Set(names)] });
  }
  const services = (security.services ?? []).map(({ name }) => name);
  for (const service of services) await sign(service, { name: service });
  for (const user of clientNames(security)) await sign(userFiles(user), { name: user });
  await preparePasswords(dir, namesWithPassword(security), env);
  await prepareTokens(dir, security);
  const secrets = secretsOf(id);
  const keySetUrl = pathToFileURL(join(nodesDir ?? dir, secretFiles.keySet)).href;
  await writeSecret(dir, saslFile, saslFileContent(security, secrets.passwordOf, keySetUrl));
  if (topology.nodes.some((node) => saslFileOf(node) === controllerSaslFile))
    await writeSecret(dir, controllerSaslFile, controllerSaslContent(security, secrets.passwordOf));
  for (const service of usesSasl(security.internal) ? services : []) {
    const content = serviceSaslContent(security, service, secrets.passwordOf);
    await writeSecret(dir, serviceSaslFile(service), content);
  }
  return secrets;
}

/**
 * Kafka takes the address of a file for its path (org.apache.kafka.common.security.oauthbearer.internals.secured,
 * ConfigurationUtils.validateFile), so it finds none whose address is written otherwise.
 * @throws UsageError
 */
function assertAddressable(dir: string): void {
  const path = resolve(dir);
  if (pathToFileURL(path).pathname === path) return;
  throw new UsageError(
    `security.external has mechanism OAUTHBEARER, and Kafka reads no token and no key below ${path}: set KLAB_HOME to a folder of ASCII letters, digits, ., _, - and / alone, or use SCRAM-SHA-512`,
  );
}

/** Has a certificate made for whoever has none that serves. */
type Sign = (name: string, subject: Subject) => Promise<void>;

async function authorityOf(dir: string, own: KeyedCertificate | undefined): Promise<Sign> {
  const before = await readSecret(dir, secretFiles.authority);
  const key = await readSecret(dir, secretFiles.authorityKey);
  const kept = before !== undefined && key !== undefined ? authorityOfKey(before, key) : undefined;
  const isUsers = before !== undefined && key === undefined;
  const authority = own ?? kept ?? (isUsers ? undefined : await makeAuthority());
  // While one is replaced by another, all that are trusted stay so.
  const isAsBefore = own === undefined && (kept !== undefined || isUsers);
  const trusted = (isAsBefore ? before : authority?.certificate) ?? '';
  // The user's own key stays where the user keeps it.
  if (own === undefined && authority !== undefined)
    await writeSecret(dir, secretFiles.authorityKey, authority.key);
  else await rm(join(dir, secretFiles.authorityKey), { force: true });
  await writeSecret(dir, secretFiles.authority, trusted);
  return async (name, subject) => {
    const found = await readKeyed(dir, name);
    const serves = found !== undefined && stillServes(found, trusted, subject.addresses);
    if (!serves && authority === undefined) throw keyNeeded(subject.name);
    const keyed = serves ? found : await issueCertificate(authority!, subject);
    await writeKeyed(dir, name, keyed, issuerOf(keyed.certificate, trusted) ?? '');
  };
}

/** What to do where a certificate is needed of an authority whose key klab does not have. */
export function keyNeeded(name: string): UsageError {
  const { certificate, key } = ownAuthorityVariables;
  return new UsageError(
    `${name} needs a new certificate of your own CA, whose key klab does not keep; set ${certificate} and ${key} again`,
  );
}

async function preparePasswords(
  dir: string,
  names: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const known = parsePasswords((await readSecret(dir, secretFiles.passwords)) ?? '{}', dir);
  const passwords = { ...known, ...choosePasswords(names, known, env) };
  await writeSecret(dir, secretFiles.passwords, `${JSON.stringify(passwords, undefined, 2)}\n`);
}

async function prepareTokens(dir: string, security: ClusterSecurity): Promise<void> {
  if (!usesTokens(security.external)) return;
  const key = (await readSecret(dir, secretFiles.tokenKey)) ?? makeTokenKey();
  await writeSecret(dir, secretFiles.tokenKey, key);
  await writeSecret(dir, secretFiles.keySet, keySetOf(key));
}
