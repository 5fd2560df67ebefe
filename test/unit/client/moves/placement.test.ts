/** Copies go where brokers have come, and away from those that are to go, as few as that takes and racks kept apart. */
import { describe, expect, it } from 'vitest';
import { gather, spread, type Home, type Placed } from '../../../../src/client/moves/placement.ts';
import { roundRobinReplicas } from '../../../../src/kafka/round-robin-replicas.ts';

const homes = (...numbers: readonly number[]): readonly Home[] => numbers.map((number) => ({ number }));

function topic(name: string, replicas: readonly (readonly number[])[]): readonly Placed[] {
  return replicas.map((those, partition) => ({ topic: name, partition, replicas: those }));
}

/** All partitions as they lie once those that are told are moved. */
function after(before: readonly Placed[], moved: readonly Placed[]): readonly Placed[] {
  return before.map(
    (one) => moved.find((new_) => new_.topic === one.topic && new_.partition === one.partition) ?? one,
  );
}

const onto4 = { onto: [4] };

function copiesOf(partitions: readonly Placed[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const number of partitions.flatMap(({ replicas }) => replicas))
    counts[number] = (counts[number] ?? 0) + 1;
  return counts;
}

function leadsOf(partitions: readonly Placed[]): readonly number[] {
  const firsts = partitions.map(({ replicas }) => replicas[0]);
  return [...new Set(firsts)].map((number) => firsts.filter((one) => one === number).length);
}

describe('brokers that have come', () => {
  const before = [
    ...topic('orders', roundRobinReplicas([1, 2, 3], 12, 3)),
    ...topic('__consumer_offsets', roundRobinReplicas([1, 2, 3], 5, 3)),
  ];

  it('get their share of every topic, by no more moves than that', () => {
    const moved = spread(before, homes(1, 2, 3, 4), onto4);
    const then = after(before, moved);
    expect(Object.values(copiesOf(then)).toSorted((a, b) => a - b)).toEqual([12, 13, 13, 13]);
    expect(copiesOf(then.filter(({ topic: name }) => name === 'orders'))[4]).toBeGreaterThanOrEqual(8);
    const copied = moved.flatMap(({ replicas }) => replicas.filter((number) => number === 4));
    expect(copied).toHaveLength(copiesOf(then)[4] ?? 0);
    for (const { replicas } of then) expect(new Set(replicas).size).toBe(3);
    expect(Math.max(...leadsOf(then)) - Math.min(...leadsOf(then))).toBeLessThanOrEqual(2);
  });

  it('get nothing twice: what lies as it should stays', () => {
    const then = after(before, spread(before, homes(1, 2, 3, 4), onto4));
    expect(spread(then, homes(1, 2, 3, 4), onto4)).toEqual([]);
  });

  it('bring racks no nearer to one another', () => {
    const racked: readonly Home[] = [1, 2, 3, 4].map((number) => ({ number, rack: 'abca'[number - 1]! }));
    const then = after(before, spread(before, racked, onto4));
    expect(copiesOf(then)[4]).toBeGreaterThan(0);
    for (const { replicas } of then)
      expect(new Set(replicas.map((number) => 'abca'[number - 1])).size).toBe(3);
  });

  it('give copies to topics that had fewer for want of brokers, and to no other', () => {
    const few = [...topic('few', [[1], [1]]), ...topic('two', [[1, 2]])];
    const then = after(few, spread(few, homes(1, 2, 3), { onto: [2, 3], raise: { from: 1, to: 3 } }));
    expect(then.map(({ replicas }) => replicas.length)).toEqual([3, 3, 2]);
  });
});

describe('brokers that are to go', () => {
  const before = topic('orders', roundRobinReplicas([1, 2, 3, 4, 5], 10, 3));

  it('have nothing left, and what lies on none of them stays', () => {
    const moved = gather(before, homes(1, 2, 3));
    const then = after(before, moved);
    expect(copiesOf(then)).toEqual({ 1: 10, 2: 10, 3: 10 });
    expect(moved).toHaveLength(before.filter(({ replicas }) => replicas.some((one) => one > 3)).length);
  });

  it('leave copies in as many racks as they were in', () => {
    const racked: readonly Home[] = [1, 2, 3, 4].map((number) => ({ number, rack: 'abca'[number - 1]! }));
    const racksOf = ({ replicas }: Placed): number => new Set(replicas.map((one) => 'abcab'[one - 1])).size;
    const then = after(before, gather(before, racked));
    expect(then.filter((one, index) => racksOf(one) < racksOf(before[index]!))).toEqual([]);
  });

  it('take copies along that nobody else has room for', () => {
    const three = topic('orders', [[1, 2, 3]]);
    expect(gather(three, homes(1)).map(({ replicas }) => replicas)).toEqual([[1]]);
  });
});
