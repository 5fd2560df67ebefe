/** The registry of drills: the only place that knows all of them. */
import { UsageError } from '../errors.ts';
import { killLeader } from './kill-leader.ts';
import type { DrillPlan } from './plan.ts';

/** Every drill, the simplest first. */
export const drills: readonly DrillPlan[] = [killLeader];

/** The drill of this name. @throws UsageError naming all drills when there is none. */
export function drillNamed(name: string): DrillPlan {
  const found = drills.find((drill) => drill.name === name);
  if (found !== undefined) return found;
  throw new UsageError(`unknown drill "${name}"; use ${drills.map((drill) => drill.name).join(', ')}`);
}
