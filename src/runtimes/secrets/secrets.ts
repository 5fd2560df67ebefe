/** What is secret of an instance, as whoever connects to it uses it. Each secret stands behind a function: what is printed or stored has none. */
import { join } from 'node:path';
import type { ClientSecurity } from '../../cluster/access.ts';
import { RuntimeError } from '../../errors.ts';
import { isEncrypted, usesSasl, type ListenerSecurity } from '../../kafka/security/listener.ts';
import { labUser } from '../../kafka/security/users.ts';
import type { KeyedCertificate } from './certificates.ts';
import { certificateFiles, readMade, readPasswords, secretFiles, secretsDir, userFiles } from './files.ts';
import { signToken } from './tokens.ts';

/** The secrets of an instance. */
export interface InstanceSecrets {
  /** Folder that holds them. */
  readonly dir: string;
  /** Certificate of the authority that has signed all others, as PEM. */
  readonly ca: string;
  /** @throws RuntimeError `storage` where there is none */
  readonly passwordOf: (user: string) => string;
  /** A certificate by which a user comes, where the listener asks for one. @throws RuntimeError `storage` */
  readonly certificateOf: (user: string) => Promise<KeyedCertificate>;
  /** A token that is good for some minutes. @throws RuntimeError `storage` */
  readonly tokenOf: (user: string) => Promise<string>;
}

/** The secrets that the `up` of an instance has made. @throws RuntimeError `storage` when they are gone */
export async function readSecrets(instanceId: string): Promise<InstanceSecrets> {
  const dir = secretsDir(instanceId);
  const ca = await readMade(dir, secretFiles.authority);
  const passwords = await readPasswords(dir);
  return {
    dir,
    ca,
    passwordOf(user) {
      const password = Object.hasOwn(passwords, user) ? passwords[user] : undefined;
      if (password !== undefined) return password;
      throw new RuntimeError('storage', `${join(dir, secretFiles.passwords)} has no password of ${user}`);
    },
    async certificateOf(user) {
      const files = certificateFiles(userFiles(user));
      return { certificate: await readMade(dir, files.certificate), key: await readMade(dir, files.key) };
    },
    tokenOf: async (user) => signToken(await readMade(dir, secretFiles.tokenKey), user),
  };
}

/**
 * What a client must say to be let in by a listener.
 * @param user as whom it comes. @default the lab itself
 * @throws RuntimeError `storage`
 */
export async function clientSecurityOf(
  secrets: InstanceSecrets,
  { protocol, mechanism = 'SCRAM-SHA-512', clientAuth = 'none' }: ListenerSecurity,
  user: string = labUser,
): Promise<ClientSecurity> {
  const { ca, passwordOf, certificateOf, tokenOf } = secrets;
  const shown = clientAuth === 'none' ? undefined : await certificateOf(user);
  return {
    ...(isEncrypted({ protocol }) && {
      tls: { ca, ...(shown && { cert: shown.certificate, key: shown.key }) },
    }),
    ...(usesSasl({ protocol }) && {
      sasl:
        mechanism === 'OAUTHBEARER'
          ? { mechanism, token: () => tokenOf(user) }
          : { mechanism, username: user, password: () => passwordOf(user) },
    }),
  };
}
