import { describe, expect, it } from 'vitest';
import { judgeSpread } from '../../../../src/checks/kafka/replicas-spread.ts';
import type { PartitionState } from '../../../../src/cluster/partition.ts';
import { resolved } from '../../../support/topologies.ts';

const topology = resolved('three-racks');
const racks = new Map([1, 2, 3, 4, 5, 6].map((number) => [number, 'abc'[(number - 1) % 3]!]));

/** Partition p is led by broker p + 1 and copied to the next two, which are in the other racks. */
function healthy(): PartitionState[] {
  return Array.from({ length: 6 }, (_, partition) => {
    const replicas = [0, 1, 2].map((step) => ((partition + step) % 6) + 1);
    return { topic: 't', partition, leader: partition + 1, leaderEpoch: 0, replicas, isr: replicas };
  });
}

function judge(change: (view: PartitionState) => PartitionState): string[] {
  const [first, ...rest] = healthy();
  return judgeSpread(topology, [change(first!), ...rest], racks);
}

describe('the spread of copies', () => {
  it('is right when brokers and racks take turns', () => {
    expect(judgeSpread(topology, healthy(), racks)).toEqual([]);
  });

  it.each<[string, (view: PartitionState) => PartitionState, string[]]>([
    [
      'a copy that lags',
      (view) => ({ ...view, isr: [1, 2] }),
      ['partition 0: copies on broker 3 are not in sync'],
    ],
    [
      'a missing copy',
      (view) => ({ ...view, replicas: [1, 2], isr: [1, 2] }),
      ['partition 0 has 2 copies, not 3', 'partition 0 has its copies (1, 2) in 2 of 3 racks'],
    ],
    [
      'two copies in one rack',
      (view) => ({ ...view, replicas: [1, 4, 2], isr: [1, 4, 2] }),
      ['partition 0 has its copies (1, 4, 2) in 2 of 3 racks'],
    ],
    [
      // The other brokers of its rack may lead all that the rack leads.
      'a leader that is not the first copy',
      (view) => ({ ...view, leader: 2 }),
      ['partition 0 is led by 2, not by its first copy 1'],
    ],
  ])('shows %s', (_, change, problems) => {
    expect(judge(change)).toEqual(problems);
  });

  it('shows a rack that leads nothing, and where there are none a broker that does', () => {
    const none = healthy().map((view) => ({ ...view, leader: view.leader % 3 === 1 ? 2 : view.leader }));
    expect(judgeSpread(topology, none, racks)).toContain('no broker of rack a leads any of 6 partitions');
    const flat = resolved('multi-broker');
    const views = healthy().map((view) => ({ ...view, leader: 2, replicas: [2, 1, 3], isr: [1, 2, 3] }));
    expect(judgeSpread(flat, views, new Map())).toEqual([
      'broker-1 leads none of 6 partitions',
      'broker-3 leads none of 6 partitions',
    ]);
  });

  it('shows a broker without any copy', () => {
    const without6 = healthy().map((view) => ({ ...view, leader: 1, replicas: [1, 2, 3], isr: [1, 2, 3] }));
    expect(judgeSpread(topology, without6, racks)).toContain('broker-6 has no copy of any of 6 partitions');
  });

  it('shows brokers in other racks than the topology puts them', () => {
    const moved = new Map(racks).set(1, 'b');
    moved.delete(2);
    expect(judgeSpread(topology, healthy(), moved).slice(0, 2)).toEqual([
      'broker-1 says it is in rack b; the topology puts it in a',
      'broker-2 says it is in no rack; the topology puts it in b',
    ]);
  });

  it('asks for no racks where there are none', () => {
    const flat = resolved('multi-broker');
    const replicas = [1, 2, 3];
    const views = replicas.map((leader, partition) => {
      const rotated = [...replicas.slice(partition), ...replicas.slice(0, partition)];
      return { topic: 't', partition, leader, leaderEpoch: 0, replicas: rotated, isr: replicas };
    });
    expect(judgeSpread(flat, views, new Map())).toEqual([]);
  });
});
