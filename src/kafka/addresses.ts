/** Adds what depends on the target to a node's settings: addresses, quorum and connect strings, data directories. */
import {
  isBroker,
  isController,
  listenersOn,
  portNamed,
  zooKeepersOf,
  type LabNode,
  type Listener,
  type ResolvedTopology,
  type Target,
} from './node.ts';
import { isMigrating, isOfKRaft } from './node-metadata.ts';
import {
  kafkaSecretSettings,
  zooKeeperSecretSettings,
  type SecretPlace,
} from './security/secret-settings.ts';
import { isEncrypted } from './security/listener.ts';
import { saslFileOf } from './security/secret-files.ts';
import { quorumSoughtSetting } from './settings.ts';

/** How one target (or one instance of it) names hosts, ports and directories. */
export interface Addressing {
  readonly target: Target;
  /** Host part of Kafka's `listeners`; empty means every interface. */
  readonly bindHost: string;
  /** Host under which other nodes of the cluster reach this node. */
  hostOf(node: LabNode): string;
  /** Host under which nodes of the cluster's network reach this node as clients do. */
  clusterHostOf(node: LabNode): string;
  /** Host and port that a broker advertises for this listener. */
  advertised(node: LabNode, listener: Listener): string;
  /**
   * Whether nodes that are broker and controller advertise their quorum listener too. Otherwise they give their peers
   * the host's own name (Kafka 3.9, KafkaConfig.effectiveAdvertisedControllerListeners). @default false
   */
  readonly advertisesQuorum?: boolean;
  /** Port really bound for a port of the model; adds an instance's port offset where nodes share a host. */
  portOf(port: number): number;
  /** Directory that holds a node's data. */
  dataDirOf(node: LabNode): string;
  /** Directory that holds the files that a person has given a node. */
  filesDirOf(node: LabNode): string;
  /** Directory that holds the files with a secured node's secrets. */
  readonly secretsDir: string;
  /** Writes a value so that the target's files leave it as it is. @default unchanged */
  readonly literally?: (value: string) => string;
}

/** The three ports of a ZooKeeper server, by the names its node gives them. */
export const zooKeeperPortNames = { client: 'client', peer: 'peer', election: 'election' } as const;

/** All settings of one node on one target, by upstream name: what stands in its server.properties or zoo.cfg. */
export function settingsFor(
  node: LabNode,
  topology: ResolvedTopology,
  addressing: Addressing,
): Readonly<Record<string, string>> {
  return node.software === 'zookeeper'
    ? zooKeeperSettings(node, topology, addressing)
    : kafkaSettings(node, topology, addressing);
}

function kafkaSettings(
  node: LabNode,
  topology: ResolvedTopology,
  addressing: Addressing,
): Record<string, string> {
  const listeners = listenersOn(node, addressing.target);
  const advertised = listeners.filter(
    (listener) => listener.reach !== 'quorum' || (addressing.advertisesQuorum === true && isBroker(node)),
  );
  const used = usedListeners(node, topology, addressing.target);
  const settings: Record<string, string> = {
    ...node.settings,
    listeners: listeners
      .map((listener) => `${listener.name}://${addressing.bindHost}:${addressing.portOf(listener.port)}`)
      .join(','),
    'listener.security.protocol.map': protocolMap(used),
    'log.dirs': addressing.dataDirOf(node),
  };
  // A controller-only node refuses to start with advertised listeners (KafkaConfig, validateValues).
  if (advertised.length > 0) {
    settings['advertised.listeners'] = advertised
      .map((listener) => `${listener.name}://${addressing.advertised(node, listener)}`)
      .join(',');
  }
  // A node that migrates knows both.
  if (isOfKRaft(node) || isMigrating(node)) {
    const addresses = quorumAddresses(topology, addressing);
    if (topology.dynamicQuorum === true)
      settings[quorumSoughtSetting] = addresses.map(({ address }) => address).join(',');
    else
      settings['controller.quorum.voters'] = addresses
        .map(({ number, address }) => `${number}@${address}`)
        .join(',');
  }
  if (!isOfKRaft(node) || isMigrating(node))
    settings['zookeeper.connect'] = zooKeeperConnect(topology, addressing);
  const place = secretPlace(node, topology, addressing);
  if (place === undefined) return settings;
  const names = used.map(({ name }) => name);
  return { ...settings, ...kafkaSecretSettings(names, place) };
}

