/** How images take settings by variables, each in its own way: Confluent's and Apache's, Bitnami's, wurstmeister's, ZooKeeper's own. */
import { settingOf } from './image-environment.ts';
import { partsOfImage } from './image-line.ts';
import { zooKeeperVariables } from './zookeeper-variables.ts';

/** What a container runs, as far as its image and its variables show it. */
export type ContainerSoftware = 'kafka' | 'zookeeper' | 'other';

/** What is known of a container beside its variables. */
export interface ContainerHints {
  /** @default nobody says */
  readonly image?: string;
  /** Whether it runs a program of its own in place of the image's: a script that makes topics is no broker. @default false */
  readonly isProgram?: boolean;
}

/** Variables without which no image starts Kafka, and which programs beside it have no use for. */
const ofNodes =
  /^KAFKA_(?:CFG_)?(?:PROCESS_ROLES|NODE_ID|BROKER_ID|ZOOKEEPER_CONNECT|LISTENERS|ADVERTISED_(?:LISTENERS|HOST_NAME))$/;

const kafkaImages = [
  'kafka',
  'kafka-native',
  'cp-kafka',
  'cp-server',
  'cp-enterprise-kafka',
  'confluent-local',
];
const zooKeeperImages = ['zookeeper', 'cp-zookeeper', 'kubernetes-zookeeper'];

/** Variables that are a server's of ZooKeeper: brokers and programs beside it have some of the other ones too. */
const ofServers = /^(ZOO_|ZOOKEEPER_(SERVER_ID|SERVERS)$)/;

/** Whether a command that replaces an image's own start still starts Kafka or ZooKeeper. */
export function startsServer(command: string): boolean {
  return /kafka-server-start|zookeeper-server-start|start-zookeeper|zkServer|\/run\b/.test(command);
}

/** What a container runs. */
export function softwareOf(
  environment: Readonly<Record<string, string>>,
  { image = '', isProgram = false }: ContainerHints = {},
): ContainerSoftware {
  const names = Object.keys(environment);
  const { last } = partsOfImage(image);
  // Whoever wants an image for its tools alone has to satisfy its start with something.
  const isTold = names.some((name) => ofNodes.test(name) && environment[name] !== 'ignored');
  if (isTold) return 'kafka';
  if (names.some((name) => zooKeeperSettings.has(name) || ofServers.test(name))) return 'zookeeper';
  if (isProgram) return 'other';
  if (zooKeeperImages.includes(last)) return 'zookeeper';
  return kafkaImages.includes(last) ? 'kafka' : 'other';
}

/**
 * Variables that images read for their own start, although they begin as settings do; those of Confluent's REST proxy and
 * of web pages, since no setting of a broker begins so; and wurstmeister's own commands.
 */
const notSettings =
  /^KAFKA_(LOG4J_\w+|JMX_\w+|REST_\w+|CLUSTERS_\d+_\w+|GC_LOG_OPTS|HOME|VERSION|USER|ZOOKEEPER_ENABLED|SECURITY_PROPERTIES_FILE|CREATE_TOPICS|ENABLE_KRAFT|KRAFT_CLUSTER_ID|CLUSTER_ID)$/;

/** Variables with flags of the JVM (the images' start scripts, run-class script of Kafka). */
export const flagVariables: readonly string[] = [
  'KAFKA_HEAP_OPTS',
  'KAFKA_JVM_PERFORMANCE_OPTS',
  'KAFKA_OPTS',
  'EXTRA_ARGS',
];

/** Variables that hold the id which a KRaft node's storage is formatted with. */
export const clusterIdVariables: readonly string[] = [
  'CLUSTER_ID',
  'KAFKA_KRAFT_CLUSTER_ID',
  'KAFKA_CLUSTER_ID',
];

/** Bitnami's image takes no setting without its own prefix but these (its documentation, "Configuration"). */
const ofBitnami: Readonly<Record<string, string>> = {
  KAFKA_BROKER_ID: 'broker.id',
  KAFKA_NODE_ID: 'node.id',
  KAFKA_PROCESS_ROLES: 'process.roles',
};

