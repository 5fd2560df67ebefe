/** Which fenced times of brokers a drill had made itself, and which came while the broker ran. */
import type { ClusterChanges, FencedTime } from '../record/cluster-changes.ts';
import type { FaultSpan } from './fault-spans.ts';

/** A fenced time with whether nothing was done to the broker then. */
export interface JudgedFencing extends FencedTime {
  readonly whileRunning: boolean;
}

/** All of a drill's, in the order of their beginnings. One that begins before a broker is brought back is its fault's. */
export function fencedTimesOf(
  { fenced }: Pick<ClusterChanges, 'fenced'>,
  faults: readonly FaultSpan[],
): readonly JudgedFencing[] {
  return fenced.map((time) => ({
    ...time,
    whileRunning: !faults.some(
      ({ broker, node, startMs, healedMs }) =>
        broker &&
        node === time.broker &&
        startMs <= (time.backMs ?? Infinity) &&
        time.fencedMs <= (healedMs ?? Infinity),
    ),
  }));
}
