/** Waits for a node that something else starts again once it has ended: klab can only look on, and tell after what time. */
import type { RunningCluster } from '../../cluster/running-cluster.ts';
import { LabError } from '../../errors.ts';
import { NotYet, waitFor, type WaitOptions } from '../../wait.ts';

/** @returns whether it runs again when the time is over. @throws InterruptedError */
export async function comesBack(
  cluster: Pick<RunningCluster, 'status'>,
  nodeId: string,
  wait: Omit<WaitOptions, 'what'>,
): Promise<boolean> {
  try {
    await waitFor({ ...wait, what: `${nodeId} to come back` }, async () => {
      const state = (await cluster.status()).find(({ id }) => id === nodeId)?.state;
      return state === 'running' || new NotYet(`${nodeId} is ${state ?? 'not there'}`);
    });
    return true;
  } catch (error) {
    if (error instanceof LabError && error.code === 'not-ready') return false;
    throw error;
  }
}

/** Why a node cannot be kept down, as it is said before it is ended; undefined where it stays down. */
export function comebackWords(
  cluster: Pick<RunningCluster, 'restarterOf'>,
  nodeId: string,
): string | undefined {
  const by = cluster.restarterOf?.(nodeId);
  return by === undefined ? undefined : `${nodeId} will not stay down: ${by} starts it whenever it ends`;
}
