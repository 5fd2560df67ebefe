/** The ground on which checks and drills break something: a cluster from which nothing is missing yet. */
import { RuntimeError } from '../errors.ts';
import type { RunningCluster } from './running-cluster.ts';

/**
 * Asserts that every node runs: one node more could cost the quorum its majority, or a partition its copies.
 * @param who would stop a node, as it reads before "would": "the check".
 * @throws RuntimeError `node-state` that names the nodes that do not run.
 */
export async function assertAllRunning(cluster: Pick<RunningCluster, 'status'>, who: string): Promise<void> {
  const down = (await cluster.status()).filter(({ state }) => state !== 'running');
  if (down.length === 0) return;
  const names = down.map(({ id, state }) => `${id} is ${state}`).join(', ');
  throw new RuntimeError(
    'node-state',
    `${names}: ${who} would stop one node more; bring all nodes back first`,
  );
}
