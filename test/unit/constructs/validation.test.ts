import { describe, expect, it } from 'vitest';
import { type ControllerQuorum, KafkaCluster, Topology, ZooKeeperEnsemble } from '../../../src/index.ts';
import { kraft, zooKeeper, type ClusterProps } from '../../support/constructs.ts';

const anonymous = 'User:ANONYMOUS';
const acl = 'kafka.security.authorizer.AclAuthorizer';
const standard = 'org.apache.kafka.metadata.authorizer.StandardAuthorizer';

/** One extra listener with one thing changed. */
function listener(change: object): ClusterProps {
  const valid = { name: 'METRICS', protocol: 'PLAINTEXT', reach: 'host', port: 39_092 } as const;
  return { extraListeners: [{ ...valid, ...change }] };
}

function withSecondMetadata(): Topology {
  const topology = kraft();
  new ZooKeeperEnsemble(topology, 'zk');
  return topology;
}

function withSecondCluster(props: ClusterProps): Topology {
  const topology = kraft();
  const metadata = topology.node.findChild('controllers') as ControllerQuorum;
  new KafkaCluster(topology, 'kafka-2', { metadata, ...props });
  return topology;
}

const cases: { what: string; topology: () => Topology; problem: string }[] = [
  {
    what: 'more copies than brokers',
    topology: () => kraft({ replicationFactor: 4 }),
    problem: 't/kafka: replicationFactor 4 exceeds 3 brokers; use 1-3 or add brokers',
  },
  {
    what: 'min ISR above the copies',
    topology: () => kraft({ replicationFactor: 2, minInSyncReplicas: 3 }),
    problem: 't/kafka: minInSyncReplicas 3 exceeds replicationFactor 2; use 1-2',
  },
  {
    what: 'min ISR beyond the brokers',
    topology: () => kraft({ minInSyncReplicas: 4 }),
    problem: 't/kafka: minInSyncReplicas 4 exceeds replicationFactor 3; use 1-3',
  },
  {
    what: 'no copies',
    topology: () => kraft({ replicationFactor: 0 }),
    problem: 't/kafka: replicationFactor 0 is not possible; use 1-3',
  },
  {
    what: 'more copies than the one broker',
    topology: () => kraft({ brokers: 1, replicationFactor: 2 }),
    problem: 't/kafka: replicationFactor 2 exceeds 1 broker; use 1 or add brokers',
  },
  {
    what: 'no copy in sync',
    topology: () => kraft({ minInSyncReplicas: 0 }),
    problem: 't/kafka: minInSyncReplicas 0 is not possible; use 1-3',
  },
  {
    what: 'no brokers',
    topology: () => kraft({ brokers: 0 }, { voters: 1, mode: 'isolated' }),
    problem: 't/kafka: brokers 0 is not possible; use a whole number from 1 to 100',
  },
  {
    what: 'part of a broker',
    topology: () => zooKeeper({ brokers: 1.5 }),
    problem: 't/kafka: brokers 1.5 is not possible; use a whole number from 1 to 100',
  },
  {
    what: 'no voters',
    topology: () => kraft({}, { voters: 0 }),
    problem: 't/controllers: voters 0 is not possible; use a whole number from 1 to 100',
  },
  {
    what: 'no ZooKeeper servers',
    topology: () => zooKeeper({}, 0),
    problem: 't/zk: servers 0 is not possible; use a whole number from 1 to 100',
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
    what: 'an unlocked version',
    topology: () => kraft({ kafkaVersion: '4.0.0' }),
    problem:
      't/kafka: kafkaVersion 4.0.0 is not locked; use 4.4.0, 4.3.1, 4.2.2, 4.1.2, 4.0.2, 3.9.2, or lock it: klab lock 4.0.0',
  },
  {
    what: 'ZooKeeper and KRaft together',
    topology: withSecondMetadata,
    problem:
      't/kafka: metadata is "controllers", but the topology also has a ZooKeeper ensemble, "zk"; keep one of them',
  },
  {
    what: 'two clusters',
    topology: () => withSecondCluster({ idPrefix: 'other-' }),
    problem: 't: has 2 Kafka clusters (t/kafka, t/kafka-2); make a topology of each',
  },
  {
    what: 'the authorizer of ZooKeeper mode with KRaft',
    topology: () => kraft({ settings: { 'authorizer.class.name': acl, 'super.users': anonymous } }),
    problem: `t/kafka: authorizer.class.name ${acl} does not work with KRaft; use ${standard}`,
  },
  {
    what: 'the authorizer of KRaft with ZooKeeper',
    topology: () => zooKeeper({ settings: { 'authorizer.class.name': standard, 'super.users': anonymous } }),
    problem: `t/kafka: authorizer.class.name ${standard} does not work with ZooKeeper mode; use ${acl}`,
  },
  {
    what: 'a setting that the topology decides',
    topology: () => kraft({ settings: { 'advertised.listeners': 'A://b:1' } }),
    problem: 't/kafka: settings has advertised.listeners, which the topology decides; use extraListeners',
  },
  {
    what: 'more racks than brokers',
    topology: () => kraft({ racks: ['a', 'b', 'c', 'd'] }),
    problem: 't/kafka: racks a, b, c, d are more than 3 brokers; name at most 3 or add brokers',
  },
  {
    what: 'a rack twice',
    topology: () => kraft({ racks: ['a', 'a'] }),
    problem: 't/kafka: racks a, a names one twice; nodes take racks in turn, so name each once',
  },
  {
    what: 'a rack without a name',
    topology: () => kraft({ racks: ['a', ' '] }),
    problem: 't/kafka: racks has an empty name; name every rack',
  },
  {
    what: 'racks on a combined quorum',
    topology: () => kraft({}, { racks: ['a'] }),
    problem:
      "t/controllers: racks is set on a combined quorum, whose voters have their broker's rack; set racks on the KafkaCluster",
  },
  {
    what: 'a session that is too short',
    topology: () => kraft({ sessionTimeoutMs: 5 }),
    problem: 't/kafka: sessionTimeoutMs 5 is not possible; use 1000-600000',
  },
  {
    what: 'a listener with a reserved name',
    topology: () => kraft(listener({ name: 'INTERNAL' })),
    problem:
      "t/kafka: listener INTERNAL is a name of the lab's own; use another than INTERNAL, EXTERNAL, DOCKER, CONTROLLER",
  },
  {
    what: 'a listener without a protocol',
    topology: () => kraft(listener({ protocol: undefined as never })),
    problem: 't/kafka: listener METRICS has protocol undefined; use PLAINTEXT',
  },
  {
    what: 'a listener that Kafka cannot name',
    topology: () => kraft(listener({ name: 'my-own' })),
    problem:
      't/kafka: listener "my-own" cannot have this name; use capital letters, digits and _, beginning with a letter',
  },
  {
    what: 'a listener twice',
    topology: () => kraft({ extraListeners: [0, 0].flatMap(() => listener({}).extraListeners ?? []) }),
    problem: 't/kafka: listener METRICS is there twice; give one another name',
  },
  {
    what: 'a port out of range',
    topology: () => kraft({ ...listener({ port: 70_000 }), brokers: 1 }),
    problem: 't/kafka: port 70000 of broker-1 METRICS is out of range; use 1-65535',
  },
  {
    what: 'a port twice',
    topology: () => kraft({ ...listener({ port: 9_092 }), brokers: 1 }),
    problem: 't/kafka: port 9092 is used by broker-1 EXTERNAL and broker-1 METRICS; move one of them',
  },
  {
    what: 'an id twice',
    topology: () => {
      const topology = new Topology('t', { summary: 'test' });
      const metadata = new ZooKeeperEnsemble(topology, 'zk', { servers: 1, idPrefix: 'node-' });
      new KafkaCluster(topology, 'kafka', { metadata, brokers: 1, idPrefix: 'node-' });
      return topology;
    },
    problem: 't/kafka: node id node-1 is used twice; give one of the constructs another idPrefix',
  },
  {
    what: 'a node id that is no DNS label',
    topology: () => kraft({ idPrefix: 'Broker_', brokers: 1 }),
    problem:
      't/kafka: node id "Broker_1" is no DNS label; use 1-50 of a-z, 0-9 and -, beginning and ending with a letter or digit',
  },
  {
    what: 'a topology name that is no DNS label',
    topology: () => kraft({}, {}, 'My lab'),
    problem:
      'My lab: topology name "My lab" is no DNS label; use 1-50 of a-z, 0-9 and -, beginning and ending with a letter or digit',
  },
  {
    what: 'no cluster at all',
    topology: () => new Topology('t', { summary: 'test' }),
    problem: 't: has no KafkaCluster; add one',
  },
];

