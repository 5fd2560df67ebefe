/** What a plan puts right at the end of its drill, however that came: a failure is told, since the cluster stays so. */
import type { RunningCluster } from '../../cluster/running-cluster.ts';
import { messageOf } from '../../errors.ts';
import type { DrillPlan } from '../plan/plan.ts';

/** @returns why it could not be; undefined where it was, or nothing had to be */
export async function putRight(
  { plan, cluster }: { readonly plan: DrillPlan; readonly cluster: RunningCluster },
  say: (text: string) => void,
): Promise<string | undefined> {
  try {
    await plan.settle?.({ cluster, say });
    return undefined;
  } catch (error) {
    say(messageOf(error));
    return messageOf(error);
  }
}
