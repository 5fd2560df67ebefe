/**
 * The copies of a partition go in order until one is left, and the machine of that one dies. What it had not flushed other
 * copies have: whether they may lead in its place is what KIP-966 is about.
 */
import type { DrillPlan } from '../plan.ts';
import { untilHealed, untilSurvived } from './break-and-heal.ts';
import { hasCopiesToLose, hasSpareBrokers, hasThreeCopies } from './preconditions.ts';

/** Kafka without eligible leader replicas has the last copy in sync lead again, whatever it has lost. */
export const lastReplicaStanding: DrillPlan = {
  name: 'last-replica-standing',
  summary: 'stop the followers of a partition one after another, then cut the power of its last copy',
  preconditions: (topology) =>
    hasSpareBrokers(topology) ?? hasCopiesToLose(topology) ?? hasThreeCopies(topology),
  leastCopies: 3,
  steps: [
    { kind: 'fault', fault: 'stop', target: 'follower' },
    ...untilSurvived,
    // Acknowledged by those that are left: the first that went does not have it, and must not lead.
    { kind: 'traffic', durationMs: 2_000 },
    { kind: 'fault', fault: 'stop', target: 'followers' },
    { kind: 'await', until: 'isr-shrunk' },
    { kind: 'traffic', durationMs: 1_000 },
    { kind: 'fault', fault: 'power-off', target: 'leader' },
    { kind: 'traffic', durationMs: 1_000 },
    { kind: 'heal' },
    ...untilHealed,
    { kind: 'await', until: 'writes-back' },
  ],
};
