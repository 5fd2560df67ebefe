/** Changes of a watched cluster in words: one line per piece of news, however many partitions it is about. */
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { ClusterChange } from '../../../../src/client/watch/changes.ts';
import type { ClusterSnapshot } from '../../../../src/client/watch/snapshot.ts';
import { drawScreen } from '../../../../src/report/live/screen.ts';
import { watchPicture } from '../../../../src/report/live/watch-picture.ts';
import { changeLines, standingLine } from '../../../../src/report/text/watch-report.ts';
import { resolved } from '../../../support/topologies.ts';

const topology = resolved('multi-broker');
const replicas = [1, 2, 3];

function snapshot(changed: Partial<ClusterSnapshot> = {}): ClusterSnapshot {
  const partition = { topic: 'orders', leader: 1, leaderEpoch: 1, replicas, isr: replicas };
  return {
    answering: replicas,
    controller: 2,
    partitions: [0, 1].map((number) => ({ ...partition, partition: number })),
    nodes: replicas.map((number) => ({ id: `broker-${number}`, state: 'running' })),
    ...changed,
  };
}

describe('changeLines', () => {
  it('puts partitions with the same news into one line, and keeps others apart', () => {
    const moved = { type: 'leader', topic: 'orders', from: 1 } as const;
    const shrank = { type: 'isr', topic: 'orders', left: [1], joined: [], isr: [2, 3], replicas: 3 } as const;
    const changes: ClusterChange[] = [
      { type: 'node', node: 'broker-1', state: 'stopped' },
      { type: 'broker', broker: 1, answers: false },
      { type: 'controller', from: 1, to: 2 },
      { ...moved, partition: 0, to: 2 },
      { ...shrank, partition: 0 },
      { ...moved, partition: 3, to: 2 },
      { ...moved, partition: 4, to: -1 },
      { ...shrank, partition: 3 },
      { ...shrank, topic: 'bills', partition: 0 },
    ];
    expect(changeLines(topology, changes)).toEqual([
      'broker-1 is stopped',
      'broker-1 does not answer',
      'active controller moved from broker-1 to broker-2',
      'orders/0,3: leader moved from broker-1 to broker-2',
      'orders/0,3: ISR shrank without broker-1 (2 of 3 in sync)',
      'orders/4: no leader, broker-1 was it',
      'bills/0: ISR shrank without broker-1 (2 of 3 in sync)',
    ]);
  });

  it('tells of everything that comes back', () => {
    const changes: ClusterChange[] = [
      { type: 'node', node: 'broker-1', state: 'running' },
      { type: 'node', node: 'broker-2', state: 'running', isolated: 'cluster' },
      { type: 'broker', broker: 1, answers: true },
      { type: 'controller', from: -1, to: 3 },
      { type: 'topic-made', topic: 'new', partitions: 1 },
      { type: 'topic-removed', topic: 'old', partitions: 3 },
      { type: 'leader', topic: 'orders', partition: 4, from: -1, to: 1 },
      { type: 'isr', topic: 'orders', partition: 0, left: [], joined: [1], isr: replicas, replicas: 3 },
    ];
    expect(changeLines(topology, changes)).toEqual([
      'broker-1 runs',
      'broker-2 is cut off from the other nodes',
      'broker-1 answers',
      'active controller is broker-3',
      'topic new is there, with 1 partition',
      'topic old is gone',
      'orders/4: leader is broker-1, after none',
      'orders/0: ISR grew with broker-1 (3 of 3 in sync)',
    ]);
  });
});

describe('standingLine', () => {
  it('says where a healthy cluster stands, and an ailing one', () => {
    expect(standingLine(topology, snapshot())).toBe(
      '3 of 3 brokers answer, controller broker-2, 2 partitions of 1 topic, all in sync',
    );
    const [first] = snapshot().partitions;
    if (first === undefined) throw new Error('the snapshot has no partition');
    const ailing = snapshot({
      answering: [2],
      controller: -1,
      partitions: [{ ...first, leader: -1, isr: [2] }],
    });
    expect(standingLine(topology, ailing)).toBe(
      '1 of 3 brokers answer, no controller known, 1 partition of 1 topic, 1 not all in sync, 1 without a leader',
    );
    expect(standingLine(topology, snapshot({ partitions: [] }))).toMatch(/, no topics$/);
  });
});

describe('the picture of a watched cluster', () => {
  function drawn(changed: Partial<ClusterSnapshot>): string {
    const picture = watchPicture(topology, snapshot(changed), {
      title: 'multi-broker-local',
      clock: '12:00:00',
      growthOf: ({ partition }) => (partition === 0 ? { perSecond: 42, recent: [40, 42] } : undefined),
      news: ['broker-1 runs'],
    });
    return stripVTControlCharacters(drawScreen(picture, { columns: 80, rows: 24 }));
  }

  it('shows rates where they are known, the controller and what is new', () => {
    const text = drawn({});
    expect(text).toMatch(/broker-1 +broker-2◆ +broker-3/);
    expect(text).toMatch(/^orders\/0 +★ +● +● +42 /m);
    expect(text).toMatch(/^orders\/1 +★ +● +●$/m);
    expect(text).toContain('\nbroker-1 runs\n');
  });

  it('tells a paused broker from a stopped one and from one that only does not answer', () => {
    const text = drawn({
      answering: [],
      nodes: [
        { id: 'broker-1', state: 'paused' },
        { id: 'broker-2', state: 'stopped' },
        { id: 'broker-3', state: 'running' },
      ],
    });
    expect(text).toMatch(/paused +stopped +silent/);
    expect(text).toMatch(/^orders\/0 +★✗ +●✗ +●✗/m);
  });
});
