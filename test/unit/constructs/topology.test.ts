import { describe, expect, it } from 'vitest';
import {
  ControllerQuorum,
  KafkaCluster,
  Topology,
  TopologyValidationError,
  ZooKeeperEnsemble,
  type ControllerQuorumProps,
  type KafkaClusterProps,
  type ResolvedTopology,
} from '../../../src/index.ts';

type ClusterProps = Omit<KafkaClusterProps, 'metadata'>;

function kraft(cluster: ClusterProps = {}, quorum: ControllerQuorumProps = {}): Topology {
  const topology = new Topology('t', { summary: 'test' });
  new KafkaCluster(topology, 'kafka', { metadata: new ControllerQuorum(topology, 'controllers', quorum), ...cluster });
  return topology;
}

function zooKeeper(cluster: ClusterProps = {}, servers = 3): Topology {
  const topology = new Topology('t', { summary: 'test' });
  new KafkaCluster(topology, 'kafka', { metadata: new ZooKeeperEnsemble(topology, 'zk', { servers }), ...cluster });
  return topology;
}

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
    const settings = kraft({ settings: { 'min.insync.replicas': '3', 'compression.type': 'zstd' } }).resolve().nodes[0]?.settings;
    expect(settings).toMatchObject({ 'min.insync.replicas': '3', 'compression.type': 'zstd' });
  });

  it('adds extra listeners to every broker, each on its own port', () => {
    const extra = { name: 'DOCKER', protocol: 'PLAINTEXT', reach: 'docker-host', port: 29_092, targets: ['compose'] } as const;
    const ports = kraft({ extraListeners: [extra] })
      .resolve()
      .nodes.map(({ listeners }) => listeners.find(({ name }) => name === 'DOCKER')?.port);
    expect(ports).toEqual([29_092, 29_093, 29_094]);
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

  it('warns once of an even number of voters, however often it is resolved', () => {
    const topology = kraft({ brokers: 4 }, { voters: 4 });
    topology.resolve();
    expect(topology.resolve().warnings).toEqual([
      't/controllers: voters 4 is even: it survives no more losses than 3; use an odd number',
    ]);
  });
});

describe('validation', () => {
  const cases: { what: string; topology: () => Topology; problem: string }[] = [
    {
      what: 'more copies than brokers',
      topology: () => kraft({ replicationFactor: 4 }),
      problem: 't/kafka: replicationFactor 4 exceeds 3 brokers; use 1-3 or add brokers',
    },
    {
      what: 'min ISR above the copies',
      topology: () => kraft({ minInSyncReplicas: 4 }),
      problem: 't/kafka: minInSyncReplicas 4 exceeds replicationFactor 3; use 1-3',
    },
    {
      what: 'no brokers',
      topology: () => kraft({ brokers: 0 }, { voters: 1, mode: 'isolated' }),
      problem: 't/kafka: brokers 0 is not possible; use a whole number from 1 to 100',
    },
    {
      what: 'no voters',
      topology: () => kraft({}, { voters: 0 }),
      problem: 't/controllers: voters 0 is not possible; use a whole number from 1 to 100',
    },
    {
      what: 'more combined voters than brokers',
      topology: () => kraft({}, { voters: 5 }),
      problem:
        't/kafka: a combined quorum of 5 voters exceeds 3 brokers; use at most 3 voters, add brokers, or make it isolated',
    },
    {
      what: 'ZooKeeper with Kafka 4',
      topology: () => zooKeeper({ kafkaVersion: '4.3.1' }),
      problem:
        't/kafka: kafkaVersion 4.3.1 has no ZooKeeper mode, which ended with Kafka 3.9; use 3.9.2 or a ControllerQuorum',
    },
    {
      what: 'more racks than brokers',
      topology: () => kraft({ racks: ['a', 'b', 'c', 'd'] }),
      problem: 't/kafka: racks a, b, c, d are more than 3 brokers; name at most 3 or add brokers',
    },
    {
      what: 'a session that is too short',
      topology: () => kraft({ sessionTimeoutMs: 5 }),
      problem: 't/kafka: sessionTimeoutMs 5 is not possible; use 1000-600000',
    },
    {
      what: 'no cluster at all',
      topology: () => new Topology('t', { summary: 'test' }),
      problem: 't: has no KafkaCluster; add one',
    },
  ];

  it.each(cases)('reports $what', ({ topology, problem }) => {
    expect(topology().problems().map(({ path, message }) => `${path}: ${message}`)).toEqual([problem]);
  });

  it('collects the problems of the whole tree in one error', () => {
    const topology = kraft({ replicationFactor: 9, sessionTimeoutMs: 1 }, { racks: ['a'] });
    expect(() => topology.resolve()).toThrow(TopologyValidationError);
    expect(topology.problems()).toHaveLength(3);
  });
});
