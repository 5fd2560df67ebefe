/** What the page is told of a cluster: what each node is and is not to be done to, each copy by what it is. */
import { describe, expect, it } from 'vitest';
import type { ClusterSnapshot } from '../../../../src/client/watch/snapshot.ts';
import type { NodeStatus } from '../../../../src/cluster/node-status.ts';
import type { Instance } from '../../../../src/cluster/instance.ts';
import { clusterView, type Moment } from '../../../../src/web/live/cluster-view.ts';
import { resolved } from '../../../support/topologies.ts';

const topology = resolved('multi-broker');
const instance = { id: 'mine', runtime: 'local', topology, portOffset: 0 } as unknown as Instance;
const brokers = [1, 2, 3];

function nodes(changed: Partial<NodeStatus> = {}): readonly NodeStatus[] {
  return brokers.map((number) => ({
    id: `broker-${number}`,
    state: 'running',
    ...(number === 1 && changed),
  }));
}

function moment(snapshot: Partial<ClusterSnapshot> = {}, changed: Partial<Moment> = {}): Moment {
  return {
    cluster: { instance, topology },
    snapshot: { answering: brokers, controller: 2, partitions: [], nodes: nodes(), ...snapshot },
    isGone: false,
    isolation: { all: undefined, cluster: undefined, controllers: undefined },
    doing: new Map(),
    growthOf: () => undefined,
    ...changed,
  };
}

function firstNode(given: Moment) {
  return clusterView(given).racks[0]!.nodes[0]!;
}

/** The acts that are possible. */
function possible(given: Moment): readonly string[] {
  return Object.entries(firstNode(given).obstacles)
    .filter(([, obstacle]) => obstacle === null)
    .map(([act]) => act);
}

describe('a node', () => {
  it.each([
    { status: {}, acts: ['kill', 'stop', 'pause', 'isolate'] },
    { status: { state: 'stopped' }, acts: ['start'] },
    { status: { state: 'paused' }, acts: ['kill', 'resume', 'isolate'] },
    { status: { isolated: 'all' }, acts: ['kill', 'stop', 'pause', 'heal'] },
  ] as const)('that is $status can be done $acts to', ({ status, acts }) => {
    expect(possible(moment({ nodes: nodes(status) }))).toEqual(acts);
  });

  it('says why it cannot be done anything to', () => {
    const obstacle = (changed: Partial<Moment>) => firstNode(moment({}, changed)).obstacles;
    const cluster = {
      instance,
      topology,
      obstacleTo: (part: string) => (part === 'signals' ? 'no signals here' : undefined),
      obstacleToPause: () => 'no pause here',
    };
    expect(obstacle({ cluster })).toMatchObject({ kill: 'no signals here', isolate: null });
    const pause = { instance, topology, obstacleToPause: () => 'no pause here' };
    expect(obstacle({ cluster: pause })).toMatchObject({ kill: null, pause: 'no pause here' });
    expect(obstacle({ isolation: { all: 'a', cluster: 'b', controllers: 'c' } })).toMatchObject({
      isolate: 'a',
    });
    expect(obstacle({ isolation: { all: 'a', cluster: undefined, controllers: 'c' } }).isolate).toBe(null);
    expect(obstacle({ doing: new Map([['broker-1', 'is being killed']]) }).kill).toBe(
      'broker-1: is being killed',
    );
    expect(new Set(Object.values(obstacle({ isGone: true })))).toEqual(
      new Set(['the cluster was taken down']),
    );
  });

  it('is told from one that runs and does not answer', () => {
    expect(firstNode(moment())).toMatchObject({ state: 'runs', mark: 'good', isActiveController: false });
    expect(firstNode(moment({ answering: [2, 3] }))).toMatchObject({
      state: 'runs, does not answer',
      mark: 'doubtful',
    });
    expect(firstNode(moment({ nodes: nodes({ isolated: 'cluster' }) }))).toMatchObject({
      state: 'runs, cut off from the other nodes',
      mark: 'doubtful',
    });
  });
});

it('a cluster is up, silent or down', () => {
  const state = (given: Moment) => clusterView(given).state;
  const stopped = brokers.map((number): NodeStatus => ({ id: `broker-${number}`, state: 'stopped' }));
  expect(state(moment())).toBe('up');
  expect(state(moment({ answering: [] }))).toBe('silent');
  expect(state(moment({ answering: [], nodes: stopped }))).toBe('down');
  expect(state(moment({ answering: [] }, { isGone: true }))).toBe('down');
});

it('each copy of a partition is told by what it is', () => {
  const partition = { topic: 'orders', partition: 0, leaderEpoch: 1, leader: 1, replicas: [1, 2, 3, 4] };
  const { topics } = clusterView(
    moment({ partitions: [{ ...partition, isr: [1, 2], elr: [3] }] }, { growthOf: () => 12.4 }),
  );
  expect(topics).toEqual([
    {
      name: 'orders',
      partitions: [
        {
          partition: 0,
          leader: 1,
          perSecond: 12,
          copies: [
            { broker: 1, state: 'leader' },
            { broker: 2, state: 'in-sync' },
            { broker: 3, state: 'eligible' },
            { broker: 4, state: 'out-of-sync' },
          ],
        },
      ],
    },
  ]);
});

describe('a rack', () => {
  const racked = resolved('three-racks');
  const given = (state: NodeStatus['state']) =>
    moment(
      { nodes: racked.nodes.map(({ id }, index) => ({ id, state: index === 0 ? state : 'running' })) },
      { cluster: { instance, topology: racked } },
    );

  it('is killed where one of its nodes can be, started where one can be, and says why not', () => {
    const [first, second] = clusterView(given('stopped')).racks;
    expect(first?.obstacles.start).toBe(null);
    expect(second?.obstacles).toMatchObject({ kill: null, start: expect.stringContaining('runs') });
    expect(clusterView({ ...given('running'), isGone: true }).racks[0]?.obstacles.kill).toBe(
      'the cluster was taken down',
    );
  });
});
