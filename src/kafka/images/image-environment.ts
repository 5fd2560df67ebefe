/** Turns a node's settings into the environment that the upstream images read them from: the same on compose and Kubernetes. */
import { LabError } from '../../errors.ts';
import { collectorFlags } from '../jvm.ts';
import type { LabNode } from '../node.ts';
import { propertyText, writeProperties } from '../properties.ts';
import { quorumSoughtSetting } from '../settings.ts';
import { allowedUrlFlag, keySetSetting } from '../security/tokens.ts';
import { keySetUrl } from './image-paths.ts';
import { linesOfFile, zooKeeperVariables } from './zookeeper-variables.ts';

/** What a node's environment holds besides its settings. */
export interface ImageEnvironmentOptions {
  /** Id to format a KRaft node's storage with. @default none, for ZooKeeper mode */
  readonly clusterId?: string;
  /** Where the JVM's remote management listens, and under which host clients reach it. @default off */
  readonly jmx?: { readonly port: number; readonly host: string };
}

/**
 * A JVM for a small machine: no parallel collector, no optimising compiler. Appended by the images to their own
 * class-data archive flags (apache/kafka, docker/jvm/launch).
 */
export const jvmPerformanceFlags = performanceFlags([]);

/** The same with a person's own, which come last. */
function performanceFlags(own: readonly string[]): string {
  return [...collectorFlags(own), '-XX:TieredStopAtLevel=1', ...own].join(' ');
}

/**
 * A node that returns may have a new address: Java would keep the old one for 30 s, and the answer that there is none
 * for 10 s (networkaddress.cache.ttl, networkaddress.cache.negative.ttl).
 */
export const nameLookupFlags = '-Dsun.net.inetaddr.ttl=1 -Dsun.net.inetaddr.negative.ttl=0';

/** The environment of one node's container, sorted by name. */
export function imageEnvironment(
  node: LabNode,
  settings: Readonly<Record<string, string>>,
  options: ImageEnvironmentOptions = {},
): Readonly<Record<string, string>> {
  const variables =
    node.software === 'zookeeper' ? zooKeeperEnvironment(node, settings) : kafkaEnvironment(node, settings);
  return sorted({
    ...variables,
    KAFKA_OPTS: [variables['KAFKA_OPTS'], nameLookupFlags, ...tokenFlags(settings)]
      .filter((text) => text !== undefined)
      .join(' '),
    KAFKA_HEAP_OPTS: `-Xmx${node.heapMb}m`,
    KAFKA_JVM_PERFORMANCE_OPTS: performanceFlags(node.jvmOptions ?? []),
    ...node.environment,
    ...(options.clusterId !== undefined && { CLUSTER_ID: options.clusterId }),
    ...(options.jmx !== undefined && {
      KAFKA_JMX_PORT: String(options.jmx.port),
      KAFKA_JMX_HOSTNAME: options.jmx.host,
    }),
  });
}

/** Has a broker that knows clients by tokens read the keys for it. */
function tokenFlags(settings: Readonly<Record<string, string>>): readonly string[] {
  const readsKeys = Object.keys(settings).some((setting) => setting.endsWith(keySetSetting));
  return readsKeys ? [allowedUrlFlag(keySetUrl)] : [];
}

/** Name of a Kafka setting in the environment: `-` is `___`, `_` is `__`, `.` is `_` (both images' documentation). */
export function kafkaVariable(setting: string): string {
  const name = setting.replaceAll('_', '__').replaceAll('-', '___').replaceAll('.', '_');
  return `KAFKA_${name.toUpperCase()}`;
}

/**
 * A setting of brokers in ZooKeeper mode with capital letters, which no variable can have: Kafka reads it as a property of
 * its JVM too (Kafka 3.9, KafkaConfig.zkOptionalStringConfigOrSystemProperty).
 */
export const clientSocketSetting = 'zookeeper.clientCnxnSocket';

