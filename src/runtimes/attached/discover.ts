/** What a cluster of others says of itself, asked of the first of its addresses that answers; nothing is told from names. */
import { settingsOfBrokers, type BrokerValues } from '../../client/kafkajs/settings-in-force.ts';
import { BrokerConnection } from '../../client/wire/connection.ts';
import { describeBroker, type KnownBroker } from '../../client/wire/describe-cluster.ts';
import { describeQuorum } from '../../client/wire/describe-quorum.ts';
import { WireFailure } from '../../client/wire/wire-failure.ts';
import type { Endpoint } from '../../cluster/access.ts';
import { LabError, messageOf, RuntimeError } from '../../errors.ts';
import { isWithZooKeeper, lineOf } from '../../kafka/clients/kafka-lines.ts';
import type { MetadataMode } from '../../kafka/versions/versions.ts';
import { meantFor } from './reach.ts';

/** A cluster as it was found. */
export interface FoundCluster {
  readonly clusterId: string;
  /** Line of Kafka of the broker that was asked, such as `3.9`. */
  readonly line: string;
  readonly mode: MetadataMode;
  /** Registered brokers by number, alive or not, with what they advertise on the listener that was asked. */
  readonly brokers: readonly KnownBroker[];
  /** Numbers of the voters; absent in ZooKeeper mode, and where nobody says. */
  readonly voters?: readonly number[];
  /** Where other controllers reach the voters, `host:port` by number. @default nobody says */
  readonly voterAddresses?: ReadonlyMap<number, string>;
  /** What this Kafka cannot tell, a sentence each. */
  readonly untold: readonly string[];
}

/** On a busy machine, and over a network that is slow. */
const timeoutMs = 10_000;

/**
 * Asks for the cluster.
 * @param config path of the client's settings, for the words of an error. @default none were given
 * @throws RuntimeError `client` with why, where none of the addresses answers
 */
export async function discover(bootstrap: readonly Endpoint[], config?: string): Promise<FoundCluster> {
  const reasons: string[] = [];
  for (const endpoint of bootstrap) {
    try {
      return await askForCluster(endpoint);
    } catch (error) {
      if (!(error instanceof LabError)) throw error;
      reasons.push(`${messageOf(error)}${adviceOn(error, endpoint, config)}`);
    }
  }
  const [first = 'there is no address to ask', ...others] = reasons;
  throw new RuntimeError('client', first, { details: others });
}

async function askForCluster(endpoint: Endpoint): Promise<FoundCluster> {
  const known = await versionsOf(endpoint);
  const newest = (key: number): number | undefined => known.get(key)?.newest;
  const line = lineOf(newest);
  if (line === undefined) {
    throw new RuntimeError(
      'not-supported',
      `${endpoint.address} is a Kafka before 2.8 (it has no DescribeCluster); klab attaches to 2.8 and newer`,
    );
  }
  const { clusterId, brokers, fenced } = await describeBroker(endpoint, timeoutMs);
  const mode = isWithZooKeeper(newest) ? 'zookeeper' : 'kraft';
  const untold = fenced === undefined ? [`Kafka ${line} does not name brokers that are down`] : [];
  const found = { clusterId, line, mode, brokers: [...brokers, ...(fenced ?? [])] } as const;
  if (mode === 'zookeeper') return { ...found, untold };
  try {
    const { voters, addresses } = await describeQuorum(endpoint, timeoutMs);
    return { ...found, voters, ...(addresses && { voterAddresses: addresses }), untold };
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    return { ...found, untold: [...untold, `who controls it nobody says: ${messageOf(error)}`] };
  }
}

async function versionsOf(
  endpoint: Endpoint,
): Promise<Awaited<ReturnType<BrokerConnection['knownVersions']>>> {
  const connection = await BrokerConnection.open(endpoint, timeoutMs);
  try {
    return await connection.knownVersions(timeoutMs);
  } finally {
    connection.close();
  }
}

/** What to try, where the failure tells. */
function adviceOn(error: LabError, { address, security }: Endpoint, config: string | undefined): string {
  if (!(error instanceof WireFailure)) return '';
  const settings = config ?? 'a file of client settings (--client-config)';
  if (error.kind === 'ssl-required') {
    const protocol = security?.sasl === undefined ? 'SSL (or SASL_SSL)' : 'SASL_SSL';
    return `; set security.protocol=${protocol} in ${settings}`;
  }
  if (error.kind === 'closed' && error.reason.includes('without TLS')) {
    const protocol = security?.sasl === undefined ? 'PLAINTEXT' : 'SASL_PLAINTEXT';
    return `; if it is one, set security.protocol=${protocol} in ${settings}`;
  }
  if (error.kind === 'closed' && security?.sasl === undefined && !error.reason.includes('HTTP')) {
    return `; a listener that asks who comes does so: set security.protocol, sasl.mechanism and sasl.jaas.config in ${settings}`;
  }
  if (error.kind === 'refused') return whyRefused(error.reason, address);
  if (error.kind === 'sasl-authentication-failed')
    return `; user and password are those of sasl.jaas.config in ${settings}`;
  if (error.kind === 'unsupported-sasl-mechanism') return `; set sasl.mechanism in ${settings}`;
  if (error.kind === 'unknown-ca') return `; name its CA by ssl.truststore.location in ${settings}`;
  if (error.kind === 'name-mismatch') {
    return `; attach by a name that is in it, or set ssl.endpoint.identification.algorithm= (empty) in ${settings}`;
  }
  if (error.kind === 'client-certificate-refused')
    return `; name one by ssl.keystore.location in ${settings}`;
  return '';
}

function whyRefused(reason: string, address: string): string {
  const host = address.slice(0, address.lastIndexOf(':'));
  if (/ENOTFOUND|EAI_AGAIN/.test(reason))
    return `; ${host} is no name that this host knows (${meantFor(host)})`;
  if (reason.includes('ECONNREFUSED'))
    return '; nothing listens there: start it, or use the address of a listener for clients here';
  return '; nothing answers there: it may be of another network, or behind a firewall';
}

/** Settings in force of the brokers that answer and may be asked; none where klab may not. */
export async function settingsOf(
  brokers: readonly (KnownBroker & Endpoint)[],
): Promise<readonly BrokerValues[]> {
  const access = {
    brokers: brokers.map((broker) => ({ ...broker, id: `broker-${broker.number}`, listeners: {} })),
    ...(brokers[0]?.security && { security: brokers[0].security }),
  };
  const numbers = brokers.map(({ number }) => number);
  return [...(await settingsOfBrokers(access, numbers)).values()];
}
