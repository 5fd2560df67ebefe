/** Whether a cluster can have another Kafka version, looked at before anything is touched, and the steps to it. */
import { raiseStep } from '../../change/feature-steps.ts';
import { finalizedFeatures, type FeatureLevels } from '../../client/wire/features/finalized-features.ts';
import { firstAnswer } from '../../client/wire/first-answer.ts';
import type { RunningCluster } from '../../cluster/running-cluster.ts';
import { withVersion } from '../../cluster/changed/upgraded.ts';
import { UsageError } from '../../errors.ts';
import { featuresOf } from '../../kafka/versions/features.ts';
import { isVersion, lockedVersions, orLock } from '../../kafka/versions/locks.ts';
import { upgradeObstacle } from '../../kafka/versions/upgrades.ts';
import { isOlder, type KafkaVersion } from '../../kafka/versions/versions.ts';
import { definitionOf, preparedFor, redefinitionOf, type PreparedChange } from './prepare.ts';
import { unreadBy } from './way-back.ts';

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
  assertGoesOn(cluster, version);
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

/** @throws UsageError for an upgrade that Kafka does not have */
function assertGoesOn({ topology, instance }: RunningCluster, to: KafkaVersion): void {
  const { mode, kafkaVersion } = topology;
  const from = kafkaVersion as KafkaVersion;
  const obstacle = from === to ? undefined : upgradeObstacle(mode, { from, to });
  if (obstacle === undefined) return;
  const fix = mode === 'zookeeper' ? `; move it first: klab change ${instance.id} --metadata kraft` : '';
  throw new UsageError(`${instance.id} cannot have Kafka ${to}: ${obstacle}${fix}`);
}

/** @throws UsageError for a version that does not read what the cluster's metadata is written in */
function assertReads(version: KafkaVersion, now: FeatureLevels): void {
  const unread = unreadBy(version, now);
  if (unread !== undefined) throw new UsageError(`there is no way to Kafka ${version}: ${unread}`);
}
