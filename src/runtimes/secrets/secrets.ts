/** What is secret of an instance, as whoever connects to it uses it: read when it is needed, so that nothing that is printed or stored has it. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ClientIdentity, ClientSecurity, ClientTls } from '../../cluster/access.ts';
import { hasErrorCode, RuntimeError } from '../../errors.ts';
import { isEncrypted, mechanismOf, usesSasl, type ListenerSecurity } from '../../kafka/security/listener.ts';
import { saltPassword, type SaltedPassword } from '../../kafka/security/scram.ts';
import { labUser, namesWithPassword, nodeUser, type ClusterSecurity } from '../../kafka/security/users.ts';
import type { Reach } from '../../kafka/node.ts';
import { certificatesIn, type KeyedCertificate } from './certificates.ts';
import { certificateFiles, parsePasswords, secretFiles, secretsDir, userFiles } from './files.ts';
import { signToken } from './tokens.ts';

/** The secrets of an instance. Each throws RuntimeError `storage` where it is gone. */
export interface InstanceSecrets {
  /** Folder that holds them. */
  readonly dir: string;
  /** Certificate of the authority that has signed all others, as PEM. */
  readonly authority: () => string;
  readonly passwordOf: (user: string) => string;
  /** A certificate by which a user comes, where the listener asks for one. */
  readonly certificateOf: (user: string) => KeyedCertificate;
  /** A token. @param lifetimeSeconds @default some minutes */
  readonly tokenOf: (user: string, lifetimeSeconds?: number) => string;
}

/** Whether an `up` has made secrets of an instance, and they are there still. */
export function hasSecrets(instanceId: string): boolean {
  return existsSync(join(secretsDir(instanceId), secretFiles.authority));
}

/** The secrets that the `up` of an instance has made. */
export function secretsOf(instanceId: string): InstanceSecrets {
  const dir = secretsDir(instanceId);
  const read = (name: string): string => readMade(join(dir, name));
  return {
    dir,
    authority: () => read(secretFiles.authority),
    passwordOf(user) {
      const passwords = parsePasswords(read(secretFiles.passwords), dir);
      const password = Object.hasOwn(passwords, user) ? passwords[user] : undefined;
      if (password !== undefined) return password;
      throw new RuntimeError('storage', `${join(dir, secretFiles.passwords)} has no password of ${user}`);
    },
    certificateOf(user) {
      // Of the one file that holds both, so that they belong together also while they are replaced.
      return splitKeystore(read(certificateFiles(userFiles(user)).keystore));
    },
    tokenOf: (user, lifetimeSeconds) => signToken(read(secretFiles.tokenKey), user, lifetimeSeconds),
  };
}

/** The key and the first certificate of a keystore; the authority's is known to whoever trusts it. */
function splitKeystore(text: string): KeyedCertificate {
  const [certificate = ''] = certificatesIn(text);
  return { certificate, key: text.slice(0, text.indexOf('-----BEGIN CERTIFICATE-----')) };
}

function readMade(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (!hasErrorCode(error, 'ENOENT', 'ENOTDIR')) throw error;
    throw new RuntimeError('storage', `${path} is gone; bring the cluster down and up again`);
  }
}

/**
 * What a client must say to be let in by a listener.
 * @param user as whom it comes. @default the lab itself
 * @param tokenSeconds how long a token is good. @default some minutes
 */
export function clientSecurityOf(
  { authority, passwordOf, certificateOf, tokenOf }: InstanceSecrets,
  listener: ListenerSecurity,
  user: string = labUser,
  tokenSeconds?: number,
): ClientSecurity {
  const isAsked = isEncrypted(listener) && (listener.clientAuth ?? 'none') !== 'none';
  const mechanism = mechanismOf(listener);
  return {
    ...(isEncrypted(listener) && {
      tls: isAsked ? tlsOf(authority, () => certificateOf(user)) : tlsOf(authority),
    }),
    ...(usesSasl(listener) && {
      sasl:
        mechanism === 'OAUTHBEARER'
          ? { mechanism, token: async () => tokenOf(user, tokenSeconds) }
          : { mechanism, username: user, password: () => passwordOf(user) },
    }),
  };
}

/** Read anew for each connection, since certificates are replaced while clients work. */
function tlsOf(authority: () => string, shown?: () => KeyedCertificate): ClientTls {
  if (shown === undefined) {
    return {
      get ca() {
        return authority();
      },
    };
  }
  return {
    get ca() {
      return authority();
    },
    get cert() {
      return shown().certificate;
    },
    key: () => shown().key,
  };
}

/** How the lab is let in by an instance's listeners, by whom they are for, as itself or as somebody else. */
export function labSecurity(
  instanceId: string,
  security: ClusterSecurity,
): (reach: Reach, as?: ClientIdentity) => ClientSecurity | undefined {
  const { external, internal, controller } = security;
  const listeners = { host: external, 'docker-host': external, cluster: internal, quorum: controller };
  return (reach, as) => {
    const secrets = secretsOf(instanceId);
    const said = clientSecurityOf(secrets, listeners[reach], as?.user, as?.tokenSeconds);
    // Controllers know no passwords but that of nodes.
    if (reach !== 'quorum' || said.sasl === undefined) return said;
    return {
      ...said,
      ...clientSecurityOf(secrets, { ...controller, clientAuth: 'none' }, nodeUser),
      ...(said.tls && { tls: said.tls }),
    };
  };
}

/** Everybody whom brokers know by SCRAM, for the mechanisms that a cluster's listeners have. */
export function scramUsersOf(
  { passwordOf }: Pick<InstanceSecrets, 'passwordOf'>,
  security: ClusterSecurity,
): readonly SaltedPassword[] {
  const { external, internal, controller } = security;
  const used = new Set([external, internal, controller].filter(usesSasl).map(mechanismOf));
  return [...used].flatMap((mechanism) =>
    mechanism === 'SCRAM-SHA-256' || mechanism === 'SCRAM-SHA-512'
      ? namesWithPassword(security).map((name) => saltPassword(name, passwordOf(name), mechanism))
      : [],
  );
}
