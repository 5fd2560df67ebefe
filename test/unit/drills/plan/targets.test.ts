/** Which nodes a fault hits, in what the brokers say of a topic and its cluster. */
import { describe, expect, it } from 'vitest';
import type { DrillTarget } from '../../../../src/drills/plan/plan.ts';
import { nodesOfTarget, type TargetView } from '../../../../src/drills/plan/targets.ts';
import { resolved } from '../../../support/topologies.ts';
import { settings } from '../histories.ts';

/** Six partitions whose leaders and copies go round the brokers. */
function view(topologyName: string, changes: Partial<TargetView> = {}): TargetView {
  const topology = resolved(topologyName);
  const count = topology.nodes.filter(({ role }) => role === 'broker' || role === 'combined').length;
  const at = (index: number): number => (index % count) + 1;
  const partitions = Array.from({ length: 6 }, (_, partition) => {
    const replicas = [...new Set([at(partition), at(partition + 1), at(partition + 2)])];
    return {
      topic: settings.topic,
      partition,
      leader: replicas[0]!,
      leaderEpoch: 0,
      replicas,
      isr: replicas,
    };
  });
  return { topology, settings, partitions, controller: -1, coordinator: -1, last: [], ...changes };
}

function ids(target: DrillTarget, on: TargetView): string[] {
  return nodesOfTarget(target, on).map(({ id }) => id);
}

describe('nodesOfTarget', () => {
  it('leader: the first that is not the active controller, unless it is alone', () => {
    expect(ids('leader', view('multi-broker'))).toEqual(['broker-1']);
    expect(ids('leader', view('multi-broker', { controller: 1 }))).toEqual(['broker-2']);
    expect(ids('leader', view('single-broker', { controller: 1 }))).toEqual(['broker-1']);
  });

  it('follower: has a copy of the first partition, does not lead it, is not the controller', () => {
    expect(ids('follower', view('multi-broker'))).toEqual(['broker-2']);
    expect(ids('follower', view('multi-broker', { controller: 2 }))).toEqual(['broker-3']);
    expect(() => ids('follower', view('single-broker'))).toThrow(
      'cannot find a follower of lab/0 in the cluster now',
    );
  });

  it('follower, followers: those in sync, where copies are gone', () => {
    const on = view('multi-broker');
    expect(ids('followers', on)).toEqual(['broker-2', 'broker-3']);
    const [first, ...others] = on.partitions;
    const partitions = [{ ...first!, isr: [1, 3] }, ...others];
    expect(ids('follower', { ...on, partitions })).toEqual(['broker-3']);
    expect(ids('follower', { ...on, partitions, controller: 3 })).toEqual(['broker-3']);
    expect(ids('followers', { ...on, partitions })).toEqual(['broker-3']);
    const alone = [{ ...first!, isr: [1] }, ...others];
    expect(() => ids('followers', { ...on, partitions: alone })).toThrow(
      'cannot find a follower of lab/0 in sync in the cluster now',
    );
  });

  it('coordinator: the broker that coordinates the consumer group, once that is known', () => {
    expect(ids('coordinator', view('multi-broker', { coordinator: 3 }))).toEqual(['broker-3']);
    const unknown = { settings: { ...settings, consumers: 2 } };
    expect(() => ids('coordinator', view('multi-broker', unknown))).toThrow(
      'cannot find who coordinates the consumer group in the cluster now',
    );
    const without = { coordinator: -1, settings: { ...settings, consumers: 0 } };
    expect(() => ids('coordinator', view('multi-broker', without))).toThrow(
      '(there is none with 0 consumers)',
    );
  });

  it('controller: a node of the quorum where that is apart', () => {
    expect(ids('controller', view('multi-broker-isolated', { controller: 102 }))).toEqual(['controller-102']);
    expect(() => ids('controller', view('multi-broker'))).toThrow('cannot find the active controller');
  });

  it('beyond-min-isr: so many copies that fewer than min.insync.replicas are left, the leader last', () => {
    expect(ids('beyond-min-isr', view('multi-broker'))).toEqual(['broker-2', 'broker-3']);
    const strict = { ...settings, minInSyncReplicas: 3 };
    expect(ids('beyond-min-isr', view('multi-broker', { settings: strict }))).toEqual(['broker-2']);
    const lax = { ...settings, minInSyncReplicas: 1 };
    expect(ids('beyond-min-isr', view('multi-broker', { settings: lax }))).toEqual([
      'broker-2',
      'broker-3',
      'broker-1',
    ]);
  });

  it('controller-majority: so many that the rest have none, the active one first', () => {
    expect(ids('controller-majority', view('multi-broker-isolated', { controller: 103 }))).toEqual([
      'controller-103',
      'controller-101',
    ]);
    expect(ids('controller-majority', view('single-broker'))).toEqual(['broker-1']);
    expect(() => ids('controller-majority', view('multi-zookeeper'))).toThrow('cannot find controllers in');
  });

  it('zookeeper: a minority leaves a majority, a majority does not', () => {
    expect(ids('zookeeper-minority', view('multi-zookeeper'))).toEqual(['zookeeper-1']);
    expect(ids('zookeeper-majority', view('multi-zookeeper'))).toEqual(['zookeeper-1', 'zookeeper-2']);
    expect(ids('zookeeper-majority', view('zk-single-kafka-single'))).toEqual(['zoo1']);
    expect(() => ids('zookeeper-minority', view('zk-single-kafka-single'))).toThrow(
      'cannot find ZooKeeper servers that can be spared',
    );
  });

  it('rack: all nodes of the rack that a leader is in', () => {
    expect(ids('rack', view('three-racks'))).toEqual(['controller-101', 'broker-1', 'broker-4']);
    expect(() => ids('rack', view('multi-broker'))).toThrow('cannot find a rack with a leader of lab');
  });

  it('everything, the same again, and a node by its id', () => {
    const on = view('multi-broker');
    expect(ids('everything', on)).toEqual(['broker-1', 'broker-2', 'broker-3']);
    expect(ids('same', { ...on, last: on.topology.nodes.slice(1, 2) })).toEqual(['broker-2']);
    expect(ids({ nodeId: 'broker-3' }, on)).toEqual(['broker-3']);
    expect(() => ids({ nodeId: 'broker-9' }, on)).toThrow('cannot find broker-9 in the cluster now');
  });
});
