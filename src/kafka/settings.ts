/** Settings of brokers, controllers and ZooKeeper servers that hold no address: what the props of a topology mean in Kafka's words. */
import type { KafkaVersion, MetadataMode } from './versions/versions.ts';

/** Kafka's own session timeouts, in milliseconds (broker.session.timeout.ms, zookeeper.session.timeout.ms). */
export const defaultSessionTimeoutMs: Readonly<Record<MetadataMode, number>> = {
  kraft: 9_000,
  zookeeper: 18_000,
};

/** Session timeouts that a topology may have, in milliseconds. */
export const sessionTimeoutLimitsMs = { min: 1_000, max: 600_000 } as const;

/** Listener names that the lab itself gives. */
export const listenerNames = {
  internal: 'INTERNAL',
  external: 'EXTERNAL',
  docker: 'DOCKER',
  controller: 'CONTROLLER',
} as const;

/** What decides the settings shared by every broker of a cluster. */
export interface ReplicationSettings {
  readonly replicationFactor: number;
  readonly minInSyncReplicas: number;
}

/**
 * Replication of user topics and of Kafka's internal topics.
 * Kafka's defaults are 1 copy, or 3 for internal topics even on one broker: either loses or refuses what a lab wants to show.
 */
export function replicationSettings(
  { replicationFactor, minInSyncReplicas }: ReplicationSettings,
  version: KafkaVersion,
): Record<string, string> {
  const factor = String(replicationFactor);
  const minIsr = String(minInSyncReplicas);
  return {
    'default.replication.factor': factor,
    'min.insync.replicas': minIsr,
    'offsets.topic.replication.factor': factor,
    'transaction.state.log.replication.factor': factor,
    'transaction.state.log.min.isr': minIsr,
    // Share groups keep their state in a topic of their own since Kafka 4.0 (KIP-932).
    ...(version.startsWith('4.') && {
      'share.coordinator.state.topic.replication.factor': factor,
      'share.coordinator.state.topic.min.isr': minIsr,
    }),
  };
}

/**
 * A small machine's settings: fewer threads and internal partitions, no wait before a first rebalance.
 * They change how much a broker costs, never what it promises.
 */
export function smallMachineSettings(): Record<string, string> {
  return {
    'num.network.threads': '2',
    'num.io.threads': '2',
    'background.threads': '2',
    'log.cleaner.dedupe.buffer.size': '2000000',
    'group.initial.rebalance.delay.ms': '0',
    'offsets.topic.num.partitions': '5',
    'transaction.state.log.num.partitions': '5',
  };
}

/**
 * How long voters that know of no leader wait before they elect one, at the least; twice as long at the most.
 * It is what a new quorum does first: Kafka's own 1000 ms are for voters far apart, and a third of the time in which three
 * brokers here are ready. That a leader has gone is noticed by other means (controller.quorum.fetch.timeout.ms).
 */
export function electionSettings(mode: MetadataMode): Record<string, string> {
  return mode === 'kraft' ? { 'controller.quorum.election.timeout.ms': '500' } : {};
}

/**
 * How long a silent broker keeps its leaders, and what must follow from it.
 * A short ZooKeeper session must not shorten the time to connect (zookeeper.connection.timeout.ms follows it by default);
 * a KRaft broker must have several heartbeats in one session. Heartbeats also carry an orderly stop, so more of them than
 * Kafka's one in 2 s make a stop quicker; when a silent broker is missed depends on the session alone.
 */
export function sessionSettings(mode: MetadataMode, sessionTimeoutMs: number): Record<string, string> {
  if (mode === 'zookeeper') {
    return {
      'zookeeper.session.timeout.ms': String(sessionTimeoutMs),
      'zookeeper.connection.timeout.ms': String(Math.max(30_000, sessionTimeoutMs)),
    };
  }
  return {
    'broker.session.timeout.ms': String(sessionTimeoutMs),
    'broker.heartbeat.interval.ms': String(Math.min(500, Math.floor(sessionTimeoutMs / 4))),
  };
}

