/** Turns a container's environment back into what the upstream images make of it; the other way round of `imageEnvironment`. */
import { clientSocketSetting, settingOf } from './image-environment.ts';
import { readProperties, readPropertyText } from '../properties.ts';
import { zooKeeperVariables } from './zookeeper-variables.ts';

/** A node as its environment describes it. */
export interface NodeEnvironment {
  readonly software: 'kafka' | 'zookeeper' | 'other';
  /** Settings by upstream name. */
  readonly settings: Readonly<Record<string, string>>;
  /** Flags of its JVM, one by one. */
  readonly jvmFlags: readonly string[];
  /** Id that a KRaft node's storage is formatted with. */
  readonly clusterId?: string;
  /** Variables that are none of the above, by name. */
  readonly others: Readonly<Record<string, string>>;
}

/** Variables with flags of the JVM (both images, run-class script of Kafka). */
const flagVariables = ['KAFKA_HEAP_OPTS', 'KAFKA_JVM_PERFORMANCE_OPTS', 'KAFKA_OPTS'];

/**
 * Variables that images read for their own start, although they begin as settings do; and those of Confluent's REST
 * proxy, since no setting of a broker begins with `rest.`.
 */
const notSettings =
  /^KAFKA_(LOG4J_\w+|JMX_\w+|REST_\w+|GC_LOG_OPTS|HOME|VERSION|USER|ZOOKEEPER_ENABLED|SECURITY_PROPERTIES_FILE)$/;

const zooKeeperSettings = new Map(
  Object.entries(zooKeeperVariables).map(([setting, variable]) => [variable, setting]),
);

/** ZooKeeper reads settings that have no variable as properties of its JVM (QuorumPeerConfig.parseProperties). */
const zooKeeperProperty = /^-Dzookeeper\.([^=]+)=(.*)$/;

/** What a node's environment says. */
export function readEnvironment(environment: Readonly<Record<string, string>>): NodeEnvironment {
  const names = Object.keys(environment);
  const isZooKeeper = names.some((name) => name.startsWith('ZOOKEEPER_'));
  const software = isZooKeeper ? 'zookeeper' : names.some(isKafkaSetting) ? 'kafka' : 'other';
  const flags = flagVariables.flatMap((name) => (environment[name] ?? '').split(/\s+/).filter(Boolean));
  const settings: Record<string, string> = {};
  const others: Record<string, string> = {};
  for (const [name, value] of Object.entries(environment)) {
    if (name === 'CLUSTER_ID' || flagVariables.includes(name)) continue;
    const setting = zooKeeperSettings.get(name);
    if (name === 'ZOOKEEPER_SERVERS') Object.assign(settings, serversOf(value));
    // Its text stands in the file as it is, and may have further lines with further settings.
    else if (setting !== undefined) Object.assign(settings, readProperties(`${setting}=${value}`));
    else if (software === 'kafka' && isKafkaSetting(name))
      settings[settingOf(name)] = readPropertyText(value);
    else others[name] = value;
  }
  const jvmFlags = flags.filter((flag) => {
    const [, name, value = ''] = zooKeeperProperty.exec(flag) ?? [];
    if (name === undefined || !(isZooKeeper || `zookeeper.${name}` === clientSocketSetting)) return true;
    settings[isZooKeeper ? name : clientSocketSetting] = value;
    return false;
  });
  return {
    software,
    settings,
    jvmFlags,
    ...(environment['CLUSTER_ID'] !== undefined && { clusterId: environment['CLUSTER_ID'] }),
    others,
  };
}

function isKafkaSetting(name: string): boolean {
  return name.startsWith('KAFKA_') && !flagVariables.includes(name) && !notSettings.test(name);
}

/** The image numbers servers by their place in the list, from 1. */
function serversOf(list: string): Record<string, string> {
  const servers = list.split(';').map((server, index) => [`server.${index + 1}`, server]);
  return Object.fromEntries(servers) as Record<string, string>;
}
