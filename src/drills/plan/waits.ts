/** How long a drill waits for what it waits for. */
import type { ResolvedTopology } from '../../kafka/node.ts';

/** How long the waits of a drill may last, in milliseconds; generous, because only never is a finding. */
export interface DrillLimits {
  /** Until traffic is steady before the fault. */
  readonly warmUpMs: number;
  /** Until the cluster has got over a fault: three sessions, since a new controller starts the count again. */
  readonly failoverMs: number;
  /** Until a restarted node is back in sync. */
  readonly recoveryMs: number;
  /** Until the consumer group has read everything, once the traffic has ended. */
  readonly catchUpMs: number;
  readonly readBackMs: number;
}

/** Limits that follow from how long the cluster waits for a silent broker. */
export function limitsFor({ sessionTimeoutMs }: ResolvedTopology): DrillLimits {
  return {
    warmUpMs: 60_000,
    failoverMs: 3 * sessionTimeoutMs + 30_000,
    recoveryMs: 2 * sessionTimeoutMs + 120_000,
    catchUpMs: 2 * sessionTimeoutMs + 60_000,
    readBackMs: 2 * sessionTimeoutMs + 60_000,
  };
}
