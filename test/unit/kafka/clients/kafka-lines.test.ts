/** A line of Kafka is told by the requests that its brokers serve, as real ones have said. */
import { expect, it } from 'vitest';
import { isWithZooKeeper, lineOf } from '../../../../src/kafka/clients/kafka-lines.ts';
import seen from './seen-versions.json' with { type: 'json' };

it.each(seen)('Kafka $kafka with $mode is of line $line', ({ mode, line, newest }) => {
  const known = new Map(newest.split(' ').map((one) => one.split(':').map(Number) as [number, number]));
  expect(lineOf((key) => known.get(key))).toBe(line);
  expect(isWithZooKeeper((key) => known.get(key))).toBe(mode === 'zookeeper');
});

it('a Kafka before 2.8 is of none', () => {
  expect(lineOf((key) => (key === 3 ? 9 : undefined))).toBeUndefined();
});

it('a Kafka that is newer than the newest known is taken for that', () => {
  expect(lineOf(() => 99)).toBe('4.4');
});
