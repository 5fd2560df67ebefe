/** What a drill measured, as a row of a comparison: the partitions that a fault hit apart from the others. */
import { longestOutage, type TimeMeasure } from '../judge/auditors/measures.ts';
import type { PartitionVerdict } from '../judge/auditors/evidence.ts';
import type { Load } from '../judge/load.ts';
import { overlaps, type UnavailabilityWindow } from '../judge/windows.ts';
import type { DrillResult } from '../run/run-drill.ts';
import { subjectMeasuresOf, type SubjectMeasures } from './subject-measures.ts';
import type { UpgradeMeasures } from './upgrade-measures.ts';

/** A time in milliseconds; `never` where it had no end, null where there was nothing to measure or it is not the fault's alone. */
type OwnTime = Exclude<TimeMeasure, 'unknown'>;

/** One run's numbers. */
export interface RunMeasures {
  readonly passed: boolean;
  /** The longest time without writes while something was broken, of partitions whose leader was hit; 0 for none. */
  readonly noWritesHitMs: OwnTime;
  /** The same of all other partitions. */
  readonly noWritesOthersMs: OwnTime;
  /** The same two for reads. */
  readonly noReadsHitMs: OwnTime;
  readonly noReadsOthersMs: OwnTime;
  /** Until the last partition whose leader was hit had another one; `never` where one of them got none. */
  readonly newLeaderMs: OwnTime;
  /** Until the last partition had dropped the node from its in-sync replicas. */
  readonly isrShrankMs: OwnTime;
  readonly acknowledged: number;
  /** Null where the log could not be read back. */
  readonly lost: number | null;
  readonly duplicated: number | null;
  /** False where nobody knows whether the promises were kept. @default true */
  readonly known?: boolean;
  /** Records per second of all partitions: asked for, and acknowledged before the first fault. */
  readonly load: Pick<Load, 'asked' | 'reached' | 'isReached'>;
  /** What it cost client programs beside the probers. @default there were none */
  readonly clients?: readonly SubjectMeasures[];
  /** What an upgrade cost beside. @default it was a drill */
  readonly upgrade?: UpgradeMeasures;
}

/** The numbers of one run. */
export function runMeasuresOf({ verdict, topology }: Pick<DrillResult, 'verdict' | 'topology'>): RunMeasures {
  const { passed, outcome, faults, partitions, load, measures, totals, incidents = [], subjects } = verdict;
  const isHit = ({ effects }: PartitionVerdict): boolean =>
    effects.some(
      ({ leaderBefore }, index) => faults[index]?.broker === true && faults[index].node === leaderBefore,
    );
  /** Windows that a fault has to do with; those before the first one are a starting cluster's, those after a healing one's. */
  const isDuring = (window: UnavailabilityWindow): boolean =>
    faults.some(({ startMs, healMs }) => overlaps(window, startMs, healMs ?? Infinity));
  const outage = (hit: boolean, use: 'unavailable' | 'unreadable'): OwnTime => {
    const own = partitions.filter((partition) => isHit(partition) === hit);
    if (own.length === 0) return null;
    const windows = own.flatMap((partition) => partition[use].filter(isDuring));
    return windows.length === 0 ? 0 : ownTime(longestOutage({ incidents, input: { topology } }, windows));
  };
  return {
    passed,
    noWritesHitMs: outage(true, 'unavailable'),
    noWritesOthersMs: outage(false, 'unavailable'),
    noReadsHitMs: outage(true, 'unreadable'),
    noReadsOthersMs: outage(false, 'unreadable'),
    newLeaderMs: ownTime(measures.newLeaderMs),
    isrShrankMs: ownTime(measures.isrShrinkMs),
    acknowledged: totals.acknowledged,
    lost: measures.lost,
    duplicated: measures.duplicated,
    ...(outcome === 'unknown' && { known: false }),
    load: { asked: load.asked, reached: load.reached, isReached: load.isReached },
    ...(subjects !== undefined && { clients: subjects.map(subjectMeasuresOf) }),
  };
}

/** What somebody else had a hand in is no measure of the fault. */
function ownTime(time: TimeMeasure): OwnTime {
  return time === 'unknown' ? null : time;
}
