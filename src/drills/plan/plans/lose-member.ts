/** A member of a consumer group dies, and no broker does: until its session ends, nobody else is given its partitions. */
import type { DrillPlan } from '../plan.ts';

/** Each client program has two consumers, one of which is killed. */
export const killMember: DrillPlan = {
  name: 'kill-member',
  summary: 'kill -9 a consumer of each client program (--client): the others wait for its session to end',
  members: 2,
  steps: [
    { kind: 'traffic', durationMs: 2_000 },
    { kind: 'lose-member' },
    { kind: 'traffic', durationMs: 2_000 },
  ],
};