function secretPlace(
  node: LabNode,
  { security }: ResolvedTopology,
  { secretsDir: dir, literally }: Addressing,
): SecretPlace | undefined {
  if (security === undefined) return undefined;
  const own = { nodeId: node.id, saslFile: saslFileOf(node) };
  return { security, ...own, dir, ...(literally !== undefined && { literally }) };
}

/** Every listener the node uses once, including those that it only connects to: a broker the quorum's, a controller the brokers'. */
function usedListeners(node: LabNode, topology: ResolvedTopology, target: Target): readonly Listener[] {
  const knowsQuorum = isOfKRaft(node) || isMigrating(node);
  const dialled = topology.nodes
    .flatMap((other) => listenersOn(other, target))
    .filter(
      ({ reach, name }) =>
        (knowsQuorum && reach === 'quorum') || name === node.settings['inter.broker.listener.name'],
    );
  const all = [...listenersOn(node, target), ...dialled];
  return [...new Map(all.map((listener) => [listener.name, listener])).values()];
}

function protocolMap(listeners: readonly Listener[]): string {
  return listeners.map(({ name, protocol }) => `${name}:${protocol}`).join(',');
}

/**
 * Where the controllers are: the static voters list has them as `id@host:port`, and whoever looks for a dynamic quorum as
 * `host:port` (Kafka documentation, controller.quorum.voters and controller.quorum.bootstrap.servers).
 */
export function quorumAddresses(
  topology: ResolvedTopology,
  addressing: Addressing,
): readonly { readonly number: number; readonly address: string }[] {
  return topology.nodes.filter(isController).flatMap((node) =>
    listenersOn(node, addressing.target)
      .filter((listener) => listener.reach === 'quorum')
      .map((listener) => ({
        number: node.number,
        address: `${addressing.hostOf(node)}:${addressing.portOf(listener.port)}`,
      })),
  );
}

/** The list of ZooKeeper servers a broker connects to, `host:port` by comma. */
function zooKeeperConnect(topology: ResolvedTopology, addressing: Addressing): string {
  return zooKeepersOf(topology)
    .map(
      (node) => `${addressing.hostOf(node)}:${addressing.portOf(portNamed(node, zooKeeperPortNames.client))}`,
    )
    .join(',');
}

function zooKeeperSettings(
  node: LabNode,
  topology: ResolvedTopology,
  addressing: Addressing,
): Record<string, string> {
  const servers = zooKeepersOf(topology);
  const place = secretPlace(node, topology, addressing);
  const isSecured = topology.security?.zookeeper !== undefined && isEncrypted(topology.security.zookeeper);
  const clientPort = isSecured ? 'secureClientPort' : 'clientPort';
  const settings: Record<string, string> = {
    ...node.settings,
    dataDir: addressing.dataDirOf(node),
    [clientPort]: String(addressing.portOf(portNamed(node, zooKeeperPortNames.client))),
    ...(place !== undefined && zooKeeperSecretSettings(place)),
  };
  if (addressing.bindHost !== '') settings[`${clientPort}Address`] = addressing.bindHost;
  if (servers.length > 1) {
    // Otherwise a server binds the one address that its name has when it starts, and is deaf once that changes.
    if (addressing.bindHost === '') settings['quorumListenOnAllIPs'] = 'true';
    for (const server of servers) {
      const peer = addressing.portOf(portNamed(server, zooKeeperPortNames.peer));
      const election = addressing.portOf(portNamed(server, zooKeeperPortNames.election));
      settings[`server.${server.number}`] = `${addressing.hostOf(server)}:${peer}:${election}`;
    }
  }
  return settings;
}
