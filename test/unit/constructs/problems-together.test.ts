/** Problems of different kinds are reported together: of props, of nodes, of the topology itself, each once. */
import { describe, expect, it } from 'vitest';
import { type Topology, TopologyValidationError } from '../../../src/index.ts';
import { kraft, zooKeeper } from '../../support/constructs.ts';

const metrics = { name: 'METRICS', protocol: 'PLAINTEXT', reach: 'host' } as const;

function lines(topology: Topology): string[] {
  return topology.problems().map(({ path, message }) => `${path}: ${message}`);
}

describe('problems of one tree', () => {
  it('come in one error, whichever construct has them', () => {
    const topology = kraft({ replicationFactor: 9, sessionTimeoutMs: 1 }, { racks: ['a'] });
    expect(() => topology.resolve()).toThrow(TopologyValidationError);
    expect(topology.problems()).toHaveLength(3);
  });

  it('are those of props and of nodes', () => {
    const topology = kraft(
      {
        brokers: 1,
        replicationFactor: 2,
        idPrefix: 'Broker_',
        extraListeners: [{ ...metrics, port: 70_000 }],
      },
      {},
      'My lab',
    );
    const alphabet = 'use 1-50 of a-z, 0-9 and -, beginning and ending with a letter or digit';
    expect(lines(topology)).toEqual([
      `My lab: topology name "My lab" is no DNS label; ${alphabet}`,
      'My lab/kafka: replicationFactor 2 exceeds 1 broker; use 1 or add brokers',
      `My lab/kafka: node id "Broker_1" is no DNS label; ${alphabet}`,
      'My lab/kafka: port 70000 of Broker_1 METRICS is out of range; use 1-65535',
    ]);
  });

  it('are those of the topology itself', () => {
    const topology = kraft({ replicationFactor: 4 });
    topology.node.addValidation({ validate: () => ['is not what was asked for; ask again'] });
    expect(lines(topology)).toEqual([
      't: is not what was asked for; ask again',
      't/kafka: replicationFactor 4 exceeds 3 brokers; use 1-3 or add brokers',
    ]);
  });

  it('are those of copies and of copies in sync', () => {
    expect(lines(kraft({ replicationFactor: 9, minInSyncReplicas: 5 }))).toEqual([
      't/kafka: replicationFactor 9 exceeds 3 brokers; use 1-3 or add brokers',
      't/kafka: minInSyncReplicas 5 exceeds 3 brokers; use 1-3',
    ]);
    expect(lines(kraft({ replicationFactor: 0, minInSyncReplicas: 1.5 }))).toEqual([
      't/kafka: replicationFactor 0 is not possible; use 1-3',
      't/kafka: minInSyncReplicas 1.5 is not possible; use 1-3',
    ]);
  });

  it('do not hold what only follows from another: a default, a number of nodes that is not possible', () => {
    expect(lines(kraft({ replicationFactor: 9 }))).toHaveLength(1);
    const brokers = Number.POSITIVE_INFINITY;
    expect(lines(kraft({ brokers, idPrefix: 'Broker_', racks: ['a'] }))).toEqual([
      't/kafka: brokers Infinity is not possible; use a whole number from 1 to 100',
    ]);
    expect(lines(kraft({ brokers: 1 }, { mode: 'isolated', voters: 0, racks: ['a'] }))).toEqual([
      't/controllers: voters 0 is not possible; use a whole number from 1 to 100',
    ]);
  });

  it('count in grammar', () => {
    expect(lines(kraft({ brokers: 1, racks: ['a', 'b'] }, { voters: 3 }))).toEqual([
      't/kafka: racks a, b are more than 1 broker; name at most 1 or add brokers',
      't/kafka: a combined quorum of 3 voters exceeds 1 broker; use at most 1 voter, add brokers, or make it isolated',
    ]);
  });
});

describe('settings that the lab reads back', () => {
  it('are refused with the prop that decides them', () => {
    const replication = { 'min.insync.replicas': '5', 'default.replication.factor': '1' };
    expect(
      lines(kraft({ settings: { ...replication, 'broker.session.timeout.ms': '6000', toString: 'x' } })),
    ).toEqual([
      't/kafka: settings has min.insync.replicas, which the topology decides; use minInSyncReplicas',
      't/kafka: settings has default.replication.factor, which the topology decides; use replicationFactor',
      't/kafka: settings has broker.session.timeout.ms, which the topology decides; use sessionTimeoutMs',
    ]);
    expect(lines(zooKeeper({ settings: { 'zookeeper.session.timeout.ms': '6000' } }))).toEqual([
      't/kafka: settings has zookeeper.session.timeout.ms, which the topology decides; use sessionTimeoutMs',
    ]);
  });
});
