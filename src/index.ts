/** The public surface: re-exports only. */
export * from './errors.ts';
export * from './constructs/topology.ts';
export * from './constructs/controller-quorum.ts';
export * from './constructs/zookeeper-ensemble.ts';
export * from './constructs/kafka-cluster.ts';
export * from './constructs/schema-registry.ts';
export * from './constructs/postgresql.ts';
export * from './constructs/kafka-connect.ts';
export * from './constructs/rest-proxy.ts';
export * from './constructs/ksqldb.ts';
export * from './constructs/conduktor-console.ts';
export { JmxExporter, type JmxExporterProps } from './constructs/jmx-exporter.ts';
export * from './constructs/prometheus.ts';
export * from './constructs/add-services.ts';
export type { ServiceProps } from './constructs/service-node.ts';
export type * from './kafka/node.ts';
export type * from './kafka/service.ts';
export type { JavaAgent } from './kafka/java-agent.ts';
export { kafkaVersions, type KafkaVersion, type MetadataMode } from './kafka/versions.ts';
export { up, type OwnedCluster, type OwnedDownOptions, type UpOptions } from './up.ts';
export type { DrillCondition, DrillPlan, DrillStep, DrillTarget, StepContext } from './drills/plan.ts';
export type { DrillSettings, FaultKind } from './drills/history.ts';
export { survivesLossOf, type Expectation } from './drills/promises.ts';
export type { RunningCluster } from './runtimes/running-cluster.ts';
export type {
  Instance,
  ListenerAnswer,
  NodeState,
  NodeStatus,
  Progress,
  RuntimeName,
} from './runtimes/runtime.ts';
