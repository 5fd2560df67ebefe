/** One real broker with a listener for each way of coming in, by settings written here: what the lab's own clients are held to. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import getPort, { portNumbers } from 'get-port';
import { describeBroker } from '../../src/client/wire/describe-cluster.ts';
import type { ClientSasl, ClientTls } from '../../src/cluster/access.ts';
import { kafkaUuidFrom } from '../../src/kafka/uuid.ts';
import { loggingFlags } from '../../src/kafka/jvm.ts';
import { writeProperties } from '../../src/kafka/properties.ts';
import { saltPassword } from '../../src/kafka/security/scram.ts';
import type { KafkaVersion } from '../../src/kafka/versions/versions.ts';
import { cacheDir } from '../../src/paths.ts';
import { ensureJars } from '../../src/runtimes/jars/jar-cache.ts';
import type { Java } from '../../src/runtimes/local/java/java.ts';
import { throwawayJvmFlags } from '../../src/runtimes/local/java/jvm-flags.ts';
import { ensureStorageTemplate, writeFormattedStorage } from '../../src/runtimes/local/storage-template.ts';
import {
  issueCertificate,
  makeAuthority,
  type KeyedCertificate,
} from '../../src/runtimes/secrets/certificates.ts';
import { NotYet, waitFor } from '../../src/wait.ts';

/** Listeners by their names, and the protocol of each. */
const protocols = {
  PLAIN: 'PLAINTEXT',
  TLS: 'SSL',
  MUTUAL: 'SSL',
  EXPIRED: 'SSL',
  ELSEWHERE: 'SSL',
  SASL: 'SASL_PLAINTEXT',
  SECURE: 'SASL_SSL',
  SCRAM256: 'SASL_PLAINTEXT',
  FAR: 'PLAINTEXT',
  CONTROLLER: 'PLAINTEXT',
} as const;

/** What the listener FAR advertises; a name without a dot is looked up nowhere else. */
export const farHost = 'kafka-nowhere';

/** A listener for clients. */
export type ListenerName = Exclude<keyof typeof protocols, 'CONTROLLER'>;

/** Marks of a shell, of JAAS, of JSON and of properties, and a letter beyond ASCII. */
export const awkwardPassword = 'q"u\\o t$e,=#ä';

const user = 'shop';
const dayMs = 24 * 60 * 60_000;

/** The broker, and with what a client comes to it. */
export interface SecuredBroker extends AsyncDisposable {
  readonly at: (listener: ListenerName) => string;
  readonly tls: ClientTls;
  /** Trusts an authority that has signed nothing of the broker's. */
  readonly distrusting: ClientTls;
  /** With a certificate of the client's own. */
  readonly mutual: ClientTls;
  /** The same, of an authority that the broker does not know. */
  readonly stranger: ClientTls;
  readonly as: (mechanism: ClientSasl['mechanism'], password?: string) => ClientSasl;
}

