/** What a client's own settings say (Kafka's client.properties): where to begin, and how to be let in. Pure: no file is read but the text. */
import { readProperties } from '../properties.ts';
import {
  isEncrypted,
  saslMechanisms,
  securityProtocols,
  usesSasl,
  type SaslMechanism,
  type SecurityProtocol,
} from '../security/listener.ts';
import { readJaas } from './jaas.ts';

/** Certificates, or a key with its certificate: a file of some form, or PEM in the settings themselves. */
export interface StoreSource {
  readonly type: 'PEM' | 'JKS' | 'PKCS12';
  readonly location?: string;
  readonly password?: string;
  /** PEM that stands in the settings. */
  readonly inline?: string;
}

/** Settings of a client, as far as they decide how it comes to a broker. */
export interface ClientConfig {
  /** Of `bootstrap.servers`; empty where it is not set. */
  readonly bootstrap: readonly string[];
  readonly protocol: SecurityProtocol;
  /** Whom it trusts. @default those that Java trusts */
  readonly truststore?: StoreSource;
  /** What it shows of itself. @default nothing */
  readonly keystore?: StoreSource & { readonly keyPassword?: string };
  /** Whether a broker's certificate must be for the name that it is reached by. */
  readonly checksNames: boolean;
  readonly sasl?: {
    readonly mechanism: Exclude<SaslMechanism, 'OAUTHBEARER'>;
    readonly username: string;
    readonly password: string;
  };
}

const storeTypes = ['PEM', 'JKS', 'PKCS12'] as const;

/** Reads settings. @returns what is wrong with them, without a value that may be secret, where they cannot be used. */
export function readClientConfig(text: string): ClientConfig | { readonly problems: readonly string[] } {
  const settings = trimmed(readProperties(text));
  const problems: string[] = [];
  const oneOf = <T extends string>(name: string, allowed: readonly T[], byDefault: T): T => {
    const value = (settings[name] ?? byDefault).toUpperCase();
    const found = allowed.find((one) => one === value);
    if (found === undefined) problems.push(`${name} ${value} is not one of ${allowed.join(', ')}`);
    return found ?? byDefault;
  };
  for (const [name, value] of Object.entries(settings)) {
    if (/\$\{\w+:[^}]*\}/.test(value)) {
      problems.push(`${name} asks a config provider, which klab does not; put its value there`);
    }
  }
  const protocol = oneOf('security.protocol', securityProtocols, 'PLAINTEXT');
  const listener = { protocol };
  const stores = (prefix: string): 'PEM' | 'JKS' | 'PKCS12' => oneOf(`${prefix}.type`, storeTypes, 'JKS');
  const config: ClientConfig = {
    bootstrap: (settings['bootstrap.servers'] ?? '')
      .split(',')
      .map((one) => one.trim())
      .filter((one) => one !== ''),
    protocol,
    checksNames: settings['ssl.endpoint.identification.algorithm'] !== '',
    ...(isEncrypted(listener) && {
      ...truststoreOf(settings, stores('ssl.truststore')),
      ...keystoreOf(settings, stores('ssl.keystore')),
    }),
    ...(usesSasl(listener) && saslOf(settings, problems)),
  };
  return problems.length > 0 ? { problems } : config;
}

type Settings = Readonly<Record<string, string | undefined>>;

function trimmed(settings: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, value.trim()]));
}

function truststoreOf(settings: Settings, type: StoreSource['type']): Pick<ClientConfig, 'truststore'> {
  const location = settings['ssl.truststore.location'];
  const inline = settings['ssl.truststore.certificates'];
  const password = settings['ssl.truststore.password'];
  if (location === undefined && inline === undefined) return {};
  return {
    truststore: {
      type,
      ...(location !== undefined && { location }),
      ...(inline !== undefined && { inline }),
      ...(password !== undefined && { password }),
    },
  };
}

function keystoreOf(settings: Settings, type: StoreSource['type']): Pick<ClientConfig, 'keystore'> {
  const location = settings['ssl.keystore.location'];
  const [key, chain] = [settings['ssl.keystore.key'], settings['ssl.keystore.certificate.chain']];
  const password = settings['ssl.keystore.password'];
  const keyPassword = settings['ssl.key.password'];
  if (location === undefined && key === undefined) return {};
  return {
    keystore: {
      type,
      ...(location !== undefined && { location }),
      ...(key !== undefined && { inline: `${key}\n${chain ?? ''}` }),
      ...(password !== undefined && { password }),
      ...(keyPassword !== undefined && { keyPassword }),
    },
  };
}

/** Mechanisms by which klab comes with what stands in such settings: a token has to be asked for somewhere else. */
const byPassword = saslMechanisms.filter((one) => one !== 'OAUTHBEARER');

function saslOf(settings: Settings, problems: string[]): Pick<ClientConfig, 'sasl'> {
  // Kafka's own default is Kerberos.
  const wanted = settings['sasl.mechanism'] ?? 'GSSAPI';
  const mechanism = byPassword.find((one) => one === wanted);
  if (mechanism === undefined) {
    problems.push(`sasl.mechanism ${wanted} is not one by which klab comes; it has ${byPassword.join(', ')}`);
    return {};
  }
  const text = settings['sasl.jaas.config'];
  if (text === undefined) {
    problems.push('sasl.jaas.config is missing: it says user and password');
    return {};
  }
  const login = readJaas(text);
  if (typeof login === 'string') {
    problems.push(`sasl.jaas.config cannot be read: ${login}`);
    return {};
  }
  const expected = mechanism === 'PLAIN' ? 'PlainLoginModule' : 'ScramLoginModule';
  if (login.module !== expected) {
    problems.push(`sasl.jaas.config has the login module ${login.module}; ${mechanism} takes ${expected}`);
  }
  const { username, password } = login.options;
  if (username === undefined || password === undefined) {
    problems.push('sasl.jaas.config has no username="…" password="…"');
    return {};
  }
  return { sasl: { mechanism, username, password } };
}
