/** Groups of client programs are named so that one broker coordinates all of them. */
import { expect, it } from 'vitest';
import { drillGroup, groupBeside } from '../../../../src/drills/traffic/group-names.ts';
import { offsetsPartitionOf } from '../../../../src/drills/watch/group-watch.ts';

const own = drillGroup('drill-kill-leader-1a2b');

it.each([1, 5, 50, 1_000])('a client’s group lies beside the drill’s in %i partitions', (partitions) => {
  const name = groupBeside('drill-kill-leader-1a2b-kafkajs-group', own, partitions);
  expect(name).toMatch(/^drill-kill-leader-1a2b-kafkajs-group(-\d+)?$/);
  expect(offsetsPartitionOf(name, partitions)).toBe(offsetsPartitionOf(own, partitions));
});

it('where nobody knows how many there are, it has its plain name', () => {
  expect(groupBeside('mine', own, 0)).toBe('mine');
});
