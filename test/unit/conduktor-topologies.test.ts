/** What the `zk-…` topologies take from the command line, and that they are no compose matter alone. */
import { describe, expect, it } from 'vitest';
import { renderLocal } from '../../src/render/local/render.ts';
import { createTopology } from '../../topologies/index.ts';

describe('the zk-… topologies', () => {
  it('take more brokers and servers where the name says multiple', () => {
    const { nodes } = createTopology('zk-multiple-kafka-multiple', { brokers: 4, zookeepers: 5 }).resolve();
    expect(nodes.map(({ id }) => id).join(' ')).toBe('zoo1 zoo2 zoo3 zoo4 zoo5 kafka1 kafka2 kafka3 kafka4');
  });

  it.each([
    ['zk-single-kafka-multiple', { zookeepers: 3 }, 'zookeepers 3'],
    ['zk-multiple-kafka-single', { brokers: 2 }, 'brokers 2'],
  ])('%s refuses what contradicts its name', (name, options, what) => {
    expect(() => createTopology(name, options).resolve()).toThrow(
      `${name}: has one of them by name, so ${what} is not possible; drop it or use zk-multiple-kafka-multiple`,
    );
  });

  it('report what contradicts the name together with everything else', () => {
    const topology = createTopology('zk-single-kafka-single', { kafkaVersion: '4.3.1', brokers: 3 });
    expect(topology.problems()).toEqual([
      {
        path: 'zk-single-kafka-single',
        message:
          'has one of them by name, so brokers 3 is not possible; drop it or use zk-multiple-kafka-multiple',
      },
      {
        path: 'zk-single-kafka-single/kafka',
        message:
          'kafkaVersion 4.3.1 has no ZooKeeper mode, which ended with Kafka 3.9; use 3.9.2 or a ControllerQuorum',
      },
    ]);
  });

  it('have no listener, variable or port on local that only Docker has', () => {
    const files = renderLocal(createTopology('zk-single-kafka-single').resolve());
    for (const { content } of files) expect(content).not.toMatch(/DOCKER|docker|9999/);
  });
});
