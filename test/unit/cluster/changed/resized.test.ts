/** A topology that is made bigger or smaller is the one that would have been written so, but for who votes. */
import { describe, expect, it } from 'vitest';
import { brokersBeyond, withBrokers } from '../../../../src/cluster/changed/resized.ts';
import { isController, type ResolvedTopology } from '../../../../src/kafka/node.ts';
import { createTopology } from '../../../../topologies/index.ts';

/** Without remarks, which are about what somebody has written. */
const written = (name: string, brokers?: number): ResolvedTopology => ({
  ...createTopology(name, brokers === undefined ? {} : { brokers }).resolve(),
  warnings: [],
});

describe('a topology with more brokers', () => {
  it.each([
    ['multi-broker', 5],
    ['multi-broker-isolated', 4],
    ['three-racks', 7],
    ['multi-zookeeper', 5],
    ['secure', 5],
    ['secure-zookeeper', 4],
    ['zk-multiple-kafka-multiple', 4],
  ] as const)('is what %s with %i brokers is', (name, count) => {
    expect(withBrokers(written(name), count)).toEqual(written(name, count));
  });

  it('leaves the votes where they are', () => {
    const topology = withBrokers(written('single-broker'), 3);
    expect(topology.nodes.filter(isController).map(({ id }) => id)).toEqual(['broker-1']);
    expect(topology).toMatchObject({ replicationFactor: 3, minInSyncReplicas: 2 });
    expect(topology.nodes[2]).toMatchObject({ id: 'broker-3', role: 'broker', number: 3 });
    expect(topology.nodes[0]?.settings['offsets.topic.replication.factor']).toBe('3');
  });

  it('has of settings what all brokers have in common', () => {
    const topology = written('multi-broker');
    const nodes = topology.nodes.map((node) =>
      node.id === 'broker-3' ? { ...node, settings: { ...node.settings, 'num.io.threads': '7' } } : node,
    );
    const [added] = brokersBeyond(withBrokers({ ...topology, nodes }, 4), topology);
    expect(added?.settings['num.io.threads']).toBeUndefined();
    expect(added?.settings['num.network.threads']).toBe('2');
  });
});

describe('a topology with fewer brokers', () => {
  it.each([
    ['multi-broker', 5, 3],
    ['three-racks', 6, 4],
    ['secure', 5, 4],
    ['multi-zookeeper', 4, 3],
  ] as const)('is what %s of %i brokers is with %i', (name, before, count) => {
    expect(withBrokers(written(name, before), count)).toEqual(written(name, count));
  });
});
