/** The numbers that sum up a drill: what runs are compared by and what limits are set on. */
import type { Evidence } from './evidence.ts';
import type { FaultEffect, FaultGroup, FaultSpan } from '../fault-spans.ts';
import { aftermathMs } from './incident-findings.ts';
import { touches, type Incident } from '../../record/incidents.ts';
import type { UnavailabilityWindow } from '../windows.ts';

/**
 * A time in milliseconds, the longest over partitions and faults; `never` where what was waited for did not come,
 * null where there was nothing to wait for, `unknown` where somebody else had a hand in it or the fault did not bite.
 */
export type TimeMeasure = number | 'never' | 'unknown' | null;

/** A number of things; null where nothing is known. */
export type CountMeasure = number | null;

/** The main numbers of one drill. */
export interface DrillMeasures {
  /** Longest time that a partition took no writes. */
  readonly unavailableMs: TimeMeasure;
  /** Longest time that a partition could not be read. */
  readonly unreadableMs: TimeMeasure;
  /** From a leader's loss to another one. */
  readonly newLeaderMs: TimeMeasure;
  /** From a broker's loss to in-sync replicas without it. */
  readonly isrShrinkMs: TimeMeasure;
  /** From the undoing of the last fault to all copies in sync. */
  readonly fullIsrMs: TimeMeasure;
  readonly lost: CountMeasure;
  readonly duplicated: CountMeasure;
  readonly outOfOrder: CountMeasure;
  readonly unexpected: CountMeasure;
  readonly seenThenGone: CountMeasure;
  /** Records that the consumer group was given more than once; null where no group read. */
  readonly redelivered: CountMeasure;
  readonly controllerChanges: CountMeasure;
  /** Records per second that all partitions together acknowledged before the first fault. */
  readonly reachedPerSecond: CountMeasure;
}

/** What is known where nothing could be measured. */
export const noMeasures: DrillMeasures = {
  unavailableMs: 'unknown',
  unreadableMs: 'unknown',
  newLeaderMs: 'unknown',
  isrShrinkMs: 'unknown',
  fullIsrMs: 'unknown',
  lost: null,
  duplicated: null,
  outOfOrder: null,
  unexpected: null,
  seenThenGone: null,
  redelivered: null,
  controllerChanges: null,
  reachedPerSecond: null,
};

/** Every number, in the order of a drill's summary. */
export const measureNames = Object.keys(noMeasures) as readonly (keyof DrillMeasures)[];

/** Evidence with the numbers that sum it up. */
export interface MeasuredEvidence extends Evidence {
  readonly measures: DrillMeasures;
}

/** The main numbers. */
export function measureDrill(evidence: Evidence): DrillMeasures {
  const { partitions, totals, changes, group, load } = evidence;
  const { isrShrink, newLeader } = faultTimes(evidence);
  return {
    unavailableMs: longestOutage(
      evidence,
      partitions.flatMap(({ unavailable }) => unavailable),
    ),
    unreadableMs: longestOutage(
      evidence,
      partitions.flatMap(({ unreadable }) => unreadable),
    ),
    newLeaderMs: newLeader,
    isrShrinkMs: isrShrink,
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
  const { healMs, allMs, cameBack = false } = group;
  // How long one that comes back by itself was to be away, nobody has said: for less than it takes to be missed for certain.
  return healMs !== null && healMs - allMs < (cameBack ? 2 : 1) * sessionTimeoutMs;
}

function faultTimes(evidence: Evidence): { newLeader: TimeMeasure; isrShrink: TimeMeasure } {
  const newLeader: TimeMeasure[] = [];
  const isrShrink: TimeMeasure[] = [];
  for (const { effect, span, group } of effectsOnBrokers(evidence)) {
    const early = undoneEarly(group, evidence.input.topology.sessionTimeoutMs);
    const missed = early ? null : 'never';
    const isUnhit = evidence.unhit.some((one) => one.span === span);
    const own = (afterMs: number | null, otherwise: TimeMeasure): TimeMeasure =>
      isUnhit ? 'unknown' : ownTime(evidence, span.startMs, afterMs ?? otherwise);
    if (effect.leaderBefore === span.node) newLeader.push(own(effect.newLeaderAfterMs, missed));
    isrShrink.push(own(effect.isrShrankAfterMs, effect.wasInSync ? missed : null));
  }
  return { newLeader: longest(newLeader), isrShrink: longest(isrShrink) };
}

/** Copies must be in sync again after the last fault; what was in between is another fault's time. */
function fullIsrTimes(evidence: Evidence): TimeMeasure[] {
  const last = evidence.groups.findLast(({ spans }) => spans.some(({ broker }) => broker));
  return [...effectsOnBrokers(evidence)]
    .filter(({ group, span }) => group === last && span.healMs !== null)
    .map(({ effect, span }) => ownTime(evidence, span.healMs ?? 0, effect.fullIsrAfterMs ?? 'never'));
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

/** What tells whether a time is the fault's alone. */
interface Witness {
  readonly incidents: readonly Incident[];
  readonly input: { readonly topology: { readonly sessionTimeoutMs: number } };
}

/** The longest of some times without an answer. */
export function longestOutage(witness: Witness, windows: readonly UnavailabilityWindow[]): TimeMeasure {
  const times = windows.map(({ lastSuccessMs, firstSuccessMs, durationMs }) => {
    const time = firstSuccessMs === null ? ('never' as const) : durationMs;
    return { time, isOwn: ownTime(witness, lastSuccessMs ?? 0, time) !== 'unknown' };
  });
  const own = longest(times.flatMap(({ time, isOwn }) => (isOwn ? [time] : [])));
  const all = longest(times.map(({ time }) => time));
  // A short time that somebody else may have made does not hide a longer one that is the fault's.
  return all === own ? own : 'unknown';
}

/** A time that began at `fromMs`; `unknown` where somebody else had a hand in it. */
function ownTime({ incidents, input }: Witness, fromMs: number, time: TimeMeasure): TimeMeasure {
  if (time === null || time === 'unknown') return time;
  const untilMs = time === 'never' ? Infinity : fromMs + time;
  return touches(incidents, fromMs, untilMs, aftermathMs(input.topology)) ? 'unknown' : time;
}

function longest(times: readonly TimeMeasure[]): TimeMeasure {
  if (times.includes('unknown')) return 'unknown';
  if (times.includes('never')) return 'never';
  const known = times.filter((time) => typeof time === 'number');
  return known.length === 0 ? null : Math.max(...known);
}