/** Whatever else a shell takes for no variable, and drops. */
const variableName = /^[A-Z0-9_]+$/;

/** The setting that an image makes of a variable; the other way round of {@link kafkaVariable}. */
export function settingOf(variable: string): string {
  return variable
    .replace(/^KAFKA_/, '')
    .toLowerCase()
    .replaceAll(/_{1,3}/g, (run) => ['.', '_', '-'][run.length - 1] ?? run);
}

function kafkaEnvironment(node: LabNode, settings: Readonly<Record<string, string>>): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const [setting, value] of Object.entries(settings)) {
    // Containers read where to look for a dynamic quorum in a file, each time they start.
    if (setting === quorumSoughtSetting) continue;
    if (setting === clientSocketSetting) {
      environment['KAFKA_OPTS'] = `-D${setting}=${value}`;
      continue;
    }
    const variable = kafkaVariable(setting);
    if (!variableName.test(variable) || settingOf(variable) !== setting) throw unnameable(node, setting);
    environment[variable] = propertyText(value);
  }
  // cp-kafka traces these two otherwise (kafka-images, log4j.properties.template); apache/kafka does not.
  if (settings['process.roles'] === undefined) {
    environment['KAFKA_LOG4J_LOGGERS'] = 'kafka.controller=INFO,state.change.logger=INFO';
  }
  return environment;
}

function zooKeeperEnvironment(
  node: LabNode,
  settings: Readonly<Record<string, string>>,
): Record<string, string> {
  const environment: Record<string, string> = { ZOOKEEPER_SERVER_ID: String(node.number) };
  const properties: string[] = [];
  const servers = new Map<number, string>();
  for (const [setting, value] of Object.entries(settings)) {
    const variable = zooKeeperVariables[setting];
    const server = /^server\.(\d+)$/.exec(setting)?.[1];
    if (server !== undefined) servers.set(Number(server), value);
    else if (variable !== undefined) environment[variable] = propertyText(value);
    // ZooKeeper reads any other setting as a system property too (QuorumPeerConfig.parseProperties).
    else if (setting !== 'dataDir') properties.push(systemProperty(node, setting, value));
  }
  const lines = linesOfFile.settings.filter((setting) => settings[setting] !== undefined);
  const carrier = zooKeeperVariables[linesOfFile.carrier]!;
  if (lines.length > 0 && environment[carrier] !== undefined) {
    const further = writeProperties(
      Object.fromEntries(lines.map((setting) => [setting, settings[setting]!])),
    );
    environment[carrier] += `\n${further.trimEnd()}`;
  }
  if (servers.size > 0) environment['ZOOKEEPER_SERVERS'] = serverList(node, servers);
  if (properties.length > 0) environment['KAFKA_OPTS'] = properties.toSorted().join(' ');
  return environment;
}

/** The image numbers servers by their place in this list, from 1, whatever their ids are. */
function serverList(node: LabNode, servers: ReadonlyMap<number, string>): string {
  return Array.from({ length: servers.size }, (_, index) => {
    const server = servers.get(index + 1);
    if (server === undefined)
      throw new Error(`${node.id}: ZooKeeper servers are not numbered 1-${servers.size}`);
    return server;
  }).join(';');
}

function unnameable(node: LabNode, setting: string): LabError {
  return new LabError(
    'invalid-topology',
    `${node.id}: setting ${setting} cannot be given to an image, which reads only names of lower-case letters, digits, ., - and _; write it so`,
  );
}

/** The images' scripts split the variable with the JVM's flags at each space. */
function systemProperty(node: LabNode, setting: string, value: string): string {
  if (!/\s/.test(setting + value)) return `-Dzookeeper.${setting}=${value}`;
  throw new LabError(
    'invalid-topology',
    `${node.id}: setting ${setting} cannot be given to an image with the value ${JSON.stringify(value)}, which has a space; write it without`,
  );
}

function sorted(environment: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(environment).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
