/** Names of consumer groups: which broker coordinates one follows from its name alone, so a fault of a coordinator can hit all of them. */
import { offsetsPartitionOf } from '../watch/group-watch.ts';

/** The drill's own group, as brokers know it. */
export function drillGroup(topic: string): string {
  return `${topic}-group`;
}

/** Names that are tried; with as many partitions as any cluster has, one of them fits. */
const mostNames = 10_000;

/**
 * A name that begins so, of a group that the same broker coordinates as another one.
 * @param partitions of `__consumer_offsets`; 0 where nobody knows
 */
export function groupBeside(name: string, other: string, partitions: number): string {
  const wanted = offsetsPartitionOf(other, partitions);
  for (let number = 1; number < mostNames; number += 1) {
    const candidate = number === 1 ? name : `${name}-${number}`;
    if (offsetsPartitionOf(candidate, partitions) === wanted) return candidate;
  }
  return name;
}
