import { describe, expect, it } from 'vitest';
import type { ResolvedTopology } from '../../../src/index.ts';
import { kraft, zooKeeper } from '../../support/constructs.ts';

const roles = (topology: ResolvedTopology): string[] => topology.nodes.map(({ id, role }) => `${id} ${role}`);

describe('resolution', () => {
  it('makes the first three brokers of a combined quorum vote and the rest serve only', () => {
    expect(roles(kraft({ brokers: 5 }).resolve())).toEqual([
      'broker-1 combined',
      'broker-2 combined',
      'broker-3 combined',
      'broker-4 broker',
      'broker-5 broker',
    ]);
  });

  it('lets one broker vote where there are fewer than three', () => {
    expect(roles(kraft({ brokers: 2 }).resolve())).toEqual(['broker-1 combined', 'broker-2 broker']);
  });

  it('gives isolated controllers ids and numbers of their own', () => {
    const nodes = kraft({}, { mode: 'isolated' }).resolve().nodes;
    expect(nodes.map(({ id, number }) => [id, number])).toEqual([
      ['controller-101', 101],
      ['controller-102', 102],
      ['controller-103', 103],
      ['broker-1', 1],
      ['broker-2', 2],
      ['broker-3', 3],
    ]);
  });

  it('gives racks out in turn', () => {
    const { nodes } = kraft({ brokers: 4, racks: ['a', 'b'] }).resolve();
    expect(nodes.map(({ rack, settings }) => [rack, settings['broker.rack']])).toEqual([
      ['a', 'a'],
      ['b', 'b'],
      ['a', 'a'],
      ['b', 'b'],
    ]);
  });

  it.each([
    { brokers: 1, factor: '1', minIsr: '1' },
    { brokers: 2, factor: '2', minIsr: '1' },
    { brokers: 3, factor: '3', minIsr: '2' },
    { brokers: 9, factor: '3', minIsr: '2' },
  ])('replicates $factor times with min ISR $minIsr on $brokers brokers', ({ brokers, factor, minIsr }) => {
    const settings = kraft({ brokers }).resolve().nodes[0]?.settings;
    expect(settings?.['default.replication.factor']).toBe(factor);
    expect(settings?.['min.insync.replicas']).toBe(minIsr);
    expect(settings?.['offsets.topic.replication.factor']).toBe(factor);
  });

  it('lets free-form settings replace the lab’s own', () => {
    const settings = kraft({ settings: { 'num.io.threads': '4', 'compression.type': 'zstd' } }).resolve()
      .nodes[0]?.settings;
    expect(settings).toMatchObject({ 'num.io.threads': '4', 'compression.type': 'zstd' });
  });

  it('adds extra listeners to every broker, each on its own port', () => {
    const extra = {
      name: 'METRICS',
      protocol: 'PLAINTEXT',
      reach: 'host',
      port: 39_092,
      targets: ['compose'],
    } as const;
    const ports = kraft({ extraListeners: [extra] })
      .resolve()
      .nodes.map(({ listeners }) => listeners.find(({ name }) => name === 'METRICS')?.port);
    expect(ports).toEqual([39_092, 39_093, 39_094]);
  });

  it('uses Kafka 3.9 and its images with ZooKeeper', () => {
    const topology = zooKeeper().resolve();
    expect(topology.kafkaVersion).toBe('3.9.2');
    expect(new Set(topology.nodes.map(({ image }) => image))).toEqual(
      new Set(['confluentinc/cp-zookeeper:7.9.7', 'confluentinc/cp-kafka:7.9.7']),
    );
  });

  it('keeps several heartbeats in a short KRaft session and time to connect in a short ZooKeeper session', () => {
    expect(kraft({ sessionTimeoutMs: 1_500 }).resolve().nodes[0]?.settings).toMatchObject({
      'broker.session.timeout.ms': '1500',
      'broker.heartbeat.interval.ms': '375',
    });
    const [server, , , broker] = zooKeeper({ sessionTimeoutMs: 1_500 }).resolve().nodes;
    expect(broker?.settings).toMatchObject({
      'zookeeper.session.timeout.ms': '1500',
      'zookeeper.connection.timeout.ms': '30000',
    });
    expect(Number(server?.settings['tickTime']) * 2).toBeLessThanOrEqual(1_500);
  });

  it.each([18_000, 40_000, 60_000])('has ZooKeeper grant a session of %d ms in full', (sessionTimeoutMs) => {
    const [server] = zooKeeper({ sessionTimeoutMs }).resolve().nodes;
    const { tickTime, maxSessionTimeout = 20 * Number(tickTime) } = server?.settings ?? {};
    expect(Number(maxSessionTimeout)).toBeGreaterThanOrEqual(sessionTimeoutMs);
  });

  it('warns once of an even number of voters, however often it is resolved', () => {
    const topology = kraft({ brokers: 4 }, { voters: 4 });
    topology.resolve();
    expect(topology.resolve().warnings).toEqual([
      't/controllers: voters 4 is even: it survives no more losses than 3; use an odd number',
    ]);
  });
});
