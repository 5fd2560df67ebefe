/** Turns a container's environment back into what its image makes of it; the other way round of `imageEnvironment`. */
import {
  clusterIdVariables,
  flagVariables,
  isBitnami,
  kafkaSettingOf,
  softwareOf,
  usualVariable,
  zooKeeperServers,
  zooKeeperSettingOf,
  type ContainerHints,
  type ContainerSoftware,
} from './dialects.ts';
import { clientSocketSetting } from './image-environment.ts';
import { readProperties, readPropertyText } from '../properties.ts';

/** A node as its environment describes it. */
export interface NodeEnvironment {
  readonly software: ContainerSoftware;
  /** Settings by upstream name. */
  readonly settings: Readonly<Record<string, string>>;
  /** Flags of its JVM, one by one. */
  readonly jvmFlags: readonly string[];
  /** Id that a KRaft node's storage is formatted with. */
  readonly clusterId?: string;
  /** Variables that are none of the above, by name. */
  readonly others: Readonly<Record<string, string>>;
}

/** ZooKeeper reads settings that have no variable as properties of its JVM (QuorumPeerConfig.parseProperties). */
const zooKeeperProperty = /^-Dzookeeper\.([^=]+)=(.*)$/;

/** What a node's environment says. @param hints what is known of its container besides. @default nothing */
export function readEnvironment(
  given: Readonly<Record<string, string>>,
  hints: ContainerHints = {},
): NodeEnvironment {
  const environment = Object.fromEntries(
    Object.entries(given).map(([name, value]) => usualVariable(name, value, hints.image)),
  );
  const software = softwareOf(environment, hints);
  const ofBitnami = isBitnami(environment, hints.image);
  const flags = flagVariables.flatMap((name) => (environment[name] ?? '').split(/\s+/).filter(Boolean));
  const settings: Record<string, string> = {};
  const others: Record<string, string> = {};
  let clusterId: string | undefined;
  for (const [name, value] of Object.entries(environment)) {
    if (flagVariables.includes(name)) continue;
    // Some images of Kafka have a ZooKeeper inside: its settings are not the broker's.
    const ofZooKeeper = software === 'kafka' ? undefined : zooKeeperSettingOf(name);
    const ofKafka = software === 'kafka' ? kafkaSettingOf(name, ofBitnami) : undefined;
    if (clusterIdVariables.includes(name)) clusterId = value;
    else if (/^(ZOOKEEPER|ZOO)_SERVERS$/.test(name)) Object.assign(settings, zooKeeperServers(value));
    // Its text stands in the file as it is, and may have further lines with further settings.
    else if (ofZooKeeper !== undefined) Object.assign(settings, readProperties(`${ofZooKeeper}=${value}`));
    else if (ofKafka !== undefined) settings[ofKafka] = readPropertyText(value);
    else others[name] = value;
  }
  const isZooKeeper = software === 'zookeeper';
  const jvmFlags = flags.filter((flag) => {
    const [, name, value = ''] = zooKeeperProperty.exec(flag) ?? [];
    if (name === undefined || !(isZooKeeper || `zookeeper.${name}` === clientSocketSetting)) return true;
    settings[isZooKeeper ? name : clientSocketSetting] = value;
    return false;
  });
  return { software, settings, jvmFlags, ...(clusterId !== undefined && { clusterId }), others };
}
