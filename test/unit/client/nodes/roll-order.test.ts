/** Nodes are restarted in Kafka's own order, whoever leads last. */
import { describe, expect, it } from 'vitest';
import { rollOrder } from '../../../../src/client/nodes/roll-order.ts';
import { resolved } from '../../../support/topologies.ts';

describe('the order', () => {
  const order = (name: string, ...leaders: string[]): string[] =>
    rollOrder(resolved(name).nodes, leaders).map(({ id }) => id);

  it('leaves the active controller for last', () => {
    expect(order('multi-broker', 'broker-1')).toEqual(['broker-2', 'broker-3', 'broker-1']);
  });

  it('begins with controllers, and the active one last of them', () => {
    expect(order('multi-broker-isolated', 'controller-102').slice(0, 4)).toEqual([
      'controller-101',
      'controller-103',
      'controller-102',
      'broker-1',
    ]);
  });

  it('begins with ZooKeeper servers, and their leader last of them', () => {
    expect(order('multi-zookeeper', 'broker-2', 'zookeeper-1')).toEqual([
      'zookeeper-2',
      'zookeeper-3',
      'zookeeper-1',
      'broker-1',
      'broker-3',
      'broker-2',
    ]);
  });
});
