/** Whether a cluster can have another number of brokers, looked at before anything is touched, and the steps to it. */
import { boundsThere } from '../../client/moves/throttle.ts';
import { viewPartitions } from '../../client/watch/living-view.ts';
import { listReassignments } from '../../client/wire/moves/list-reassignments.ts';
import { sizeSteps } from '../../change/size-steps.ts';
import { withSettings } from '../../cluster/changed/settings.ts';
import type { PartitionState } from '../../cluster/partition.ts';
import { brokersBeyond, withBrokers } from '../../cluster/changed/resized.ts';
import type { RunningCluster } from '../../cluster/running-cluster.ts';
import { LabError, UsageError } from '../../errors.ts';
import { brokersOf, isController, type ResolvedTopology } from '../../kafka/node.ts';
import { counted } from '../../words.ts';
import { definitionOf, preparedFor, redefinitionOf, type PreparedChange } from './prepare.ts';

/** What size is asked for. */
export interface SizeRequest {
  readonly brokers: number;
  /** That each broker may give, and take, of copies that are moved. */
  readonly bytesPerSecond: number;
}

/**
 * Looks at a change of the number of brokers; nothing is changed.
 * @throws UsageError in one line for a number that cannot be; LabError where the cluster is not as it must be
 */
export async function prepareSize(
  cluster: RunningCluster,
  { brokers, bytesPerSecond }: SizeRequest,
  signal: AbortSignal,
): Promise<PreparedChange> {
  const { instance, topology } = cluster;
  const { resizing } = redefinitionOf(instance);
  const to = withSettings(withBrokers(topology, brokers), instance.changed ?? {});
  assertVotersStay(topology, to);
  const partitions = await viewPartitions(cluster);
  assertRoomForCopies(cluster, to, partitions);
  await assertNothingMoves(cluster);
  await assertUnbounded(cluster, partitions);
  const definition = { ...definitionOf(instance), topology: to, resizedTo: brokers };
  const { files, steps: others, ...prepared } = await preparedFor(cluster, definition, signal);
  const come = brokersBeyond(to, topology).map(({ id }) => id);
  await resizing.assertRoom({ ...instance, topology: to }, come, files);
  const own = sizeSteps(topology, to, bytesPerSecond);
  // A secured cluster must know whose requests are a broker's before that broker sends any.
  const isKnownFirst = topology.security !== undefined && come.length > 0;
  if (isKnownFirst && to.replicationFactor !== topology.replicationFactor)
    throw new LabError(
      'not-supported',
      `${instance.id} is secured, and all of its nodes restart before a further broker comes; with ${counted(brokersOf(to).length, 'broker')} they would ask for ${counted(to.replicationFactor, 'copy', 'copies')} before there is room for them`,
    );
  return { ...prepared, steps: isKnownFirst ? [...others, ...own] : [...own, ...others] };
}

function assertVotersStay(topology: ResolvedTopology, to: ResolvedTopology): void {
  const [voter] = brokersBeyond(topology, to).filter(isController);
  if (voter === undefined) return;
  const least = topology.nodes.findLastIndex(isController) + 1;
  const why =
    topology.dynamicQuorum === true
      ? 'and klab takes no vote of a broker'
      : 'whose members are fixed (controller.quorum.voters)';
  throw new UsageError(
    `${voter.id} votes in the controller quorum, ${why}, so it cannot go; use --brokers ${least} or more`,
  );
}

/** @throws UsageError with the topics of which fewer brokers cannot hold every copy */
function assertRoomForCopies(
  cluster: RunningCluster,
  to: ResolvedTopology,
  partitions: readonly PartitionState[],
): void {
  const count = brokersOf(to).length;
  if (count >= brokersOf(cluster.topology).length) return;
  const big = [
    ...new Set(partitions.filter(({ replicas }) => replicas.length > count).map(({ topic }) => topic)),
  ].toSorted();
  if (to.replicationFactor > count) {
    throw new UsageError(
      `${counted(count, 'broker')} cannot hold the ${to.replicationFactor} copies that new topics get (default.replication.factor), and a change of size makes copies more, never fewer; use --brokers ${to.replicationFactor} or more, or bring up a smaller one`,
    );
  }
  if (big.length > 0) {
    throw new UsageError(
      `${counted(count, 'broker')} cannot hold every copy of ${big.join(', ')}, and a change of size makes copies more, never fewer; give them fewer yourself (kafka-reassign-partitions.sh), delete them, or keep more brokers`,
    );
  }
}

async function assertNothingMoves(cluster: RunningCluster): Promise<void> {
  const [first, ...more] = await listReassignments(cluster);
  if (first === undefined) return;
  throw new LabError(
    'node-state',
    `partitions are being moved already (${first.topic}/${first.partition}${more.length === 0 ? '' : ` and ${more.length} more`}); wait until that is done`,
  );
}

/** @throws LabError `node-state` where somebody has bounded what copies take, which the change would lift with its own bound */
async function assertUnbounded(
  cluster: RunningCluster,
  partitions: readonly PartitionState[],
): Promise<void> {
  const topics = [...new Set(partitions.map(({ topic }) => topic))];
  const [first, ...more] = await boundsThere(cluster, topics);
  if (first === undefined) return;
  throw new LabError(
    'node-state',
    `what moving copies takes is bounded already: ${first}${more.length === 0 ? '' : ` (and ${more.length} more)`}; the change sets a bound of its own (--throttle) and lifts it, so delete yours first (kafka-configs.sh --alter --delete-config)`,
  );
}
