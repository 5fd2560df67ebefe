/** Pools of nodes, and which ids Strimzi's operator gives the nodes of one that it makes anew. */
import type { Manifest } from './documents.ts';

/** One kind of nodes of a cluster: a pool, or all brokers of one without pools. */
export interface Pool {
  readonly name: string;
  readonly roles: readonly string[];
  readonly ids: readonly number[];
  readonly spec: Readonly<Record<string, unknown>>;
  readonly manifest: Manifest;
}

/**
 * @param ranges of the annotation `strimzi.io/next-node-ids`, such as `[0-9, 20]`
 * @param used ids of other pools; those that are given are added
 */
export function nodeIdsOf(count: number, ranges: string | undefined, used: Set<number>): readonly number[] {
  const wanted = wantedIn(ranges ?? '');
  const found = Array.from({ length: count }, () => {
    const next = wanted.find((id) => !used.has(id)) ?? firstFree(used);
    used.add(next);
    return next;
  });
  return found.toSorted((a, b) => a - b);
}

function wantedIn(ranges: string): readonly number[] {
  return [...ranges.matchAll(/(\d+)(?:\s*-\s*(\d+))?/g)].flatMap(([, from, to = from]) => {
    const [first, last] = [Number(from), Number(to)];
    const step = first <= last ? 1 : -1;
    return Array.from(
      { length: Math.min(100, Math.abs(last - first) + 1) },
      (_, index) => first + step * index,
    );
  });
}

function firstFree(used: ReadonlySet<number>): number {
  let next = 0;
  while (used.has(next)) next += 1;
  return next;
}
