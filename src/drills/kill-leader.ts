/** The first drill: a partition leader crashes under load and comes back. */
import type { DrillPlan } from './plan.ts';
import { survivesLossOf } from './promises.ts';

/** kill -9 of a partition leader, failover, restart, all copies back in sync. */
export const killLeader: DrillPlan = {
  name: 'kill-leader',
  summary: 'kill -9 the leader of a partition under load, let leaders move, restart it',
  preconditions: () => undefined,
  steps: [
    { kind: 'fault', fault: 'kill', target: 'leader' },
    { kind: 'await', until: 'leaders-moved', onlyIfSurvives: true },
    { kind: 'await', until: 'isr-shrunk', onlyIfSurvives: true },
    { kind: 'await', until: 'writes-back', onlyIfSurvives: true },
    { kind: 'traffic', durationMs: 2_000 },
    { kind: 'heal' },
    // Writes first: a node that is back before it was missed counts as in sync until the cluster notices.
    { kind: 'await', until: 'writes-back' },
    { kind: 'await', until: 'full-isr' },
    { kind: 'traffic', durationMs: 1_000 },
  ],
  expectation: survivesLossOf,
};
