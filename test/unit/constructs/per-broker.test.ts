/** Brokers that are not like each other: numbers, ids, ports, settings and JVM options of their own. */
import { describe, expect, it } from 'vitest';
import {
  ControllerQuorum,
  KafkaCluster,
  Topology,
  ZooKeeperEnsemble,
  type KafkaClusterProps,
} from '../../../src/index.ts';
import { portNamed } from '../../../src/kafka/node.ts';
import { renderedModel } from '../../support/diff-models.ts';
import { unlikeBrokers } from '../../support/topologies.ts';

type Given = Omit<KafkaClusterProps, 'metadata'>;

function kraft(props: Given): Topology {
  const topology = new Topology('orders', { summary: '' });
  new KafkaCluster(topology, 'kafka', { metadata: new ControllerQuorum(topology, 'controllers'), ...props });
  return topology;
}

function zooKeeper(props: Given): Topology {
  const topology = new Topology('orders', { summary: '' });
  new KafkaCluster(topology, 'kafka', { metadata: new ZooKeeperEnsemble(topology, 'zookeeper'), ...props });
  return topology;
}

function problemsOf(topology: Topology): readonly string[] {
  return topology.problems().map(({ message }) => message);
}

describe('numbers and ids', () => {
  it('begin where they are told to, and may be given one by one', () => {
    const { nodes } = kraft({
      idPrefix: 'kafka',
      firstNumber: 0,
      perBroker: [{}, { number: 7 }, { id: 'third' }],
    }).resolve();
    expect(nodes.map(({ id, number, role, settings }) => [id, number, role, settings['node.id']])).toEqual([
      ['kafka0', 0, 'combined', '0'],
      ['kafka7', 7, 'combined', '7'],
      ['third', 2, 'combined', '2'],
    ]);
  });

  it('of brokers beyond the list go on, as many as the command line says', () => {
    const { nodes } = kraft({ perBroker: [{ number: 5 }], brokers: 3 }).resolve();
    expect(nodes.map(({ number }) => number)).toEqual([5, 2, 3]);
    const fewer = kraft({ perBroker: [{}, {}, {}], brokers: 1 }).resolve();
    expect(fewer.nodes).toHaveLength(1);
    expect(fewer.warnings).toContainEqual(
      expect.stringContaining('perBroker describes 3 brokers, of 1; the rest is passed over'),
    );
  });

  it('are those of isolated controllers too', () => {
    const topology = new Topology('orders', { summary: '' });
    const metadata = new ControllerQuorum(topology, 'controllers', {
      mode: 'isolated',
      idPrefix: 'ctl',
      firstNumber: 10,
      voters: 1,
    });
    new KafkaCluster(topology, 'kafka', { metadata, brokers: 1, firstNumber: 0 });
    expect(topology.resolve().nodes.map(({ id, number }) => [id, number])).toEqual([
      ['ctl10', 10],
      ['broker-0', 0],
    ]);
  });

  it.each<[string, Topology, string]>([
    ['meet', kraft({ perBroker: [{}, { number: 1 }, {}] }), 'node id broker-1 is used twice'],
    [
      'are below 0',
      kraft({ firstNumber: -1 }),
      'firstNumber -1 is not possible; use a whole number from 0 to 2147483647',
    ],
    [
      'are too high for ZooKeeper',
      zooKeeper({ firstNumber: 999 }),
      'broker number 1001 exceeds 1000; use a lower one, or raise reserved.broker.max.id in settings',
    ],
  ])('that %s are a problem', (_, topology, problem) => {
    expect(problemsOf(topology).join('\n')).toContain(problem);
  });

  it('may be higher with ZooKeeper where a setting says so', () => {
    expect(
      problemsOf(zooKeeper({ firstNumber: 999, settings: { 'reserved.broker.max.id': '5000' } })),
    ).toEqual([]);
  });
});