/** Starts it; its settings, certificates and data lie in a folder that goes with it. */
export async function securedBroker(version: KafkaVersion, java: Java): Promise<SecuredBroker> {
  const folder = await mkdtemp(join(tmpdir(), 'klab-secured-'));
  const past = { from: new Date(Date.now() - 9 * dayMs), until: new Date(Date.now() + 9 * dayMs) };
  const [authority, other] = await Promise.all([makeAuthority(past), makeAuthority()]);
  const ports = new Map<string, number>();
  for (const name of Object.keys(protocols)) {
    ports.set(name, await getPort({ port: portNumbers(20_900, 20_999), exclude: [...ports.values()] }));
  }
  const at = (name: string): string => `127.0.0.1:${ports.get(name)}`;
  const settings = {
    ...nodeSettings(at, folder),
    ...(await tlsSettings(authority, folder)),
    ...saslSettings(),
  };
  await writeFile(join(folder, 'server.properties'), writeProperties(settings));
  const running = await start(folder, version, java);
  const secured: SecuredBroker = {
    at,
    tls: { ca: authority.certificate },
    distrusting: { ca: other.certificate },
    mutual: shown(authority, await issueCertificate(authority, { name: user })),
    stranger: shown(authority, await issueCertificate(other, { name: user })),
    as: (mechanism, password = awkwardPassword) =>
      mechanism === 'OAUTHBEARER'
        ? { mechanism, token: async () => (password === awkwardPassword ? unsignedToken() : password) }
        : { mechanism, username: user, password: () => password },
    async [Symbol.asyncDispose]() {
      await running.kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
  try {
    await waitFor({ what: 'a broker with listeners of every kind', timeoutMs: 90_000 }, async () => {
      if (running.isOver()) throw new Error(await readFile(join(folder, 'broker.log'), 'utf8'));
      const answer = await describeBroker({ address: at('PLAIN') }).catch(() => undefined);
      if (answer?.brokers.length !== 1) return new NotYet('it does not answer');
      // A broker opens its listeners one after another.
      const open = await Promise.all([...ports.values()].map(listens));
      return open.every(Boolean) ? true : new NotYet('not all of its listeners are open');
    });
    return secured;
  } catch (error) {
    await secured[Symbol.asyncDispose]();
    throw error;
  }
}

async function listens(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  const isOpen = await once(socket, 'connect').then(
    () => true,
    () => false,
  );
  socket.destroy();
  return isOpen;
}

function nodeSettings(at: (name: string) => string, folder: string): Record<string, string> {
  const names = Object.entries(protocols);
  return {
    'process.roles': 'broker,controller',
    'node.id': '1',
    'controller.quorum.voters': `1@${at('CONTROLLER')}`,
    'controller.listener.names': 'CONTROLLER',
    'inter.broker.listener.name': 'PLAIN',
    listeners: names.map(([name]) => `${name}://${at(name)}`).join(','),
    // One advertises a name that only machines elsewhere know.
    'advertised.listeners': names
      .filter(([name]) => name !== 'CONTROLLER')
      .map(([name]) => `${name}://${name === 'FAR' ? at(name).replace('127.0.0.1', farHost) : at(name)}`)
      .join(','),
    'listener.security.protocol.map': names.map(([name, protocol]) => `${name}:${protocol}`).join(','),
    'offsets.topic.replication.factor': '1',
    'offsets.topic.num.partitions': '1',
    'group.initial.rebalance.delay.ms': '0',
    'log.cleaner.dedupe.buffer.size': '2000000',
    'log.dirs': join(folder, 'data'),
  };
}

/** A keystore for all listeners but those that show what they should not. */
async function tlsSettings(authority: KeyedCertificate, folder: string): Promise<Record<string, string>> {
  const addresses = ['localhost', '127.0.0.1'];
  const over = { from: new Date(Date.now() - 2 * dayMs), until: new Date(Date.now() - dayMs) };
  const shows = {
    ssl: await issueCertificate(authority, { name: 'broker', addresses }),
    'listener.name.expired.ssl': await issueCertificate(authority, { name: 'broker', addresses }, over),
    'listener.name.elsewhere.ssl': await issueCertificate(authority, { name: 'broker', addresses: ['far'] }),
  };
  const trusted = join(folder, 'ca.pem');
  await writeFile(trusted, authority.certificate);
  const settings: Record<string, string> = {
    'ssl.truststore.type': 'PEM',
    'ssl.truststore.location': trusted,
    'listener.name.mutual.ssl.client.auth': 'required',
  };
  for (const [prefix, { key, certificate }] of Object.entries(shows)) {
    const keystore = join(folder, `${prefix}.keystore.pem`);
    await writeFile(keystore, `${key}${certificate}${authority.certificate}`);
    settings[`${prefix}.keystore.type`] = 'PEM';
    settings[`${prefix}.keystore.location`] = keystore;
  }
  return settings;
}

function saslSettings(): Record<string, string> {
  const quoted = awkwardPassword.replaceAll(/["\\]/g, String.raw`\$&`);
  const logins = {
    plain: `plain.PlainLoginModule required user_${user}="${quoted}"`,
    'scram-sha-256': 'scram.ScramLoginModule required',
    'scram-sha-512': 'scram.ScramLoginModule required',
    // Without a validator Kafka takes tokens that nobody has signed, for tests such as these.
    oauthbearer: `oauthbearer.OAuthBearerLoginModule required unsecuredLoginStringClaim_sub="${user}"`,
  };
  const jaas = ['sasl', 'secure', 'scram256'].flatMap((listener) =>
    Object.entries(logins).map(([mechanism, login]) => [
      `listener.name.${listener}.${mechanism}.sasl.jaas.config`,
      `org.apache.kafka.common.security.${login};`,
    ]),
  );
  return {
    ...Object.fromEntries(jaas),
    'sasl.enabled.mechanisms': 'PLAIN,SCRAM-SHA-256,SCRAM-SHA-512,OAUTHBEARER',
    'listener.name.scram256.sasl.enabled.mechanisms': 'SCRAM-SHA-256',
  };
}

interface Process {
  readonly isOver: () => boolean;
  readonly kill: () => Promise<unknown>;
}

async function start(folder: string, version: KafkaVersion, java: Java): Promise<Process> {
  const jars = await ensureJars(version, { cacheDir: cacheDir() });
  await writeFormattedStorage(join(folder, 'data'), {
    template: await ensureStorageTemplate(version, { java, jars, cacheDir: cacheDir() }),
    clusterId: kafkaUuidFrom('secured broker'),
    nodeId: 1,
    scramUsers: async () =>
      (['SCRAM-SHA-256', 'SCRAM-SHA-512'] as const).map((one) => saltPassword(user, awkwardPassword, one)),
  });
  const log = openSync(join(folder, 'broker.log'), 'a');
  const main = ['kafka.Kafka', join(folder, 'server.properties')];
  const broker = spawn(java.path, [...throwawayJvmFlags, ...loggingFlags, ...main], {
    env: { ...process.env, CLASSPATH: jars.join(delimiter) },
    stdio: ['ignore', log, log],
  });
  const ended = once(broker, 'exit');
  const kill = (): Promise<unknown> => {
    broker.kill('SIGKILL');
    return ended;
  };
  return { isOver: () => broker.exitCode !== null, kill };
}

function shown(trusted: KeyedCertificate, { certificate, key }: KeyedCertificate): ClientTls {
  return { ca: trusted.certificate, cert: certificate, key: () => key };
}

/** A token of the user's as Kafka takes it without a validator. */
export function unsignedToken(lifeSeconds = 3_600): string {
  const part = (content: object): string => Buffer.from(JSON.stringify(content)).toString('base64url');
  const nowSeconds = Math.floor(Date.now() / 1000);
  return `${part({ alg: 'none' })}.${part({ sub: user, iat: nowSeconds - 60, exp: nowSeconds + lifeSeconds })}.`;
}
