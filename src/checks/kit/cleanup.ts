/** Leaves a cluster as it was before the checks: nodes run, copies are in sync, no topic and no group stays. */
import { bringBack, leftBehind, type BrokenNode } from '../../client/nodes/bring-back.ts';
import { viewPartitions } from '../../client/watch/living-view.ts';
import { describeLagging } from '../../cluster/partition.ts';
import { TopicDeletionDisabled } from '../../client/wire/delete-topic.ts';
import { electPreferredLeaders } from '../../client/wire/elect-leaders.ts';
import { createKafka, withAdmin } from '../../client/kafkajs/kafka.ts';
import { removeTopic } from '../../client/topics/placed-topic.ts';
import { removeGroup } from '../../client/kafkajs/remove-group.ts';
import type { RunningCluster } from '../../cluster/running-cluster.ts';
import { NotYet, notYet, waitFor } from '../../wait.ts';

/** Longer than the session of a member that vanished, so that its group is empty by then. */
const removeTimeoutMs = 30_000;

/** An orderly stop that is on its way, a start after it, and a machine that is busy with both. */
const startTimeoutMs = 240_000;

const healTimeoutMs = 120_000;

/** An election is done at once; brokers hear of it within moments. */
const leadersTimeoutMs = 20_000;

/**
 * Brings nodes back that a check stopped and left so, and looks until they are.
 * @throws RuntimeError that names those that are not, with the command that brings each back.
 */
export async function startNodes(cluster: RunningCluster, nodes: readonly BrokenNode[]): Promise<void> {
  const left = await bringBack(cluster, nodes, { timeoutMs: startTimeoutMs });
  if (left.length > 0) throw leftBehind(cluster, left);
}

/**
 * Waits until every partition of the cluster has all its copies in sync.
 * @throws RuntimeError `not-ready` with the partition that still lags.
 */
export async function untilWhole(cluster: RunningCluster): Promise<void> {
  const what = 'full in-sync replicas of every topic';
  await waitFor({ what, timeoutMs: healTimeoutMs }, async () => {
    const partitions = await viewPartitions(cluster).catch(notYet);
    if (partitions instanceof NotYet) return partitions;
    const reason = describeLagging(partitions);
    return reason === undefined ? true : new NotYet(reason);
  });
}

/**
 * Gives every partition back to its first copy, and waits until a broker tells it so.
 * @throws RuntimeError `not-ready` with a partition that another copy leads.
 */
export async function giveLeadersBack(cluster: RunningCluster): Promise<void> {
  await electPreferredLeaders(cluster);
  const what = 'every partition to be led by its first copy';
  await waitFor({ what, timeoutMs: leadersTimeoutMs, intervalMs: 100 }, async () => {
    const other = (await viewPartitions(cluster)).find(({ leader, replicas }) => leader !== replicas[0]);
    return other === undefined
      ? true
      : new NotYet(`${other.topic}/${other.partition} is led by broker ${other.leader}`);
  });
}

/** What checks have made in a cluster, by name. */
export interface Traces {
  readonly topics: ReadonlySet<string>;
  readonly groups: ReadonlySet<string>;
}

/**
 * Removes topics and groups, and is done when no broker lists the one and no coordinator knows the other.
 * @returns topics that stay because the brokers delete none.
 * @throws RuntimeError `not-ready` with what is left.
 */
export async function removeTraces(
  cluster: RunningCluster,
  { topics, groups }: Traces,
): Promise<readonly string[]> {
  const stay: string[] = [];
  await withAdmin(cleaningClient(cluster), async (admin) => {
    await Promise.all([
      ...[...topics].map((topic) =>
        removeTopic(cluster, topic, removeTimeoutMs).catch((error: unknown) => {
          if (!(error instanceof TopicDeletionDisabled)) throw error;
          stay.push(topic);
        }),
      ),
      ...[...groups].map((group) => removeGroup(admin, group, removeTimeoutMs)),
    ]);
  });
  return stay.toSorted();
}

/** Never the checks' own factory: what a test sabotages must still be cleaned up. */
function cleaningClient(cluster: RunningCluster): ReturnType<typeof createKafka> {
  return createKafka({ access: cluster, clientId: 'klab-smoke-cleanup' });
}
