/** What conduktor's topologies take from the command line, and that they are no compose matter alone. */
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

describe('the topologies with side services', () => {
  const shape = (name: string, options = {}): string =>
    createTopology(name, options)
      .resolve()
      .nodes.map(({ id, ports, jmxPort }) => {
        const published = ports.filter((port) => port.published).map(({ port }) => port);
        return [id, ...published, ...(jmxPort === undefined ? [] : [jmxPort])].join(':');
      })
      .join(' ');

  it('have the nodes and the published ports of theirs', () => {
    expect(shape('zk-multiple-kafka-multiple-schema-registry')).toBe(
      'zoo1:2181 zoo2:2182 zoo3:2183 kafka1 kafka2 kafka3 kafka-schema-registry:8081',
    );
    expect(shape('conduktor-kafka-single')).toBe('kafka1:9999 postgresql conduktor-console:8080');
    expect(shape('full-stack')).toBe(
      'zoo1:2181 kafka1:9999 kafka-schema-registry:8081 kafka-rest-proxy:8082 kafka-connect:8083 ksqldb-server:8088 postgresql conduktor-console:8080',
    );
  });

  it('take more brokers and servers where the name does not say single', () => {
    expect(shape('full-stack', { brokers: 3, zookeepers: 3 })).toContain(
      'zoo1:2181 zoo2:2182 zoo3:2183 kafka1:9999 kafka2:10000 kafka3:10001 ',
    );
    expect(() => createTopology('conduktor-kafka-single', { brokers: 3 }).resolve()).toThrow(
      'conduktor-kafka-single: has one broker by name, so brokers 3 is not possible; drop it or use multi-broker',
    );
  });

  it('are images, which no local process runs', () => {
    for (const name of [
      'zk-multiple-kafka-multiple-schema-registry',
      'conduktor-kafka-single',
      'full-stack',
    ]) {
      expect(createTopology(name).resolve().targets).toEqual(['compose', 'kubernetes']);
    }
  });
});
