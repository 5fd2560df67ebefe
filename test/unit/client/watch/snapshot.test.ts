/** Of brokers that say different things, the best informed is believed; and what has changed is told once. */
import { describe, expect, it } from 'vitest';
import { changesBetween } from '../../../../src/client/watch/changes.ts';
import type { MetadataAnswer } from '../../../../src/client/wire/fetch-metadata.ts';
import type { PartitionState } from '../../../../src/cluster/partition.ts';
import { OffsetRates } from '../../../../src/client/watch/offset-rates.ts';
import {
  mergedPartitions,
  namedController,
  type ClusterSnapshot,
} from '../../../../src/client/watch/snapshot.ts';

const replicas = [1, 2, 3];

function answer(leader: number, leaderEpoch: number, isr: readonly number[], controller = 1): MetadataAnswer {
  const said = (topic: string, internal: boolean) => {
    const partitions = [{ topic, partition: 0, leader, leaderEpoch, replicas, isr }];
    return { topic, errorCode: 0, internal, partitions };
  };
  return { controller, brokers: replicas, topics: [said('orders', false), said('__consumer_offsets', true)] };
}

const users = (_: string, internal: boolean): boolean => !internal;

describe('of several answers', () => {
  it('the later election is right, whoever tells of it', () => {
    const answers = new Map([
      [1, answer(1, 4, [1, 2, 3])],
      [3, answer(2, 5, [2, 3])],
    ]);
    expect(mergedPartitions(answers, users)).toMatchObject([{ topic: 'orders', leader: 2, isr: [2, 3] }]);
  });

  it('within one election the leader is right, in whatever order they answer', () => {
    const stale = [1, answer(2, 5, [1, 2, 3])] as const;
    const leader = [2, answer(2, 5, [2, 3])] as const;
    expect(mergedPartitions(new Map([stale, leader]), users)).toMatchObject([{ isr: [2, 3] }]);
    expect(mergedPartitions(new Map([leader, stale]), users)).toMatchObject([{ isr: [2, 3] }]);
  });

  it("Kafka's own topics are there when they are wanted", () => {
    const answers = new Map([[1, answer(1, 4, replicas)]]);
    expect(mergedPartitions(answers, (topic) => topic.startsWith('__'))).toMatchObject([
      { topic: '__consumer_offsets' },
    ]);
  });

  it('the controller is who most name, and who it was where as many name another', () => {
    const three = new Map([
      [1, answer(1, 1, replicas, 1)],
      [2, answer(1, 1, replicas, 2)],
      [3, answer(1, 1, replicas, 2)],
    ]);
    expect(namedController(three, 1)).toBe(2);
    three.delete(3);
    expect(namedController(three, 1)).toBe(1);
    expect(namedController(three, 2)).toBe(2);
    expect(namedController(new Map(), 2)).toBe(2);
  });
});

function snapshot(changed: Partial<ClusterSnapshot> = {}): ClusterSnapshot {
  return {
    answering: [1, 2, 3],
    controller: 1,
    partitions: [partition()],
    nodes: [{ id: 'broker-1', state: 'running' }],
    ...changed,
  };
}

function partition(changed: Partial<PartitionState> = {}): PartitionState {
  return { topic: 'orders', partition: 0, leader: 1, leaderEpoch: 1, replicas, isr: replicas, ...changed };
}

describe('changes', () => {
  it('are none between two equal moments', () => {
    const reordered = snapshot({ partitions: [partition({ isr: [3, 2, 1], leaderEpoch: 2 })] });
    expect(changesBetween(snapshot(), reordered)).toEqual([]);
  });

  it('of a broker that dies stand in the order of cause and effect', () => {
    const after = snapshot({
      answering: [2, 3],
      controller: 2,
      partitions: [partition({ leader: 2, isr: [2, 3] })],
      nodes: [{ id: 'broker-1', state: 'stopped' }],
    });
    expect(changesBetween(snapshot(), after)).toEqual([
      { type: 'node', node: 'broker-1', state: 'stopped' },
      { type: 'broker', broker: 1, answers: false },
      { type: 'controller', from: 1, to: 2 },
      { type: 'leader', topic: 'orders', partition: 0, from: 1, to: 2 },
      { type: 'isr', topic: 'orders', partition: 0, left: [1], joined: [], isr: [2, 3], replicas: 3 },
    ]);
  });

  it('of topics are told once, not once for each partition', () => {
    const made = snapshot({
      partitions: [partition(), partition({ topic: 'new' }), partition({ topic: 'new', partition: 1 })],
    });
    expect(changesBetween(snapshot(), made)).toEqual([{ type: 'topic-made', topic: 'new', partitions: 2 }]);
    expect(changesBetween(made, snapshot())).toEqual([
      { type: 'topic-removed', topic: 'new', partitions: 2 },
    ]);
  });

  it('tell of a node that is cut off while it runs', () => {
    const after = snapshot({ nodes: [{ id: 'broker-1', state: 'running', isolated: 'controllers' }] });
    expect(changesBetween(snapshot(), after)).toEqual([
      { type: 'node', node: 'broker-1', state: 'running', isolated: 'controllers' },
    ]);
  });
});

describe('the growth of a partition', () => {
  const end = (offset: number) => [{ topic: 'orders', partition: 0, offset }];

  it('is what came between two moments, for a second', () => {
    const rates = new OffsetRates();
    rates.add(end(100), 1_000);
    expect(rates.of('orders', 0, 1_000, 3_000)).toBeUndefined();
    rates.add(end(150), 1_500);
    rates.add(end(350), 2_500);
    expect(rates.of('orders', 0, 2_600, 3_000)).toEqual({ perSecond: 200, recent: [100, 200] });
  });

  it('is nothing once nobody tells of it, and never negative', () => {
    const rates = new OffsetRates();
    rates.add(end(100), 1_000);
    rates.add(end(200), 2_000);
    expect(rates.of('orders', 0, 6_000, 3_000)?.perSecond).toBe(0);
    rates.add(end(0), 6_500);
    rates.add(end(10), 7_500);
    expect(rates.of('orders', 0, 7_500, 3_000)?.recent).toEqual([100, 10]);
  });
});
