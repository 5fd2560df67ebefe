/** Whether a cluster can have another Kafka version, looked at before anything is touched, and the steps to it. */
import { raiseStep } from '../../change/feature-steps.ts';
import { finalizedFeatures, type FeatureLevels } from '../../client/wire/features/finalized-features.ts';
import { firstAnswer } from '../../client/wire/first-answer.ts';
import type { RunningCluster } from '../../cluster/running-cluster.ts';
import { withVersion } from '../../cluster/upgraded.ts';
import { UsageError } from '../../errors.ts';
import {
  featuresOf,
  highestMetadataLevel,
  lineReading,
  metadataFeature,
} from '../../kafka/versions/features.ts';
import { isVersion, lockedVersions, orLock } from '../../kafka/versions/locks.ts';
import { isOlder, lineOf, type KafkaVersion } from '../../kafka/versions/versions.ts';
import { definitionOf, preparedFor, redefinitionOf, type PreparedChange } from './prepare.ts';

/** What version is asked for. */
export interface VersionRequest {
  readonly version: string;
  /** Whether the cluster works with what the version brings; only without it one can go back. */
  readonly raises: boolean;
}

/**
 * Looks at a change of the Kafka version; nothing is changed.
 * @throws UsageError in one line for a version that cannot be; LabError where the cluster is not as it must be
 */
export async function prepareVersion(
  cluster: RunningCluster,
  { version, raises }: VersionRequest,
  signal: AbortSignal,
): Promise<PreparedChange> {
  const { instance, topology } = cluster;
  redefinitionOf(instance);
  assertLocked(version);
  assertModeStays(cluster, version);
  const now = await firstAnswer(cluster, 'says its features', finalizedFeatures);
  assertReads(version, now);
  const definition = {
    ...definitionOf(instance),
    topology: withVersion(topology, version),
    upgradedTo: version,
  };
  const { steps, ...prepared } = await preparedFor(cluster, definition, signal);
  const of = featuresOf(version);
  const isBack = isOlder(version, topology.kafkaVersion);
  const raise = raises && !isBack && of !== undefined ? raiseStep(now, of, version) : undefined;
  return { ...prepared, steps: [...steps, ...(raise === undefined ? [] : [raise])] };
}

/** @throws UsageError for a version that klab has no jars of */
export function assertLocked(version: string): asserts version is KafkaVersion {
  if (isVersion(version) && lockedVersions().includes(version)) return;
  throw new UsageError(`--kafka ${version} is not possible; use ${orLock(version)}`);
}

function assertModeStays({ topology: { mode, name, kafkaVersion } }: RunningCluster, version: string): void {
  if (mode === 'kraft' || version === kafkaVersion) return;
  throw new UsageError(
    `${name} keeps its metadata in ZooKeeper, of which Kafka ${kafkaVersion} is the last here; it cannot have ${version}`,
  );
}

/** @throws UsageError for a version that does not read what the cluster's metadata is written in */
function assertReads(version: KafkaVersion, now: FeatureLevels): void {
  const level = now[metadataFeature] ?? 0;
  const highest = highestMetadataLevel(lineOf(version));
  if (highest === undefined || highest >= level) return;
  const line = lineReading(level);
  const of = line === undefined ? '' : `, of Kafka ${line}`;
  throw new UsageError(
    `there is no way to Kafka ${version}: the cluster works with metadata.version ${level}${of}, and ${version} reads up to ${highest}`,
  );
}
