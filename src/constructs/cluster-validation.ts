/** What can be wrong with a Kafka cluster's props, each in words with the fix. */
import { kafkaVersions, supportsZooKeeper } from '../kafka/versions.ts';
import type { KafkaCluster } from './kafka-cluster.ts';
import { countProblems, rackProblems } from './validation.ts';
import { ZooKeeperEnsemble } from './zookeeper-ensemble.ts';

/** Every problem of one cluster's props. */
export function clusterProblems(cluster: KafkaCluster): string[] {
  const counts = countProblems('brokers', cluster.brokers);
  return [
    ...counts,
    // Without a possible number of brokers the other limits mean nothing.
    ...(counts.length > 0 ? [] : [...replicationProblems(cluster), ...rackProblems(cluster.racks, cluster.brokers, 'brokers')]),
    ...votersProblems(cluster),
    ...versionProblems(cluster),
    ...sessionProblems(cluster),
  ];
}

function replicationProblems(cluster: KafkaCluster): string[] {
  const { brokers, replicationFactor, minInSyncReplicas } = cluster;
  if (!Number.isInteger(replicationFactor) || replicationFactor < 1 || replicationFactor > brokers) {
    const allowed = brokers === 1 ? '1' : `1-${brokers}`;
    return [`replicationFactor ${replicationFactor} exceeds ${brokers} brokers; use ${allowed} or add brokers`];
  }
  if (!Number.isInteger(minInSyncReplicas) || minInSyncReplicas < 1 || minInSyncReplicas > replicationFactor) {
    const allowed = replicationFactor === 1 ? '1' : `1-${replicationFactor}`;
    return [`minInSyncReplicas ${minInSyncReplicas} exceeds replicationFactor ${replicationFactor}; use ${allowed}`];
  }
  return [];
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
    return [`kafkaVersion ${kafkaVersion} has no ZooKeeper mode, which ended with Kafka 3.9; use ${allowed} or a ControllerQuorum`];
  }
  return [];
}

function sessionProblems(cluster: KafkaCluster): string[] {
  const { sessionTimeoutMs } = cluster;
  if (Number.isInteger(sessionTimeoutMs) && sessionTimeoutMs >= 1_000 && sessionTimeoutMs <= 600_000) return [];
  return [`sessionTimeoutMs ${sessionTimeoutMs} is not possible; use 1000-600000`];
}
