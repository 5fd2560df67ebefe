/** What can be wrong with a Kafka cluster's props, each in words with the fix. */
import { securityProtocols } from '../kafka/node.ts';
import { authorizers, listenerNames, settingsOfTheLab } from '../kafka/settings.ts';
import { kafkaVersions, supportsZooKeeper } from '../kafka/versions.ts';
import { ControllerQuorum } from './controller-quorum.ts';
import type { KafkaCluster } from './kafka-cluster.ts';
import { countProblems, rackProblems } from './validation.ts';
import { ZooKeeperEnsemble } from './zookeeper-ensemble.ts';

/** Every problem of one cluster's props. */
export function clusterProblems(cluster: KafkaCluster): string[] {
  const counts = countProblems('brokers', cluster.brokers);
  return [
    ...counts,
    // Without a possible number of brokers the other limits mean nothing.
    ...(counts.length > 0
      ? []
      : [...replicationProblems(cluster), ...rackProblems(cluster.racks, cluster.brokers, 'brokers')]),
    ...metadataProblems(cluster),
    ...votersProblems(cluster),
    ...versionProblems(cluster),
    ...sessionProblems(cluster),
    ...listenerProblems(cluster),
    ...settingProblems(cluster),
  ];
}

function replicationProblems(cluster: KafkaCluster): string[] {
  const { brokers, replicationFactor, minInSyncReplicas } = cluster;
  const upTo = (limit: number): string => (limit === 1 ? '1' : `1-${limit}`);
  if (!isCount(replicationFactor)) {
    return [`replicationFactor ${replicationFactor} is not possible; use ${upTo(brokers)}`];
  }
  if (replicationFactor > brokers) {
    return [
      `replicationFactor ${replicationFactor} exceeds ${brokers} brokers; use ${upTo(brokers)} or add brokers`,
    ];
  }
  if (!isCount(minInSyncReplicas)) {
    return [`minInSyncReplicas ${minInSyncReplicas} is not possible; use ${upTo(replicationFactor)}`];
  }
  if (minInSyncReplicas > replicationFactor) {
    const allowed = upTo(replicationFactor);
    return [
      `minInSyncReplicas ${minInSyncReplicas} exceeds replicationFactor ${replicationFactor}; use ${allowed}`,
    ];
  }
  return [];
}

function isCount(value: number): boolean {
  return Number.isInteger(value) && value >= 1;
}

/** A second quorum or ensemble in the tree would have nodes that no broker knows. */
function metadataProblems(cluster: KafkaCluster): string[] {
  const others = cluster.node.root.node
    .findAll()
    .filter((construct) => construct instanceof ControllerQuorum || construct instanceof ZooKeeperEnsemble)
    .filter((construct) => construct !== cluster.metadata);
  return others.map((other) => {
    const kind = other instanceof ControllerQuorum ? 'a KRaft quorum' : 'a ZooKeeper ensemble';
    return `metadata is "${cluster.metadata.node.id}", but the topology also has ${kind}, "${other.node.id}"; keep one of them`;
  });
}

function votersProblems(cluster: KafkaCluster): string[] {
  if (cluster.metadata instanceof ZooKeeperEnsemble || cluster.metadata.mode === 'isolated') return [];
  const voters = cluster.metadata.votersFor(cluster.brokers);
  if (voters <= cluster.brokers) return [];
  return [
    `a combined quorum of ${voters} voters exceeds ${cluster.brokers} brokers; use at most ${cluster.brokers} voters, add brokers, or make it isolated`,
  ];
}

function versionProblems(cluster: KafkaCluster): string[] {
  const { kafkaVersion, mode } = cluster;
  if (!(kafkaVersions as readonly string[]).includes(kafkaVersion)) {
    return [`kafkaVersion ${kafkaVersion} is not locked; use ${kafkaVersions.join(' or ')}`];
  }
  if (mode === 'zookeeper' && !supportsZooKeeper(kafkaVersion)) {
    const allowed = kafkaVersions.filter(supportsZooKeeper).join(' or ');
    return [
      `kafkaVersion ${kafkaVersion} has no ZooKeeper mode, which ended with Kafka 3.9; use ${allowed} or a ControllerQuorum`,
    ];
  }
  return [];
}

function sessionProblems(cluster: KafkaCluster): string[] {
  const { sessionTimeoutMs } = cluster;
  if (Number.isInteger(sessionTimeoutMs) && sessionTimeoutMs >= 1_000 && sessionTimeoutMs <= 600_000)
    return [];
  return [`sessionTimeoutMs ${sessionTimeoutMs} is not possible; use 1000-600000`];
}

/** A name becomes part of environment variables on containers, hence its alphabet. */
const listenerName = /^[A-Z][A-Z0-9_]*$/;

function listenerProblems(cluster: KafkaCluster): string[] {
  const reserved: readonly string[] = Object.values(listenerNames);
  const problems = cluster.extraListeners.flatMap(({ name, protocol }) => {
    if (reserved.includes(name)) {
      return [`listener ${name} is a name of the lab's own; use another than ${reserved.join(', ')}`];
    }
    const misnamed = listenerName.test(name)
      ? []
      : [
          `listener "${name}" cannot have this name; use capital letters, digits and _, beginning with a letter`,
        ];
    // Typed callers cannot leave it out; a topology written in JavaScript can.
    const protocols: readonly string[] = securityProtocols;
    const unprotected = protocols.includes(protocol)
      ? []
      : [`listener ${name} has protocol ${protocol}; use ${securityProtocols.join(', ')}`];
    return [...misnamed, ...unprotected];
  });
  const names = cluster.extraListeners.map(({ name }) => name);
  const twice = names.filter((name, index) => names.indexOf(name) < index);
  return [...problems, ...twice.map((name) => `listener ${name} is there twice; give one another name`)];
}

function settingProblems({ mode, settings }: KafkaCluster): string[] {
  const decided = Object.keys(settings)
    .filter((setting) => setting in settingsOfTheLab)
    .map(
      (setting) =>
        `settings has ${setting}, which the topology decides; ${settingsOfTheLab[setting] ?? 'drop it'}`,
    );
  const authorizer = settings['authorizer.class.name'];
  const wrongMode = mode === 'kraft' ? 'zookeeper' : 'kraft';
  if (authorizer !== authorizers[wrongMode]) return decided;
  const other = mode === 'kraft' ? 'KRaft' : 'ZooKeeper mode';
  return [
    ...decided,
    `authorizer.class.name ${authorizer} does not work with ${other}; use ${authorizers[mode]}`,
  ];
}

/** Remarks on one cluster's props that work but are rarely wanted. */
export function clusterWarnings({ racks, brokers }: KafkaCluster): string[] {
  if (racks.length < 2 || racks.length > brokers || brokers % racks.length === 0) return [];
  return [
    `${brokers} brokers do not fit ${racks.length} racks evenly, so some racks carry more; use a multiple of ${racks.length}`,
  ];
}
