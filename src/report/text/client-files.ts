/**
 * Files with which a person's own clients come in: Kafka's commands, kcat, a program with kafkajs. The first two hold the
 * password, since neither takes it from another file; the program reads it.
 */
import { writeProperties } from '../../kafka/properties.ts';
import {
  asksForCertificate,
  isEncrypted,
  mechanismOf,
  usesPasswords,
  usesSasl,
  usesTokens,
  type ListenerSecurity,
} from '../../kafka/security/listener.ts';
import { oldestLibrdkafka } from '../../kafka/security/scram.ts';
import { loginModules, quoted } from '../../kafka/security/secret-files.ts';

/** A user who comes by the listener for the host. */
export interface ClientOf {
  readonly user: string;
  readonly bootstrap: readonly string[];
  readonly listener: ListenerSecurity;
  /** Whole paths. */
  readonly files: {
    /** Certificate of the authority. */
    readonly authority: string;
    /** The user's certificate and key, apart and in one. */
    readonly certificate: string;
    readonly key: string;
    readonly keystore: string;
    /** The user's password, and nothing else. */
    readonly password: string;
    /** A token of the user's. */
    readonly token: string;
  };
  readonly passwordOf: (user: string) => string;
}

/** `client.properties` of Kafka's own commands, and of every client in Java. */
export function clientProperties({ listener, files, user, passwordOf }: ClientOf): string {
  const mechanism = mechanismOf(listener);
  const login = usesPasswords(listener)
    ? ` username=${quoted(user)} password=${quoted(passwordOf(user))}`
    : '';
  return writeProperties({
    'security.protocol': listener.protocol,
    ...(isEncrypted(listener) && {
      'ssl.truststore.type': 'PEM',
      'ssl.truststore.location': files.authority,
    }),
    ...(asksForCertificate(listener) && {
      'ssl.keystore.type': 'PEM',
      'ssl.keystore.location': files.keystore,
    }),
    ...(usesSasl(listener) && {
      'sasl.mechanism': mechanism,
      'sasl.jaas.config': `${loginModules[mechanism]} required${login};`,
    }),
    ...(usesTokens(listener) && {
      'sasl.login.callback.handler.class':
        'org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginCallbackHandler',
      'sasl.oauthbearer.token.endpoint.url': tokenUrl(files.token),
    }),
  });
}

/**
 * What a client in Java must be told besides, by an environment variable of Kafka's commands: which addresses a token may be
 * read from (Kafka documentation, org.apache.kafka.sasl.oauthbearer.allowed.urls). Absent where it needs nothing.
 */
export function javaOptions({ listener, files }: ClientOf): string | undefined {
  if (!usesTokens(listener)) return undefined;
  return `KAFKA_OPTS=-Dorg.apache.kafka.sasl.oauthbearer.allowed.urls=${tokenUrl(files.token)}`;
}

function tokenUrl(path: string): string {
  return `file://${path}`;
}

/** What kcat needs to come in with its file; undefined where any will do. */
export function kcatNeeds(
  { listener }: Pick<ClientOf, 'listener'>,
  kafkaVersion: string,
): string | undefined {
  const oldest = oldestLibrdkafka(usesSasl(listener) ? mechanismOf(listener) : undefined, kafkaVersion);
  return oldest === undefined ? undefined : `needs librdkafka ${oldest} or newer`;
}

/**
 * A file for `kcat -F`: librdkafka's settings, a line each. Undefined where kcat cannot come in: it takes no token from a
 * file, and a line holds no password with a line end.
 */
export function kcatFile({ listener, files, user, bootstrap, passwordOf }: ClientOf): string | undefined {
  if (usesTokens(listener)) return undefined;
  const settings = {
    'bootstrap.servers': bootstrap.join(','),
    'security.protocol': listener.protocol,
    ...(isEncrypted(listener) && { 'ssl.ca.location': files.authority }),
    ...(asksForCertificate(listener) && {
      'ssl.certificate.location': files.certificate,
      'ssl.key.location': files.key,
    }),
    ...(usesSasl(listener) && {
      'sasl.mechanisms': mechanismOf(listener),
      'sasl.username': user,
      'sasl.password': passwordOf(user),
    }),
  };
  // Leading and trailing blanks are taken off each line.
  const isWhole = Object.values(settings).every((value) => value.trim() === value && !/[\r\n]/.test(value));
  return isWhole
    ? Object.entries(settings)
        .map(([name, value]) => `${name}=${value}\n`)
        .join('')
    : undefined;
}

/** A module with the configuration of a client of kafkajs, to be imported from anywhere; it reads what is secret where it lies. */
export function kafkajsModule({ listener, files, user, bootstrap }: ClientOf): string {
  const text = (value: string): string => JSON.stringify(value);
  const read = (path: string): string => `readFileSync(${text(path)}, 'utf8')`;
  const secret = usesTokens(listener)
    ? `oauthBearerProvider: async () => ({ value: ${read(files.token)} })`
    : `username: ${text(user)}, password: ${read(files.password)}`;
  const lines = [
    `brokers: [${bootstrap.map(text).join(', ')}],`,
    ...(isEncrypted(listener)
      ? [
          'ssl: {',
          `  ca: ${read(files.authority)},`,
          ...(asksForCertificate(listener)
            ? [`  cert: ${read(files.certificate)},`, `  key: ${read(files.key)},`]
            : []),
          '},',
        ]
      : []),
    ...(usesSasl(listener)
      ? [`sasl: { mechanism: ${text(mechanismOf(listener).toLowerCase())}, ${secret} },`]
      : []),
  ];
  return [
    "import { readFileSync } from 'node:fs';",
    '',
    'export const config = {',
    ...lines.map((line) => `  ${line}`),
    '};',
    '',
  ].join('\n');
}
