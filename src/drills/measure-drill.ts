/** Sums a drill's evidence up in its main numbers. */
import type { Evidence } from './evidence.ts';
import type { FaultEffect } from './fault-effects.ts';
import type { FaultGroup, FaultSpan } from './fault-spans.ts';
import type { DrillMeasures, TimeMeasure } from './measures.ts';
import type { UnavailabilityWindow } from './windows.ts';

/** The main numbers. */
export function measureDrill(evidence: Evidence): DrillMeasures {
  const { partitions, totals, changes, group, load } = evidence;
  const { isrShrink, newLeader } = faultTimes(evidence);
  return {
    unavailableMs: longestWindow(partitions.flatMap(({ unavailable }) => unavailable)),
    unreadableMs: longestWindow(partitions.flatMap(({ unreadable }) => unreadable)),
    newLeaderMs: longest(newLeader),
    isrShrinkMs: longest(isrShrink),
    fullIsrMs: longest(fullIsrTimes(evidence)),
    lost: totals.lost,
    duplicated: totals.duplicated,
    outOfOrder: totals.outOfOrder,
    unexpected: totals.unexpected,
    seenThenGone: totals.seenThenGone,
    redelivered: group?.partitions.reduce((sum, audit) => sum + audit.deliveredAgain, 0) ?? null,
    controllerChanges: changes.controllers.length,
    reachedPerSecond: load.reached,
  };
}

/**
 * Whether a fault was undone before the cluster had to miss its nodes: a broker that is back within its session may
 * never leave the in-sync replicas or lose what it leads.
 */
export function undoneEarly(group: FaultGroup, sessionTimeoutMs: number): boolean {
  return group.healMs !== null && group.healMs - group.allMs < sessionTimeoutMs;
}

function faultTimes(evidence: Evidence): { newLeader: TimeMeasure[]; isrShrink: TimeMeasure[] } {
  const newLeader: TimeMeasure[] = [];
  const isrShrink: TimeMeasure[] = [];
  for (const { effect, span, group } of effectsOnBrokers(evidence)) {
    const early = undoneEarly(group, evidence.input.topology.sessionTimeoutMs);
    const missed = early ? null : 'never';
    if (effect.leaderBefore === span.node) newLeader.push(effect.newLeaderAfterMs ?? missed);
    isrShrink.push(effect.isrShrankAfterMs ?? (effect.wasInSync ? missed : null));
  }
  return { newLeader, isrShrink };
}

/** Copies must be in sync again after the last fault; what was in between is another fault's time. */
function fullIsrTimes(evidence: Evidence): TimeMeasure[] {
  const last = evidence.groups.findLast(({ spans }) => spans.some(({ broker }) => broker));
  return [...effectsOnBrokers(evidence)]
    .filter(({ group, span }) => group === last && span.healMs !== null)
    .map(({ effect }) => effect.fullIsrAfterMs ?? 'never');
}

function* effectsOnBrokers({
  faults,
  groups,
  partitions,
}: Evidence): Generator<{ effect: FaultEffect; span: FaultSpan; group: FaultGroup }> {
  for (const [index, span] of faults.entries()) {
    const group = groups.find(({ spans }) => spans.includes(span));
    if (!span.broker || group === undefined) continue;
    for (const { effects } of partitions) {
      const effect = effects[index];
      if (effect !== undefined) yield { effect, span, group };
    }
  }
}

function longestWindow(windows: readonly UnavailabilityWindow[]): TimeMeasure {
  return longest(
    windows.map(({ firstSuccessMs, durationMs }) => (firstSuccessMs === null ? 'never' : durationMs)),
  );
}

function longest(times: readonly TimeMeasure[]): TimeMeasure {
  if (times.includes('never')) return 'never';
  const known = times.filter((time) => typeof time === 'number');
  return known.length === 0 ? null : Math.max(...known);
}
