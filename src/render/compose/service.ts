/** Turns one node into one compose service. */
import { marks } from '../../kafka/marks.ts';
import { settingsFor } from '../../kafka/addresses.ts';
import { imageEnvironment } from '../../kafka/images/image-environment.ts';
import { commandFiles, nodeCommand } from '../../kafka/images/node-command.ts';
import {
  quorumFilesPath,
  secretsPath,
  unusedVolumePaths,
  volumePath,
} from '../../kafka/images/image-paths.ts';
import { agentDirectory, agentJarsName, agentVariable } from '../../kafka/java-agent.ts';
import { isAsked, listenersOn, votersOf, type LabNode, type ResolvedTopology } from '../../kafka/node.ts';
import { isOfKRaft } from '../../kafka/node-metadata.ts';
import { completeService, mapValues, withFilesPlaced } from '../../kafka/references.ts';
import { secretFilesOf } from '../../kafka/security/secret-files.ts';
import type { ServiceSpec } from '../../kafka/service.ts';
import { literally, mountedName } from '../rendered-file.ts';
import { composeAddressing, hostAddress } from './addressing.ts';
import type { ComposeBind, ComposeConfig, ComposeService } from './document.ts';
import { healthCheck } from './health-check.ts';
import { quorumFolder, secretsFolder, volumeName } from './names.ts';
import { networksOf } from './networks.ts';
import { boundPorts, jmxPortOf, publishedPorts } from './ports.ts';

/** What all services of a document share. */
export interface ServiceContext {
  readonly topology: ResolvedTopology;
  readonly portOffset: number;
  /** Absent where no node has been told one. */
  readonly clusterId: string | undefined;
  /** Labels of everything the lab makes, without the node's own. */
  readonly labels: Readonly<Record<string, string>>;
}

/**
 * How long a node may take to stop in order before it is killed. A broker hands its leaders over first; when all stop
 * at once the last ones find nobody to hand them to and wait in vain.
 */
const stopGracePeriods = {
  broker: '30s',
  combined: '30s',
  controller: '30s',
  zookeeper: '10s',
  service: '10s',
} as const;

/**
 * A ZooKeeper server keeps using its peers' connections after it was cut off, and comes back with another address if
 * another container took its own: it then waits for the kernel to give them up, a quarter of an hour by default. With
 * five retries it takes 13 s.
 */
const zooKeeperSysctls = { 'net.ipv4.tcp_retries2': '5' } as const;

/**
 * A name of a node that is off the network goes on to the host's name servers, where those that are silent hold a lookup
 * for 20 s: begun just before a cut-off node is put back, it keeps that node away until long after.
 */
const nameLookupOptions: readonly string[] = ['timeout:1', 'attempts:1'];

/**
 * The service of one node. It has no `container_name`, which would keep a second instance from running, and no `init`:
 * the images end in `exec java`, so the JVM itself gets SIGTERM.
 */
export function serviceOf(node: LabNode, context: ServiceContext): ComposeService {
  const { topology, portOffset } = context;
  const ports = publishedPorts(node, topology, portOffset);
  const bound = boundPorts(node, topology, portOffset);
  const ownNetworks = topology.hostNetwork !== true;
  const environment = environmentOf(node, context);
  const command = commandOf(node, context, environment);
  const files = Object.keys(filesOf(node, context));

  const scratch = unusedVolumePaths(node, topology);
  return {
    image: node.image,
    ...(ownNetworks && {
      // Docker makes it an alias on every network, like the service's name: so it can be no other.
      hostname: node.id,
      ...(node.software === 'zookeeper' && { sysctls: zooKeeperSysctls }),
    }),
    // A killed node stays dead until somebody starts it.
    restart: 'no',
    stop_grace_period: stopGracePeriods[node.role],
    ...(command !== undefined && { command }),
    environment,
    ...(node.dependsOn.length > 0 && {
      depends_on: dependencies(node, topology),
    }),
    ...(isAsked(node) && {
      healthcheck: healthCheck(node, votersOf(topology), composeAddressing(topology, portOffset)),
    }),
    ...(ownNetworks ? { networks: networksOf(node, topology) } : { network_mode: 'host' }),
    ...(ports.length > 0 && { ports }),
    ...(bound.length > 0 && { expose: bound }),
    ...extraHosts(node),
    ...(ownNetworks && node.role !== 'service' && { dns_opt: nameLookupOptions }),
    volumes: [
      ...node.volumes.map((volume) => `${volumeName(node.id, volume.name)}:${volumePath(node, volume)}`),
      ...agentMounts(node),
      ...secretMounts(node, topology),
      ...quorumMounts(node, topology),
    ],
    // Without these the engine would make an anonymous volume for each, which a `down` that keeps data leaves behind.
    ...(scratch.length > 0 && { tmpfs: scratch }),
    ...(files.length > 0 && {
      configs: files.map((target) => ({ source: configName(node, target, files), target })),
    }),
    labels: { ...context.labels, [marks.node]: node.id },
  };
}

