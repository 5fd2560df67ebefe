/** What a drill cost in a handful of numbers, so that drills on several topologies can be set side by side. */
import type { PartitionVerdict } from '../judge/auditors/evidence.ts';
import type { FaultSpan } from '../judge/fault-spans.ts';
import type { Load } from '../judge/load.ts';
import type { Verdict } from '../judge/verdict.ts';
import type { UnavailabilityWindow } from '../judge/windows.ts';

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
  readonly isrShrankMs: number | 'never' | null;
  readonly acknowledged: number;
  /** Null where the log could not be read back. */
  readonly lost: number | null;
  readonly duplicated: number | null;
  /** False where nobody knows whether the promises were kept. @default true */
  readonly known?: boolean;
  /** Records per second of all partitions: asked for, and acknowledged before the first fault. */
  readonly load: Pick<Load, 'asked' | 'reached' | 'isReached'>;
}

/** A partition's verdict, where somebody read along with times without reads as well. */
type Partition = PartitionVerdict & { readonly unreadable?: readonly UnavailabilityWindow[] };

/** The numbers of one verdict. */
export function runMeasuresOf({
  passed,
  outcome,
  faults,
  partitions,
  totals,
  load,
  measures,
}: Verdict): RunMeasures {
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
    newLeaderMs: measures.newLeaderMs === 'unknown' ? null : measures.newLeaderMs,
    isrShrankMs: measures.isrShrinkMs === 'unknown' ? null : measures.isrShrinkMs,
    acknowledged: totals.acknowledged,
    lost: totals.lost,
    duplicated: totals.duplicated,
    ...(outcome === 'unknown' && { known: false }),
    load: { asked: load.asked, reached: load.reached, isReached: load.isReached },
  };
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
