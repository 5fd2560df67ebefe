/** An upgrade that follows a move of metadata in the same change: with KRaft a cluster goes on to versions that know no ZooKeeper. */
import { raiseStep } from '../../change/feature-steps.ts';
import { changeSteps } from '../../change/steps.ts';
import type { RunningCluster } from '../../cluster/running-cluster.ts';
import { withVersion } from '../../cluster/changed/upgraded.ts';
import { UsageError } from '../../errors.ts';
import { isBroker } from '../../kafka/node.ts';
import { featuresOf } from '../../kafka/versions/features.ts';
import { isOlder, type KafkaVersion } from '../../kafka/versions/versions.ts';
import { compared, filesOf, redefinitionOf, type PreparedChange } from './prepare.ts';
import { assertLocked, prepareVersion, type VersionRequest } from './prepare-version.ts';

/**
 * Adds an upgrade to a move of metadata; where that is done already, the upgrade is all there is to do.
 * @throws UsageError in one line for a version that cannot be
 */
export async function prepareUpgradeAfter(
  moved: PreparedChange,
  cluster: RunningCluster,
  request: VersionRequest,
  signal: AbortSignal,
): Promise<PreparedChange> {
  const { migration, to } = moved;
  if (migration === undefined) return await prepareVersion(cluster, request, signal);
  const { kraft } = migration;
  const { version, raises } = request;
  assertLocked(version);
  const before = kraft.kafkaVersion as KafkaVersion;
  if (version === before) return moved;
  if (isOlder(version, before))
    throw new UsageError(
      `--kafka ${version} is not possible: metadata moves on Kafka ${before}, and an upgrade that follows leads to a later one`,
    );
  const upgraded = withVersion(kraft, version);
  const { instance } = cluster;
  const [was, becomes] = [await filesOf(instance, kraft), await filesOf(instance, upgraded)];
  const comparison = compared(instance, was, becomes);
  // Who leads the quorum then is not known yet; values need not be set where every node restarts with them.
  const steps = changeSteps({ comparison, topology: kraft, leaders: [], inForce: new Map() });
  const restarts = steps.filter(({ kind }) => kind === 'restart');
  await assertStarts(cluster, upgraded, becomes, signal);
  const [levels, of] = [featuresOf(before), featuresOf(version)];
  const raise = raises && levels && of ? raiseStep(levels, of, version) : undefined;
  return {
    ...moved,
    to: { ...to, topology: upgraded, upgradedTo: version },
    steps: [...moved.steps, ...restarts, ...(raise === undefined ? [] : [raise])],
  };
}

/** @throws UsageError with Kafka's own words for files by which a broker would not start with the later version */
async function assertStarts(
  { instance }: RunningCluster,
  upgraded: PreparedChange['to']['topology'],
  files: Awaited<ReturnType<typeof filesOf>>,
  signal: AbortSignal,
): Promise<void> {
  const broker = upgraded.nodes.find(isBroker);
  if (broker === undefined) return;
  const why = await redefinitionOf(instance).refusal(
    { ...instance, topology: upgraded },
    broker.id,
    files,
    signal,
  );
  if (why === undefined) return;
  throw new UsageError(`${broker.id} would not start with Kafka ${upgraded.kafkaVersion}: ${why}`);
}