/** The library's and Bitnami's images of ZooKeeper (their start scripts); what they call otherwise than zoo.cfg. */
const ofZooKeeper: Readonly<Record<string, string>> = {
  ZOO_PORT_NUMBER: 'clientPort',
  ZOO_TICK_TIME: 'tickTime',
  ZOO_INIT_LIMIT: 'initLimit',
  ZOO_SYNC_LIMIT: 'syncLimit',
  ZOO_MAX_CLIENT_CNXNS: 'maxClientCnxns',
  ZOO_AUTOPURGE_PURGEINTERVAL: 'autopurge.purgeInterval',
  ZOO_AUTOPURGE_SNAPRETAINCOUNT: 'autopurge.snapRetainCount',
  ZOO_STANDALONE_ENABLED: 'standaloneEnabled',
  ZOO_ADMINSERVER_ENABLED: 'admin.enableServer',
  ZOO_4LW_COMMANDS_WHITELIST: '4lw.commands.whitelist',
};

const zooKeeperSettings = new Map([
  ...Object.entries(zooKeeperVariables).map(([setting, variable]) => [variable, setting] as const),
  ...Object.entries(ofZooKeeper),
]);

/** The setting of ZooKeeper that a variable gives; undefined where it gives none. */
export function zooKeeperSettingOf(variable: string): string | undefined {
  return zooKeeperSettings.get(variable);
}

/** Debezium's images have names of their own for some (their start script), without the prefix. */
const ofDebezium = /^(BROKER_ID|NODE_ID|ZOOKEEPER_CONNECT|LISTENERS|ADVERTISED_LISTENERS|HEAP_OPTS)$/;

/** A variable as most images of Kafka call it. */
export function usualVariable(
  name: string,
  value: string,
  image = '',
): readonly [name: string, value: string] {
  if (partsOfImage(image).name === 'debezium/zookeeper')
    return name === 'SERVER_ID' ? ['ZOO_MY_ID', value] : [name, value];
  if (partsOfImage(image).name !== 'debezium/kafka') return [name, value];
  if (name === 'NODE_ROLE')
    return ['KAFKA_PROCESS_ROLES', value === 'combined' ? 'broker,controller' : value];
  return [ofDebezium.test(name) ? `KAFKA_${name}` : name, value];
}

/** The setting of Kafka that a variable gives; undefined where it gives none. @param isBitnami whose image it is */
export function kafkaSettingOf(variable: string, isBitnami: boolean): string | undefined {
  if (variable.startsWith('KAFKA_CFG_')) return settingOf(variable.replace('_CFG', ''));
  if (isBitnami) return Object.hasOwn(ofBitnami, variable) ? ofBitnami[variable] : undefined;
  const isSetting =
    variable.startsWith('KAFKA_') && !flagVariables.includes(variable) && !notSettings.test(variable);
  return isSetting ? settingOf(variable) : undefined;
}

/** Whether a container's settings are said in Bitnami's way. */
export function isBitnami(environment: Readonly<Record<string, string>>, image = ''): boolean {
  const byName = Object.keys(environment).some((name) => name.startsWith('KAFKA_CFG_'));
  return byName || /^bitnami(legacy)?\//.test(partsOfImage(image).name);
}

/** Servers of an ensemble, as `server.N` of zoo.cfg; three images have three ways of writing the list. */
export function zooKeeperServers(list: string): Record<string, string> {
  const written = [...list.matchAll(/server\.(\d+)=(\S+)/g)];
  if (written.length > 0) {
    return Object.fromEntries(written.map(([, id = '', server = '']) => [`server.${id}`, server]));
  }
  // Numbered by their places, or by a number behind each.
  const servers = list.split(/[;,\s]+/).filter(Boolean);
  return Object.fromEntries(
    servers.map((server, index) => {
      const [address = '', id = String(index + 1)] = server.split('::');
      return [`server.${id}`, address];
    }),
  );
}
