/** What a drill cost in a handful of numbers, so that drills on several topologies can be set side by side. */
import type { PartitionVerdict } from './evidence.ts';
import type { FaultSpan } from './fault-spans.ts';
import type { Verdict } from './verdict.ts';
import type { UnavailabilityWindow } from './windows.ts';

/** One run's numbers; times are in milliseconds, and `null` where there was nothing to measure. */
export interface RunMeasures {
  readonly passed: boolean;
  /** The longest time without writes while something was broken, of partitions whose leader was hit; 0 for none. */
  readonly noWritesHitMs: number | null;
  /** The same of all other partitions. */
  readonly noWritesOthersMs: number | null;
  /** The same two for reads; `null` also where nobody read along. */
  readonly noReadsHitMs: number | null;
  readonly noReadsOthersMs: number | null;
  /** Until the last partition whose leader was hit had another one; `never` where one of them got none. */
  readonly newLeaderMs: number | 'never' | null;
  /** Until the last partition had dropped the node from its in-sync replicas. */
  readonly isrShrankMs: number | null;
  readonly acknowledged: number;
  readonly lost: number;
  readonly duplicated: number;
}

/** A partition's verdict, where somebody read along with times without reads as well. */
type Partition = PartitionVerdict & { readonly unreadable?: readonly UnavailabilityWindow[] };

/** The numbers of one verdict. */
export function runMeasuresOf({ passed, faults, partitions, totals, measures }: Verdict): RunMeasures {
  const isHit = ({ effects }: Partition): boolean =>
    effects.some(
      ({ leaderBefore }, index) => faults[index]?.broker === true && faults[index].node === leaderBefore,
    );
  const hit: readonly Partition[] = partitions.filter(isHit);
  const others: readonly Partition[] = partitions.filter((partition) => !isHit(partition));
  const writes = ({ unavailable }: Partition): number => longestDuring(unavailable, faults);
  const reads = ({ unreadable }: Partition): number | null =>
    unreadable === undefined ? null : longestDuring(unreadable, faults);
  return {
    passed,
    // What somebody else had a hand in is no measure of the fault.
    noWritesHitMs: measures.unavailableMs === 'unknown' ? null : most(hit.map(writes)),
    noWritesOthersMs: measures.unavailableMs === 'unknown' ? null : most(others.map(writes)),
    noReadsHitMs: measures.unreadableMs === 'unknown' ? null : most(hit.map(reads)),
    noReadsOthersMs: measures.unreadableMs === 'unknown' ? null : most(others.map(reads)),
    newLeaderMs: measures.newLeaderMs === 'unknown' ? null : newLeaderMs(hit, faults),
    isrShrankMs: most(
      partitions.flatMap(({ effects }) => effects.map(({ isrShrankAfterMs }) => isrShrankAfterMs)),
    ),
    acknowledged: totals.acknowledged,
    lost: totals.lost,
    duplicated: totals.duplicated,
  };
}

function newLeaderMs(hit: readonly Partition[], faults: readonly FaultSpan[]): number | 'never' | null {
  const times = hit.flatMap(({ effects }) =>
    effects
      .filter(
        ({ leaderBefore }, index) => faults[index]?.broker === true && faults[index].node === leaderBefore,
      )
      .map(({ newLeaderAfterMs }) => newLeaderAfterMs),
  );
  return times.includes(null) ? 'never' : most(times);
}

/** Windows that a fault has to do with; those before the first one are a starting cluster's, those after a healing one's. */
function longestDuring(windows: readonly UnavailabilityWindow[], faults: readonly FaultSpan[]): number {
  const during = windows.filter(({ lastSuccessMs, firstSuccessMs }) =>
    faults.some(
      ({ startMs, healMs }) =>
        (firstSuccessMs ?? Infinity) > startMs && (lastSuccessMs ?? 0) < (healMs ?? Infinity),
    ),
  );
  return Math.max(0, ...during.map(({ durationMs }) => durationMs));
}

function most(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : Math.max(...known);
}

/** Several values of one measure. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** The middle of several runs and how far they lie apart; undefined where no run has a value. */
export function spreadOf(values: readonly (number | null)[]): Spread | undefined {
  const known = values.filter((value) => value !== null).toSorted((a, b) => a - b);
  const [min, max] = [known[0], known.at(-1)];
  if (min === undefined || max === undefined) return undefined;
  const [low, high] = [known[Math.floor((known.length - 1) / 2)], known[Math.ceil((known.length - 1) / 2)]];
  return { median: ((low ?? min) + (high ?? max)) / 2, min, max };
}
