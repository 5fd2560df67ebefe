/** The public surface: re-exports only. */
export * from './errors.ts';
export * from './constructs/topology.ts';
export * from './constructs/controller-quorum.ts';
export * from './constructs/zookeeper-ensemble.ts';
export * from './constructs/kafka-cluster.ts';
export type * from './kafka/node.ts';
export { kafkaVersions, type KafkaVersion, type MetadataMode } from './kafka/versions.ts';
export { up, type OwnedCluster, type UpOptions } from './up.ts';
export type {
  Instance,
  ListenerAnswer,
  NodeState,
  NodeStatus,
  Progress,
  RunningCluster,
  RuntimeName,
} from './runtimes/runtime.ts';
