/** Leaves a cluster as it was before the checks: nodes run, copies are in sync, no topic and no group stays. */
import { describeLagging, viewPartitions } from '../client/cluster-view.ts';
import { electPreferredLeaders } from '../client/elect-leaders.ts';
import { kafkaErrorType } from '../client/error-type.ts';
import { createKafka, withAdmin, type Admin } from '../client/kafka.ts';
import type { RunningCluster } from '../runtimes/runtime.ts';
import { NotYet, waitFor } from '../wait.ts';

/** Longer than the session of a member that vanished, so that its group is empty by then. */
const removeTimeoutMs = 30_000;

const healTimeoutMs = 120_000;

/** Starts nodes that a check stopped and left so. Those that run already are left alone. */
export async function startNodes(cluster: RunningCluster, nodeIds: readonly string[]): Promise<void> {
  if (nodeIds.length === 0) return;
  const states = new Map((await cluster.status()).map(({ id, state }) => [id, state]));
  for (const nodeId of nodeIds) {
    if (states.get(nodeId) === 'stopped') await cluster.start(nodeId);
  }
}

/**
 * Waits until every partition of the cluster has all its copies in sync, then gives leaders back to preferred brokers.
 * @throws RuntimeError `not-ready` with the partition that still lags.
 */
export async function healPartitions(cluster: RunningCluster): Promise<void> {
  const what = 'full in-sync replicas of every topic';
  await withAdmin(cleaningClient(cluster), (admin) =>
    waitFor({ what, timeoutMs: healTimeoutMs }, async () => {
      try {
        const reason = describeLagging(await viewPartitions(admin));
        return reason === undefined ? true : new NotYet(reason);
      } catch (error) {
        return new NotYet((error as Error).message);
      }
    }),
  );
  await electPreferredLeaders(cluster.bootstrap);
}

/**
 * Deletes every topic and group whose name begins with the prefix, and waits until no broker lists one.
 * @throws RuntimeError `not-ready` with what is left.
 */
export async function removeTraces(cluster: RunningCluster, prefix: string): Promise<void> {
  await withAdmin(cleaningClient(cluster), async (admin) => {
    await Promise.all([
      removeAll(
        `groups ${prefix}* to be gone`,
        () => groupsNamed(admin, prefix),
        (names) => admin.deleteGroups(names),
      ),
      removeAll(
        `topics ${prefix}* to be gone`,
        () => topicsNamed(admin, prefix),
        (names) => admin.deleteTopics({ topics: names }),
      ),
    ]);
  });
}

async function removeAll(
  what: string,
  list: () => Promise<string[]>,
  remove: (names: string[]) => Promise<unknown>,
): Promise<void> {
  await waitFor({ what, timeoutMs: removeTimeoutMs, intervalMs: 200 }, async () => {
    let reason = '';
    try {
      const names = await list();
      if (names.length === 0) return true;
      reason = `still there: ${names.join(', ')}`;
      await remove(names);
      return (await list()).length === 0 ? true : new NotYet(reason);
    } catch (error) {
      // A group with a member that has just vanished, a coordinator that moves, a topic that is half deleted: all pass.
      return new NotYet(`${reason} (${kafkaErrorType(error) ?? (error as Error).message})`);
    }
  });
}

async function topicsNamed(admin: Admin, prefix: string): Promise<string[]> {
  return (await admin.listTopics()).filter((name) => name.startsWith(prefix));
}

async function groupsNamed(admin: Admin, prefix: string): Promise<string[]> {
  const { groups } = await admin.listGroups();
  return groups.map(({ groupId }) => groupId).filter((name) => name.startsWith(prefix));
}

/** Never the checks' own factory: what a test sabotages must still be cleaned up. */
function cleaningClient(cluster: RunningCluster): ReturnType<typeof createKafka> {
  return createKafka({ bootstrap: cluster.bootstrap, clientId: 'klab-smoke-cleanup' });
}
