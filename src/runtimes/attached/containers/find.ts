/** Finds the cluster that runs in some containers: Kafka is asked at every port that is published, whatever else may answer there. */
import { describeBroker, type BrokersAnswer } from '../../../client/wire/describe-cluster.ts';
import type { ClientSecurity } from '../../../cluster/access.ts';
import { LabError, UsageError } from '../../../errors.ts';
import { isHere } from '../../docker/endpoint.ts';
import { unreachedOf } from '../reach.ts';
import type { ContainerFacts } from './facts.ts';
import { hostOf, tiesOf } from './tie.ts';

/** How the cluster is reached, and in which containers it may be. */
export interface InContainers {
  /** Addresses that answer, first those by which most brokers are reached from here. */
  readonly bootstrap: readonly string[];
  /** All that answered for no other cluster, brokers or not. */
  readonly containers: readonly ContainerFacts[];
  /** Whether clients that are told a host come to what is published here. */
  readonly isThisHost: (host: string) => boolean;
}

/** What a broker said at a published port. */
interface Answer extends Pick<BrokersAnswer, 'clusterId' | 'brokers'> {
  readonly address: string;
  /** Containers that it names as its cluster's, and its own. */
  readonly members: readonly ContainerFacts[];
  /** How many of its brokers it names by what leads to a container. */
  readonly tied: number;
}

/** A web server, or a database, may keep its peace. */
const timeoutMs = 5_000;

/**
 * @param named addresses that a person gave; they say which of several clusters is meant
 * @throws UsageError where nothing is published, or there are several clusters and none was named
 */
export async function clusterIn(
  containers: readonly ContainerFacts[],
  security: ClientSecurity | undefined,
  named: readonly string[],
): Promise<InContainers> {
  const published = containers.flatMap((container) =>
    container.published.map(({ at, port }) => ({ container, address: `${hostHere(at)}:${port}` })),
  );
  const asked = await Promise.all(
    published.map(async (one) => ({ ...one, said: await ask(one.address, security) })),
  );
  const isThisHost = await hostsHere(
    asked.flatMap(({ said }) => said?.brokers ?? []).map(({ address }) => address),
  );
  const answers = asked.flatMap(({ address, container, said }): Answer[] => {
    if (said === undefined) return [];
    const brokers = said.brokers.map((broker) => ({ ...broker, id: String(broker.number) }));
    const ties = tiesOf(
      brokers.map(({ id, address: at }) => ({ id, address: at })),
      containers,
      isThisHost,
    );
    return [{ ...said, address, members: [...new Set([container, ...ties.values()])], tied: ties.size }];
  });
  const clusters = clustersOf(answers);
  const meant = clusters.filter((one) =>
    one.some(({ address }) => named.some((other) => isSame(address, other))),
  );
  const [mine = [], ...others] = meant.length === 1 ? meant : clusters;
  if (others.length > 0 && named.length === 0) throw several(clusters);
  const strangers = clusters
    .filter((one) => one !== mine && meant.length === 1)
    .flatMap((one) => one.flatMap(({ members }) => members));
  const answering = await bestFirst(mine, security);
  const bootstrap = named.length > 0 ? named : answering;
  if (bootstrap.length === 0 && published.length === 0) {
    throw new UsageError(
      `none of ${containers.map(({ name }) => name).join(', ')} publishes a port to this host; publish the brokers' ports, or add --bootstrap HOST:PORT`,
    );
  }
  return {
    // Where nobody answers, why not is asked of each.
    bootstrap: bootstrap.length > 0 ? bootstrap : published.map(({ address }) => address),
    containers: containers.filter((one) => !strangers.includes(one)),
    isThisHost,
  };
}

async function ask(
  address: string,
  security: ClientSecurity | undefined,
): Promise<Pick<BrokersAnswer, 'clusterId' | 'brokers'> | undefined> {
  try {
    return await describeBroker({ address, ...(security && { security }) }, timeoutMs);
  } catch (error) {
    if (error instanceof LabError) return undefined;
    throw error;
  }
}

/** A broker may publish several listeners, of which some are for others: first those by which most brokers are reached from here. */
async function bestFirst(
  answers: readonly Answer[],
  security: ClientSecurity | undefined,
): Promise<readonly string[]> {
  const tried = await Promise.all(
    answers.map(async ({ address, brokers }) => {
      const unreached = await unreachedOf(brokers, security, address);
      return { address, reached: brokers.length - unreached.length };
    }),
  );
  return tried.toSorted((a, b) => b.reached - a.reached).map(({ address }) => address);
}

/** Files are copied with their cluster's id: answers are of one cluster where they name a container in common, too. */
function clustersOf(answers: readonly Answer[]): readonly (readonly Answer[])[] {
  const clusters: Answer[][] = [];
  for (const answer of answers) {
    const isOf = (other: Answer): boolean =>
      other.clusterId === answer.clusterId &&
      (other.tied === 0 || answer.tied === 0 || other.members.some((one) => answer.members.includes(one)));
    const cluster = clusters.find((one) => one.some(isOf));
    if (cluster === undefined) clusters.push([answer]);
    else cluster.push(answer);
  }
  return clusters;
}

function several(clusters: readonly (readonly Answer[])[]): UsageError {
  const those = clusters.map((answers) => {
    const [{ clusterId, address, brokers }] = answers as readonly [Answer];
    const numbers = brokers.map(({ number }) => number).toSorted((a, b) => a - b);
    return `${clusterId} of brokers ${numbers.join(', ')} (--bootstrap ${address})`;
  });
  return new UsageError(
    `there are ${clusters.length} clusters in these containers; name one: ${those.join(', ')}`,
  );
}

function hostHere(at: string): string {
  if (at === '') return '127.0.0.1';
  return at.includes(':') ? `[${at}]` : at;
}

function isSame(one: string, other: string): boolean {
  const plain = (address: string): string => address.replace(/^localhost:/, '127.0.0.1:');
  return plain(one) === plain(other);
}

async function hostsHere(addresses: readonly string[]): Promise<(host: string) => boolean> {
  const hosts = [...new Set(addresses.map(hostOf))];
  const here = await Promise.all(
    // Docker's own name of the host, which containers alone can look up.
    hosts.map(async (host) => host === 'host.docker.internal' || (await isHere(`tcp://${host}`))),
  );
  return (host) => here[hosts.indexOf(host)] ?? false;
}

/** From where a host leads to one of the containers, in words; undefined where it leads to none of them. */
export function reachedFrom(
  host: string,
  { containers }: Pick<InContainers, 'containers'>,
): string | undefined {
  const container = containers.find(({ hosts }) => hosts.includes(host));
  if (container === undefined) return undefined;
  const networks = container.networks.map(({ name }) => name);
  return `containers of network ${networks.join(' and ')} reach it there (${container.name})`;
}