describe('ports', () => {
  it('are given by the names of listeners, also of those that a topology adds', () => {
    const { nodes } = kraft({
      extraListeners: [{ name: 'SECOND', protocol: 'PLAINTEXT', reach: 'host', port: 9_300 }],
      perBroker: [{}, { ports: { EXTERNAL: 9_192, CONTROLLER: 9_193, SECOND: 9_194 } }],
      brokers: 3,
    }).resolve();
    const ports = ['EXTERNAL', 'CONTROLLER', 'SECOND'].map((name) =>
      nodes.map((node) => portNamed(node, name, 'local')),
    );
    expect(ports).toEqual([
      [9_092, 9_192, 9_094],
      [19_345, 9_193, 19_347],
      [9_300, 9_194, 9_302],
    ]);
  });

  it.each<[Given, string]>([
    [
      { perBroker: [{ ports: { EXTERN: 1 } }] },
      'perBroker[0].ports has EXTERN, which is no listener of the cluster; use INTERNAL, EXTERNAL, DOCKER, CONTROLLER',
    ],
    [
      { perBroker: [{ ports: { EXTERNAL: 70_000 } }] },
      'perBroker[0].ports.EXTERNAL 70000 is not possible; use a whole number from 1 to 65535',
    ],
    [
      { brokers: 2, perBroker: [{ ports: { EXTERNAL: 9_093 } }] },
      'port 9093 is used by broker-1 EXTERNAL and broker-2 EXTERNAL',
    ],
  ])('%j are a problem', (props, problem) => {
    expect(problemsOf(kraft(props)).join('\n')).toContain(problem);
  });
});

describe('settings of a broker', () => {
  it('come over those of the cluster', () => {
    const { nodes } = kraft({
      settings: { 'log.retention.ms': '1', 'num.io.threads': '3' },
      perBroker: [{ settings: { 'log.retention.ms': '2' } }, {}],
    }).resolve();
    expect(nodes.map(({ settings }) => [settings['log.retention.ms'], settings['num.io.threads']])).toEqual([
      ['2', '3'],
      ['1', '3'],
    ]);
  });

  it.each([
    [{ 'node.id': '3' }, 'perBroker[0].settings has node.id, which the topology decides; drop it'],
    [{ 'zookeeper.set.acl': 'true' }, 'perBroker[0].settings has zookeeper.set.acl true; drop it'],
  ])('%j are a problem, as those of the cluster are', (settings, problem) => {
    expect(problemsOf(kraft({ perBroker: [{ settings }] })).join('\n')).toContain(problem);
  });

  it('that no Kafka knows are told of', () => {
    const { warnings } = kraft({ perBroker: [{ settings: { 'log.retention.mss': '1' } }] }).resolve();
    expect(warnings.join('\n')).toContain('log.retention.mss');
  });
});

describe('JVM options', () => {
  it.each([
    ['-Xmx1g', 'use heapMb'],
    ['-cp', 'every target has its own class path'],
    ['-Dklab.node=x', 'klab finds nodes by it'],
    ['-Da=b c', 'has a space'],
    ['verbose', 'is no option; begin it with -'],
  ])('%s is a problem wherever it stands', (option, problem) => {
    expect(problemsOf(kraft({ jvmOptions: [option] })).join('\n')).toMatch(
      new RegExp(`jvmOptions\\[0\\] "${option}" .*${problem}`),
    );
    expect(problemsOf(kraft({ perBroker: [{ jvmOptions: [option] }] })).join('\n')).toContain(
      `perBroker[0].jvmOptions[0] "${option}"`,
    );
    const topology = new Topology('orders', { summary: '' });
    const metadata = new ZooKeeperEnsemble(topology, 'zookeeper', { jvmOptions: [option] });
    new KafkaCluster(topology, 'kafka', { metadata });
    expect(problemsOf(topology).join('\n')).toContain(problem);
  });

  it.each(['compose', 'kubernetes', 'local'] as const)(
    'reach the nodes on %s, and a collector replaces the own one of the lab',
    async (target) => {
      const { groups } = await renderedModel(unlikeBrokers(), target);
      const jvm = groups
        .filter(({ isNode }) => isNode)
        .map(({ id, facts }) => [
          id,
          facts
            .filter(({ kind, name }) => kind === 'jvm' && /GC$|colour/.test(name))
            .map(({ name, fields }) => `${name} ${fields['value']}`)
            .toSorted(),
        ]);
      expect(Object.fromEntries(jvm)).toEqual({
        ctl10: ['-Dcolour blue', '-XX:UseSerialGC on'],
        kafka0: ['-XX:UseG1GC on'],
        third: ['-Dcolour red', '-XX:UseG1GC on'],
      });
    },
  );
});
