/** Java's stores of certificates and keys, JKS and PKCS12, as PEM; where one cannot be read, with the command that makes PEM of it. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type * as JksJs from 'jks-js';
import { messageOf, UsageError } from '../../errors.ts';

/** A store, and how it opens. */
export interface JavaStore {
  /** Settings that name it, such as `ssl.truststore`, as `ssl.truststore.location` and others. */
  readonly prefix: 'ssl.truststore' | 'ssl.keystore';
  readonly type: 'JKS' | 'PKCS12';
  readonly path: string;
  readonly password?: string;
  /** Of the key in it. @default that of the store */
  readonly keyPassword?: string;
}

/**
 * What is in it: of a truststore every certificate, of a keystore the first key with its certificates.
 * @throws UsageError where it does not open
 */
export function pemOfStore(store: JavaStore): string {
  const { prefix, path, password, keyPassword } = store;
  if (password === undefined) {
    throw new UsageError(`${prefix}.password is missing: ${path} does not open without one`);
  }
  const entries = Object.values(opened(store, password, keyPassword));
  if (prefix === 'ssl.truststore')
    return entries.flatMap(({ ca, cert }) => [ca ?? '', cert ?? '']).join('\n');
  const own = entries.find(({ key }) => key !== undefined);
  if (own === undefined)
    throw new UsageError(`${path} has no private key; ${prefix}.location names a store with one`);
  return [own.key, own.cert].join('\n');
}

function opened(store: JavaStore, password: string, keyPassword: string | undefined): JksJs.JksResult {
  // Loaded only here: few have such stores, and it brings cryptography of its own.
  const { toPem } = createRequire(import.meta.url)('jks-js') as typeof JksJs;
  try {
    return toPem(readFileSync(store.path), password, keyPassword);
  } catch (error) {
    const reason = messageOf(error);
    const isPassword = /password/i.test(reason);
    const fix = isPassword ? `it is ${store.prefix}.password that does not open it` : conversion(store);
    throw new UsageError(`${store.path} cannot be read as ${store.type} (${reason}); ${fix}`);
  }
}

/** The command that makes PEM of a store, and the settings that name it. */
function conversion({ prefix, type, path }: JavaStore): string {
  const pem = `${path.replace(/\.[^./]*$/, '')}.pem`;
  const [from, keys] = [`openssl pkcs12 -in`, `-nodes -out ${pem}`];
  const command =
    prefix === 'ssl.truststore'
      ? `keytool -list -rfc -keystore ${path} > ${pem}`
      : type === 'PKCS12'
        ? `${from} ${path} ${keys}`
        : `keytool -importkeystore -srckeystore ${path} -destkeystore ${path}.p12 -deststoretype PKCS12 && ${from} ${path}.p12 ${keys}`;
  return `make PEM of it: ${command}, then set ${prefix}.type=PEM and ${prefix}.location=${pem}`;
}
