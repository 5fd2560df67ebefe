/** The public surface: re-exports only. */
export * from './errors.ts';
export * from './constructs/topology.ts';
export * from './constructs/controller-quorum.ts';
export * from './constructs/zookeeper-ensemble.ts';
export type { ExtraListener, KafkaClusterProps } from './constructs/cluster-props.ts';
export * from './constructs/kafka-cluster.ts';
export * from './constructs/services/schema-registry.ts';
export * from './constructs/services/postgresql.ts';
export * from './constructs/services/kafka-connect.ts';
export * from './constructs/services/rest-proxy.ts';
export * from './constructs/services/ksqldb.ts';
export * from './constructs/services/conduktor-console.ts';
export { JmxExporter, type JmxExporterProps } from './constructs/services/jmx-exporter.ts';
export * from './constructs/services/prometheus.ts';
export * from './constructs/services/add-services.ts';
export type { ServiceProps } from './constructs/services/service-node.ts';
export type * from './kafka/node.ts';
export type * from './kafka/service.ts';
export type { JavaAgent } from './kafka/java-agent.ts';
export { kafkaVersions, type KafkaVersion, type MetadataMode } from './kafka/versions.ts';
export { TopologyRegistry, type TopologyFactory } from './app/find/registry.ts';
export { up, type OwnedCluster, type OwnedDownOptions, type UpOptions } from './app/library/up.ts';
export { attach, type AttachedCluster, type AttachOptions } from './app/library/attach.ts';
export { runChecks, type CheckOptions } from './app/library/checks.ts';
export { judge, runDrill, type RunDrillOptions } from './app/library/drill.ts';
export { diff, render, type DiffOptions, type RenderingOptions } from './app/library/files.ts';
export type { CheckOutcome, CheckResult } from './checks/kit/check.ts';
export type { Change, Comparison, Consequence, Risk } from './diff/changes.ts';
export type { DrillRecording } from './drills/record/recording.ts';
export type { Verdict } from './drills/judge/verdict.ts';
export type { Finding } from './drills/judge/finding.ts';
export type { DrillResult } from './drills/run/run-drill.ts';
export type { RenderedFile } from './render/rendered-file.ts';
export type { DrillCondition, DrillPlan, DrillStep, DrillTarget, StepContext } from './drills/plan/plan.ts';
export type { DrillSettings } from './drills/plan/settings.ts';
export type { FaultKind } from './drills/faults/index.ts';
export { survivesLossOf, type Expectation } from './drills/plan/expectation.ts';
export type { RunningCluster } from './cluster/running-cluster.ts';
export type {
  Instance,
  ListenerAnswer,
  NodeState,
  NodeStatus,
  Progress,
  RuntimeName,
} from './cluster/runtime.ts';