/** Compose takes no file that waits for the health of what has none. */
function dependencies(
  { dependsOn }: LabNode,
  { nodes }: ResolvedTopology,
): NonNullable<ComposeService['depends_on']> {
  const isUnasked = (id: string): boolean => nodes.some((node) => node.id === id && !isAsked(node));
  return Object.fromEntries(
    dependsOn.map((id) => [id, { condition: isUnasked(id) ? 'service_started' : 'service_healthy' }]),
  );
}

/** The files of a node as configs of the document, by name. */
export function configsOf(node: LabNode, context: ServiceContext): Readonly<Record<string, ComposeConfig>> {
  const files = filesOf(node, context);
  return Object.fromEntries(
    Object.entries(files).map(([path, content]) => [
      configName(node, path, Object.keys(files)),
      { content: literally(content) },
    ]),
  );
}

function filesOf(node: LabNode, context: ServiceContext): Readonly<Record<string, string>> {
  return {
    ...serviceSpecOf(node, context)?.files,
    ...commandFiles(node, context.topology),
    ...placed(node, context).files,
  };
}

/** The image's own where nothing is to be said. */
function commandOf(
  node: LabNode,
  context: ServiceContext,
  environment: Readonly<Record<string, string>>,
): readonly string[] | undefined {
  const service = serviceSpecOf(node, context);
  if (service !== undefined) return service.command?.map(literally);
  return nodeCommand(node, context.topology, environment['KAFKA_OPTS'] ?? '');
}

/** A variable names the folder, since the file is the same for everybody and their folders are not. */
function agentMounts({ javaAgent }: LabNode): readonly ComposeBind[] {
  if (javaAgent === undefined) return [];
  return [folderOfHost(`\${${agentVariable(javaAgent)}:-./${agentJarsName(javaAgent)}}`, agentDirectory)];
}

/**
 * The folder, and not each file: a container goes on seeing the file that was mounted when another takes its name, as new
 * certificates do.
 */
function secretMounts(node: LabNode, { security }: ResolvedTopology): readonly ComposeBind[] {
  if (security === undefined || secretFilesOf(node, security).length === 0) return [];
  return [folderOfHost(`${secretsFolder}/${node.id}`, secretsPath)];
}

/** The folder, as with secrets: what is in it changes when voters come and go, and counts when a node starts. */
function quorumMounts(node: LabNode, { dynamicQuorum }: ResolvedTopology): readonly ComposeBind[] {
  return dynamicQuorum === true && isOfKRaft(node) ? [folderOfHost(quorumFolder, quorumFilesPath)] : [];
}

function folderOfHost(source: string, target: string): ComposeBind {
  return { type: 'bind', source, target, read_only: true, bind: { create_host_path: false } };
}

function configName(node: LabNode, path: string, all: readonly string[]): string {
  return `${node.id}-${mountedName(path, all)}`;
}

function serviceSpecOf(
  { service }: LabNode,
  { topology, portOffset }: ServiceContext,
): ServiceSpec | undefined {
  return service && completeService(service, topology, composeAddressing(topology, portOffset));
}

function environmentOf(node: LabNode, context: ServiceContext): Record<string, string> {
  const { topology, portOffset, clusterId } = context;
  const service = serviceSpecOf(node, context);
  if (service !== undefined) return mapValues(service.environment, literally);
  const addressing = composeAddressing(topology, portOffset);
  const jmxPort = jmxPortOf(node, portOffset);
  const own = withoutVariables(placed(node, context));
  return {
    ...imageEnvironment(own, settingsFor(own, topology, addressing), {
      // While metadata moves, brokers of ZooKeeper's stand beside controllers.
      ...(clusterId !== undefined && isOfKRaft(node) && { clusterId }),
      ...(jmxPort !== undefined && { jmx: { port: jmxPort, host: hostAddress(topology) } }),
    }),
  };
}

function placed(node: LabNode, { topology, portOffset }: ServiceContext): LabNode {
  return withFilesPlaced(node, composeAddressing(topology, portOffset));
}

/** Compose completes `$…` in every value: a topology's own settings, options and variables mean it literally. */
function withoutVariables(node: LabNode): LabNode {
  const { jvmOptions, environment } = node;
  return {
    ...node,
    settings: mapValues(node.settings, literally),
    ...(jvmOptions && { jvmOptions: jvmOptions.map(literally) }),
    ...(environment && { environment: mapValues(environment, literally) }),
  };
}

/** What a broker advertises there should also be found from within it, where Docker does not give the name by itself. */
function extraHosts(node: LabNode): Pick<ComposeService, 'extra_hosts'> {
  const reaches = listenersOn(node, 'compose').map(({ reach }) => reach);
  return reaches.includes('docker-host') ? { extra_hosts: ['host.docker.internal:host-gateway'] } : {};
}
