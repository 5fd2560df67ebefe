/** Addresses of a topology whose nodes are containers: names inside, ports of the host outside. */
import type { Addressing } from '../../kafka/addresses.ts';
import { dataPath, filesPath, secretsPath } from '../../kafka/images/image-paths.ts';
import type { LabNode, Listener, ResolvedTopology } from '../../kafka/node.ts';
import { literally } from '../rendered-file.ts';
import { clusterAlias, quorumAlias } from './names.ts';

/** The host's own address; nothing is published on any other unless a user asks for it. */
const loopback = '127.0.0.1';

/** Name under which Docker gives containers their host. */
const dockerHost = 'host.docker.internal';

/** Names within the networks, each on one of them only. */
const nameFor = { cluster: clusterAlias, quorum: quorumAlias } as const;

/** Where a container has its things, and how compose is told that it completes nothing. */
const paths = {
  dataDirOf: dataPath,
  filesDirOf: () => filesPath,
  secretsDir: secretsPath,
  literally,
} satisfies Partial<Addressing>;

/**
 * @param portOffset added to the ports that the host publishes and brokers advertise there; ports inside containers stay.
 */
export function composeAddressing(topology: ResolvedTopology, portOffset: number): Addressing {
  return topology.hostNetwork === true
    ? inHostNetwork(topology, portOffset)
    : inOwnNetworks(topology, portOffset);
}

/** What has the network of its host is found there by everybody, and so needs ports of its own even inside. */
function inHostNetwork(topology: ResolvedTopology, portOffset: number): Addressing {
  const host = hostAddress(topology);
  const portOf = (port: number): number => port + portOffset;
  return {
    target: 'compose',
    bindHost: host,
    hostOf: () => host,
    clusterHostOf: () => host,
    advertised: (_, listener) => `${host}:${portOf(listener.port)}`,
    portOf,
    ...paths,
  };
}

function inOwnNetworks(topology: ResolvedTopology, portOffset: number): Addressing {
  const advertised = (node: LabNode, listener: Listener): string => {
    if (listener.reach === 'host') return `${hostAddress(topology)}:${listener.port + portOffset}`;
    if (listener.reach === 'docker-host') return `${dockerHost}:${listener.port + portOffset}`;
    return `${nameFor[listener.reach](node.id)}:${listener.port}`;
  };
  return {
    target: 'compose',
    // Every interface: a container has one per network, and a new one after each reconnect.
    bindHost: '',
    // Controllers and ZooKeeper servers are all that others look for by host.
    hostOf: (node) => quorumAlias(node.id),
    clusterHostOf: (node) => clusterAlias(node.id),
    advertised,
    // The host's own name is an alias on every network, and would lead to a node that was cut off.
    advertisesQuorum: true,
    portOf: (port) => port,
    ...paths,
  };
}

/** Where the host publishes ports, as text that compose completes; loopback unless the topology's variable says else. */
export function hostAddress(topology: ResolvedTopology): string {
  return topology.hostVariable === undefined ? loopback : `\${${topology.hostVariable}:-${loopback}}`;
}

/**
 * Where the host publishes listeners for containers outside the networks, as text that compose completes.
 * On Linux `host.docker.internal` is the bridge's gateway, so loopback is reached from there on Docker Desktop only.
 */
export const dockerBindAddress = `\${KLAB_DOCKER_BIND:-${loopback}}`;