describe('validation', () => {
  it('finds nothing wrong with what the cases start from', () => {
    expect([kraft(), zooKeeper(), kraft(listener({}))].flatMap((topology) => topology.problems())).toEqual(
      [],
    );
  });

  it.each(['rack 1', '-a', 'a.', 'ä', 'a'.repeat(64)])(
    'reports the rack "%s", which no zone can be',
    (rack) => {
      expect(kraft({ racks: [rack] }).problems()).toEqual([
        {
          path: 't/kafka',
          message: `rack "${rack}" cannot name a zone; use 1-63 of A-Z, a-z, 0-9, -, _ and ., beginning and ending with a letter or digit`,
        },
      ]);
    },
  );

  it.each(cases)('reports $what', ({ topology, problem }) => {
    expect(
      topology()
        .problems()
        .map(({ path, message }) => `${path}: ${message}`),
    ).toEqual([problem]);
  });

  it('warns of racks that do not fit the brokers evenly, and of even numbers of voters', () => {
    expect(
      kraft({ brokers: 4, racks: ['a', 'b', 'c'] }, { voters: 4, mode: 'isolated' }).resolve().warnings,
    ).toEqual([
      't/controllers: voters 4 is even: it survives no more losses than 3; use an odd number',
      't/kafka: 4 brokers do not fit 3 racks evenly, so some racks carry more; use a multiple of 3',
    ]);
  });
});