/** Retention and segments of every topic that asks for nothing else. */
export interface LogSettings {
  /** How long records are kept, in milliseconds; -1 keeps them. @default Kafka's: 7 days */
  readonly retentionMs?: number;
  /** How much of a partition is kept, in bytes; -1 sets no limit. @default Kafka's: no limit */
  readonly retentionBytes?: number;
  /** Size at which a log segment is closed, in bytes. @default Kafka's: 1 GiB */
  readonly segmentBytes?: number;
  /** Partitions of topics that are made without a number. @default Kafka's: 1 */
  readonly partitions?: number;
}

/** {@link LogSettings} under their upstream names. */
export function logSettings(log: LogSettings): Record<string, string> {
  return {
    ...(log.retentionMs !== undefined && { 'log.retention.ms': String(log.retentionMs) }),
    ...(log.retentionBytes !== undefined && { 'log.retention.bytes': String(log.retentionBytes) }),
    ...(log.segmentBytes !== undefined && { 'log.segment.bytes': String(log.segmentBytes) }),
    ...(log.partitions !== undefined && { 'num.partitions': String(log.partitions) }),
  };
}

/** A ZooKeeper server's settings; `sessionTimeoutMs` must lie between 2 and 20 ticks (ZooKeeper administrator's guide). */
export function zooKeeperSettings(sessionTimeoutMs: number): Record<string, string> {
  const tickTimeMs = Math.max(100, Math.min(2_000, Math.floor(sessionTimeoutMs / 3)));
  return {
    tickTime: String(tickTimeMs),
    // Limits are counted in ticks: keep 20 s to start and 10 s to follow however short the tick is.
    initLimit: String(Math.ceil(20_000 / tickTimeMs)),
    syncLimit: String(Math.ceil(10_000 / tickTimeMs)),
    maxClientCnxns: '0',
    // ZooKeeper cuts a longer session to 20 ticks (ZooKeeper administrator's guide, maxSessionTimeout).
    ...(sessionTimeoutMs > 20 * tickTimeMs && { maxSessionTimeout: String(sessionTimeoutMs) }),
    // The AdminServer wants port 8080 and nothing here asks it anything.
    'admin.enableServer': 'false',
    '4lw.commands.whitelist': 'srvr,ruok',
    // A server that was cut off asks for its peers ever more rarely, in the end once a minute (FastLeaderElection).
    'fastleader.maxNotificationInterval': '5000',
  };
}

/** The authorizer that each metadata mode has (Kafka documentation, Authorization and ACLs). */
export const authorizers: Readonly<Record<MetadataMode, string>> = {
  kraft: 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
  zookeeper: 'kafka.security.authorizer.AclAuthorizer',
};

/** Where nodes look for a dynamic quorum; those of a static one have `controller.quorum.voters` in its place. */
export const quorumSoughtSetting = 'controller.quorum.bootstrap.servers';

/** Broker settings that follow from the topology, and what to use where one wants another value. */
export const settingsOfTheLab: Readonly<Record<string, string>> = {
  'node.id': 'drop it',
  'broker.id': 'drop it',
  'process.roles': 'use a ControllerQuorum',
  'controller.quorum.voters': 'use a ControllerQuorum',
  [quorumSoughtSetting]: 'use a ControllerQuorum that is dynamic',
  'controller.listener.names': 'drop it',
  'zookeeper.connect': 'use a ZooKeeperEnsemble',
  listeners: 'use extraListeners',
  'advertised.listeners': 'use extraListeners',
  'listener.security.protocol.map':
    "use security for the lab's own listeners; extraListeners have protocol PLAINTEXT alone",
  'inter.broker.listener.name': 'drop it',
  'log.dirs': 'drop it: every target has a place for data',
  'log.dir': 'drop it: every target has a place for data',
  'broker.rack': 'use racks',
  // The lab itself reads these back: a drill expects what the cluster was promised to have.
  'default.replication.factor': 'use replicationFactor',
  'min.insync.replicas': 'use minInSyncReplicas',
  'broker.session.timeout.ms': 'use sessionTimeoutMs',
  'zookeeper.session.timeout.ms': 'use sessionTimeoutMs',
};

/** Settings that the lab itself reads back from a topology, and follows when they are changed. */
export const followedSettings = {
  minInSyncReplicas: 'min.insync.replicas',
  sessionTimeoutMs: 'broker.session.timeout.ms',
} as const;
