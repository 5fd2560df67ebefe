/** How klab comes to a cluster of others: by the settings of a client of theirs, whose file stays where it is and is read when it is needed. */
import { createPrivateKey } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { rootCertificates } from 'node:tls';
import type { ClientSecurity, ClientTls } from '../../cluster/access.ts';
import { messageOf, RuntimeError, UsageError } from '../../errors.ts';
import { readClientConfig, type ClientConfig, type StoreSource } from '../../kafka/clients/client-config.ts';
import { isEncrypted } from '../../kafka/security/listener.ts';
import { pemOfStore, type JavaStore } from './java-stores.ts';

/** Reads a client's settings. @throws UsageError for what cannot be used, without what is secret in it */
export function clientConfigAt(path: string): ClientConfig {
  const config = readClientConfig(readText(path, 'latin1'));
  if (!('problems' in config)) return config;
  const [first, ...others] = config.problems;
  throw new UsageError(`${path}: ${first}`, { details: others.map((one) => `${path}: ${one}`) });
}

/** What such settings have a client say. @throws UsageError for a store that cannot be used */
export function securityOfConfig(config: ClientConfig, path: string): ClientSecurity | undefined {
  const { sasl } = config;
  const tls = isEncrypted(config) ? tlsOf(config, path) : undefined;
  if (tls === undefined && sasl === undefined) return undefined;
  return {
    ...(tls && { tls }),
    ...(sasl && {
      sasl: { mechanism: sasl.mechanism, username: sasl.username, password: () => sasl.password },
    }),
  };
}

function tlsOf({ truststore, keystore, checksNames }: ClientConfig, path: string): ClientTls {
  const shown = keystore && pemOf(keystore, 'ssl.keystore', path);
  return {
    ca: truststore === undefined ? rootCertificates.join('\n') : pemOf(truststore, 'ssl.truststore', path),
    ...(shown !== undefined && { cert: certificatesIn(shown), key: keyOf(shown, keystore ?? {}, path) }),
    ...(!checksNames && { anyName: true }),
  };
}

/** What a store holds, as PEM. */
function pemOf(
  source: StoreSource & { readonly keyPassword?: string },
  prefix: JavaStore['prefix'],
  path: string,
): string {
  const { type, location, inline, ...passwords } = source;
  if (inline !== undefined) return inline;
  // As Java would: from where the program was started. Files beside the settings are found too.
  const here = resolve(location ?? '');
  const file = existsSync(here) ? here : resolve(dirname(path), location ?? '');
  if (type === 'PEM') return readText(file, 'utf8');
  if (!existsSync(file))
    throw new RuntimeError('storage', `${path}: ${prefix}.location ${location} is not there`);
  try {
    return pemOfStore({ prefix, type, path: file, ...passwords });
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new UsageError(`${path}: ${error.message}`);
  }
}

function certificatesIn(pem: string): string {
  return (pem.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g) ?? []).join('\n');
}

/** Opened here once, so that a wrong password is told for what it is. */
function keyOf(
  pem: string,
  { keyPassword, password }: Pick<NonNullable<ClientConfig['keystore']>, 'keyPassword' | 'password'>,
  path: string,
): () => string {
  const key = /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----[\s\S]*?-----END (?:[A-Z]+ )?PRIVATE KEY-----/.exec(
    pem,
  )?.[0];
  if (key === undefined) throw new UsageError(`${path}: ssl.keystore has no private key in PEM`);
  const passphrase = keyPassword ?? password;
  try {
    const opened = createPrivateKey({ key, ...(passphrase !== undefined && { passphrase }) });
    return () => opened.export({ type: 'pkcs8', format: 'pem' }).toString();
  } catch (error) {
    throw new UsageError(
      `${path}: the private key of ssl.keystore does not open with ssl.key.password: ${messageOf(error)}`,
    );
  }
}

function readText(path: string, encoding: 'utf8' | 'latin1'): string {
  try {
    return readFileSync(path, encoding);
  } catch (error) {
    throw new RuntimeError('storage', `${path} cannot be read: ${messageOf(error)}`);
  }
}
