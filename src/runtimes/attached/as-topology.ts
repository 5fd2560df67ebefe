/** The topology that a cluster of others is, as far as Kafka tells: plain data like that of any other, of which nothing can be rendered. */
import type { BrokerValues } from '../../client/kafkajs/settings-in-force.ts';
import type { LabNode, NodeRole, ResolvedTopology } from '../../kafka/node.ts';
import type { SecurityProtocol } from '../../kafka/security/listener.ts';
import type { FoundCluster } from './discover.ts';

/** As many copies as topics of the lab's get, where there are brokers for them. */
const mostCopies = 3;

/** Kafka's own default, in milliseconds, of broker.session.timeout.ms and of zookeeper.session.timeout.ms. */
const defaultSessionMs = { kraft: 9_000, zookeeper: 18_000 } as const;

/** What is known beside what the cluster says of itself. */
export interface Beside {
  readonly name: string;
  /** By what the listener is secured by which klab comes. */
  readonly protocol: SecurityProtocol;
  /** Settings in force of those brokers that said them. */
  readonly settings: readonly BrokerValues[];
  /** Numbers of ZooKeeper's servers that klab can look at. @default none */
  readonly zookeepers?: readonly number[];
}

/** Its nodes by Kafka's own numbers: nothing is told from names. */
export function asTopology(
  found: FoundCluster,
  { name, protocol, settings, zookeepers = [] }: Beside,
): ResolvedTopology {
  const { mode, line, brokers, voters = [] } = found;
  const numbers = brokers.map(({ number }) => number);
  const node = (role: NodeRole, number: number, more: Partial<LabNode> = {}): LabNode => ({
    id: `${role === 'controller' || role === 'zookeeper' ? role : 'broker'}-${number}`,
    role,
    number,
    software: role === 'zookeeper' ? 'zookeeper' : 'kafka',
    version: line,
    image: '',
    heapMb: 0,
    settings: {},
    listeners: [],
    ports: [],
    volumes: [],
    dependsOn: [],
    readinessPort: '',
    ...more,
  });
  const asBroker = ({ number, address, rack }: FoundCluster['brokers'][number]): LabNode => {
    const listener = listenerOf(address, settings) ?? 'CLIENTS';
    const port = Number(address.slice(address.lastIndexOf(':') + 1));
    return node(voters.includes(number) ? 'combined' : 'broker', number, {
      listeners: [{ name: listener, protocol, reach: 'host', port, targets: [] }],
      readinessPort: listener,
      ...(rack !== undefined && { rack }),
    });
  };
  const controllers = voters.filter((number) => !numbers.includes(number));
  const nodes = [
    ...zookeepers.map((number) => node('zookeeper', number)),
    ...controllers.toSorted((a, b) => a - b).map((number) => node('controller', number)),
    ...brokers.toSorted((a, b) => a.number - b.number).map(asBroker),
  ];
  const session = mode === 'kraft' ? 'broker.session.timeout.ms' : 'zookeeper.session.timeout.ms';
  return {
    name,
    summary: `a cluster of others, Kafka ${line}`,
    mode,
    kafkaVersion: line,
    targets: [],
    nodes,
    replicationFactor: Math.min(mostCopies, brokers.length),
    minInSyncReplicas: numberOf(settings, 'min.insync.replicas') ?? 1,
    sessionTimeoutMs: numberOf(settings, session) ?? defaultSessionMs[mode],
    warnings: [],
  };
}

function numberOf(settings: readonly BrokerValues[], name: string): number | undefined {
  const value = Number(settings.find((one) => one.has(name))?.get(name) ?? Number.NaN);
  return Number.isFinite(value) ? value : undefined;
}

/** Kafka's name of the listener that advertises an address. */
function listenerOf(address: string, settings: readonly BrokerValues[]): string | undefined {
  const listeners = settings.flatMap((one) =>
    ['advertised.listeners', 'listeners'].flatMap((name) => (one.get(name) ?? '').split(',')),
  );
  return listeners
    .find((one) => one.trim().endsWith(`://${address}`))
    ?.trim()
    .split('://')[0];
}
