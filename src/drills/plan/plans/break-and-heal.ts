/** The order that most drills share: a fault, what follows from it, the healing, and what follows from that. */
import type { FaultKind } from '../../faults/index.ts';
import type { DrillStep, DrillTarget } from '../plan.ts';

/** Waited for once everything runs again. */
export const untilHealed: readonly DrillStep[] = [
  // Writes first: a node that is back before it was missed counts as in sync until the cluster notices.
  { kind: 'await', until: 'writes-back' },
  { kind: 'await', until: 'full-isr' },
  { kind: 'elect-preferred' },
  { kind: 'await', until: 'preferred-leaders' },
];

/** Waited for while something is broken, as far as the cluster survives it. */
export const untilSurvived: readonly DrillStep[] = [
  { kind: 'await', until: 'leaders-moved', onlyIfSurvives: true },
  { kind: 'await', until: 'isr-shrunk', onlyIfSurvives: true },
  { kind: 'await', until: 'writes-back', onlyIfSurvives: true },
];

/** One fault, failover, healing, all copies back in sync. @param also waited for besides, while it is broken */
export function breakAndHeal(
  fault: FaultKind,
  target: DrillTarget,
  also: readonly DrillStep[] = [],
): readonly DrillStep[] {
  return [
    { kind: 'fault', fault, target },
    ...untilSurvived,
    ...also,
    // A client that still waits for whoever is broken would be freed by the healing, and seem quick.
    { kind: 'await-clients' },
    // Long enough to be seen in the report: that writes came back has been awaited.
    { kind: 'traffic', durationMs: 500 },
    { kind: 'heal' },
    ...untilHealed,
    // A follower of a leader that is new may wait a second before it fetches again: the report shows writes come back.
    { kind: 'await', until: 'writes-back' },
  ];
}
