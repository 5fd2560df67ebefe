/** Turns one node into one compose service. */
import { settingsFor } from '../../kafka/addresses.ts';
import { imageEnvironment } from '../../kafka/image-environment.ts';
import { unusedVolumePaths, volumePath } from '../../kafka/image-paths.ts';
import { listenersOn, type LabNode, type ResolvedTopology } from '../../kafka/node.ts';
import { composeAddressing, hostAddress } from './addressing.ts';
import type { ComposeAttachment, ComposeService } from './document.ts';
import { healthCheck } from './health-check.ts';
import { clusterAlias, labelNames, networkNames, volumeName } from './names.ts';
import { jmxPortOf, publishedPorts } from './ports.ts';

/** What all services of a document share. */
export interface ServiceContext {
  readonly topology: ResolvedTopology;
  readonly portOffset: number;
  /** Absent in ZooKeeper mode. */
  readonly clusterId: string | undefined;
  /** Labels of everything the lab makes, without the node's own. */
  readonly labels: Readonly<Record<string, string>>;
}

/**
 * How long a node may take to stop in order before it is killed. A broker hands its leaders over first; when all stop
 * at once the last ones find nobody to hand them to and wait in vain.
 */
const stopGracePeriods = { kafka: '30s', zookeeper: '10s' } as const;

/**
 * A ZooKeeper server keeps using its peers' connections after it was cut off, and comes back with another address if
 * another container took its own: it then waits for the kernel to give them up, a quarter of an hour by default. With
 * five retries it takes 13 s.
 */
const zooKeeperSysctls = { 'net.ipv4.tcp_retries2': '5' } as const;

/**
 * The service of one node. It has no `container_name`, which would keep a second instance from running, and no `init`:
 * the images end in `exec java`, so the JVM itself gets SIGTERM.
 */
export function serviceOf(node: LabNode, context: ServiceContext): ComposeService {
  const { topology, portOffset } = context;
  const ports = publishedPorts(node, topology, portOffset);
  return {
    image: node.image,
    // Docker makes it an alias on every network, like the service's name: so it can be no other.
    hostname: node.id,
    ...(node.software === 'zookeeper' && { sysctls: zooKeeperSysctls }),
    // A killed node stays dead until somebody starts it.
    restart: 'no',
    stop_grace_period: stopGracePeriods[node.software],
    environment: environmentOf(node, context),
    ...(node.dependsOn.length > 0 && {
      depends_on: Object.fromEntries(node.dependsOn.map((id) => [id, { condition: 'service_healthy' }])),
    }),
    healthcheck: healthCheck(node),
    networks: networksOf(node, ports.length > 0),
    ...(ports.length > 0 && { ports }),
    ...extraHosts(node),
    volumes: node.volumes.map((volume) => `${volumeName(node.id, volume.name)}:${volumePath(node, volume)}`),
    // Without these the engine would make an anonymous volume for each, which a `down` that keeps data leaves behind.
    tmpfs: unusedVolumePaths(node, topology.mode),
    labels: { ...context.labels, [labelNames.node]: node.id },
  };
}

function environmentOf(
  node: LabNode,
  { topology, portOffset, clusterId }: ServiceContext,
): Record<string, string> {
  const addressing = composeAddressing(topology, portOffset);
  const jmxPort = jmxPortOf(node, portOffset);
  return {
    ...imageEnvironment(node, settingsFor(withoutVariables(node), topology, addressing), {
      ...(clusterId !== undefined && node.software === 'kafka' && { clusterId }),
      ...(jmxPort !== undefined && { jmx: { port: jmxPort, host: hostAddress(topology) } }),
    }),
  };
}

/** Compose completes `$…` in every value: a topology's own settings mean it literally. */
function withoutVariables(node: LabNode): LabNode {
  const settings = Object.entries(node.settings).map(([name, value]) => [
    name,
    value.replaceAll('$', '$$$$'),
  ]);
  return { ...node, settings: Object.fromEntries(settings) as Record<string, string> };
}

/** Nodes that publish nothing stay off the clients' network: they are reached by their cluster only. */
function networksOf(node: LabNode, publishes: boolean): Record<string, ComposeAttachment> {
  return {
    [networkNames.cluster]: { aliases: [clusterAlias(node.id)] },
    ...(publishes && { [networkNames.clients]: {} }),
  };
}

/** What a broker advertises there should also be found from within it, where Docker does not give the name by itself. */
function extraHosts(node: LabNode): Pick<ComposeService, 'extra_hosts'> {
  const reaches = listenersOn(node, 'compose').map(({ reach }) => reach);
  return reaches.includes('docker-host') ? { extra_hosts: ['host.docker.internal:host-gateway'] } : {};
}
