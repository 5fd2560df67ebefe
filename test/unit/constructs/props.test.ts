/** Props as JavaScript gives them: one problem with its path each, and never anything but a TopologyValidationError. */
import { anything, assert, constantFrom, dictionary, oneof, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addServices,
  ConduktorConsole,
  ControllerQuorum,
  JmxExporter,
  KafkaCluster,
  KafkaConnect,
  KsqlDb,
  PostgreSql,
  Prometheus,
  RestProxy,
  SchemaRegistry,
  Topology,
  TopologyValidationError,
  up,
  ZooKeeperEnsemble,
} from '../../../src/index.ts';
import { composeDocument } from '../../../src/render/compose/convert.ts';
import { renderLocal } from '../../../src/render/local/render.ts';
import { createTopology } from '../../../topologies/index.ts';
import { environmentOf, manifestsOf } from '../../support/manifests.ts';

/** What JavaScript may write, which no type allows. */
type Loose = Record<string, unknown>;

/** A topology with one cluster of these props. */
function cluster(props: Loose | null): Topology {
  const topology = new Topology('t', { summary: '' });
  const metadata = new ControllerQuorum(topology, 'controllers');
  new KafkaCluster(topology, 'kafka', (props === null ? null : { metadata, ...props }) as never);
  return topology;
}

function problemsOf(make: () => Topology): string[] {
  try {
    make().resolve();
    return [];
  } catch (error) {
    if (!(error instanceof TopologyValidationError)) throw error;
    return error.problems.map(({ path, message }) => `${path}: ${message}`);
  }
}

describe('a prop of KafkaCluster', () => {
  it.each([
    [{ racks: 'abc' }, 't/kafka: racks "abc" is no list; use [\'name\', …]'],
    [{ racks: [1] }, 't/kafka: racks[0] 1 is not possible; use a text'],
    [{ brokers: '3' }, 't/kafka: brokers "3" is not possible; use a number, without quotes'],
    [{ brokers: null }, 't/kafka: brokers null is not possible; use a number, without quotes'],
    [{ brokers: Number.NaN }, 't/kafka: brokers NaN is not possible; use a whole number from 1 to 100'],
    [{ brokrs: 3 }, 't/kafka: brokrs is unknown; did you mean brokers?'],
    [
      { log: { segmentBytes: 1 } },
      't/kafka: log.segmentBytes 1 is not possible; use a whole number from 14 to 2147483647',
    ],
    [
      { log: { segmentBytes: 16_384 } },
      't/kafka: log.segmentBytes 16384 is not possible with Kafka 4.3.1; use 1048576 or more',
    ],
    [
      { log: { retentionMs: 0 } },
      't/kafka: log.retentionMs 0 is not possible; use a whole number from 1 up, or -1 for no limit',
    ],
    [
      { log: { retention: 1 } },
      't/kafka: log.retention is unknown; use retentionMs, retentionBytes, segmentBytes, partitions',
    ],
    [
      { log: 5 },
      't/kafka: log 5 is no object; use { retentionMs, retentionBytes, segmentBytes, partitions }',
    ],
    [{ heapMb: '256' }, 't/kafka: heapMb "256" is not possible; use a whole number from 16 to 1048576'],
    [{ kafkaVersion: 4 }, 't/kafka: kafkaVersion 4 is not possible; use a text of one line'],
    [{ image: 'a\nb' }, 't/kafka: image "a\\nb" is not possible; use a text of one line'],
    [
      { settings: { a: null } },
      't/kafka: settings.a null is not possible; use a text, a number, true or false',
    ],
    [
      { settings: { a: Number.NaN } },
      't/kafka: settings.a NaN is not possible; use a text, a number, true or false',
    ],
    [{ settings: ['a'] }, 't/kafka: settings ["a"] is no object; use { name: \'value\' }'],
    [{ metadata: 5 }, 't/kafka: metadata 5 is not possible; use a ControllerQuorum or a ZooKeeperEnsemble'],
    [
      { metadata: undefined },
      't/kafka: metadata is missing; use a ControllerQuorum or a ZooKeeperEnsemble of this topology',
    ],
    [
      { extraListeners: [{ name: 'X', protocol: 'PLAINTEXT', reach: 'moon', port: 39_092 }] },
      't/kafka: extraListeners[0].reach "moon" is not possible; use cluster or host or docker-host or quorum',
    ],
    [
      { extraListeners: {} },
      't/kafka: extraListeners an object of nothing is no list; use [{ name, protocol, reach, port }, …]',
    ],
  ] as [Loose, string][])('%j is one problem', (props, problem) => {
    expect(problemsOf(() => cluster(props))).toEqual([problem]);
  });

  it('is none where it is undefined, and props that are no object are one', () => {
    expect(problemsOf(() => cluster({ brokers: undefined, racks: undefined }))).toEqual([]);
    expect(problemsOf(() => cluster(null))[0]).toBe('t/kafka: props are null; give an object');
  });

  it('each is told, of every construct at once', () => {
    const make = (): Topology => {
      const topology = cluster({ racks: 'abc', sessionTimeoutMs: '9s' });
      new PostgreSql(topology, 'postgres', { published: 'yes' } as never);
      return topology;
    };
    expect(problemsOf(make)).toEqual([
      't/kafka: racks "abc" is no list; use [\'name\', …]',
      't/kafka: sessionTimeoutMs "9s" is not possible; use a number, without quotes',
      't/postgres: published "yes" is not possible; use true or false, without quotes',
    ]);
  });
});

it('a number or a yes-or-no in settings is the same text on every target', () => {
  const resolved = cluster({
    brokers: 1,
    settings: { 'log.retention.ms': 60_000, 'delete.topic.enable': false },
  }).resolve();
  const local = renderLocal(resolved).find(({ path }) => path.endsWith('server.properties'))?.content;
  expect(local).toContain('\ndelete.topic.enable=false\n');
  expect(local).toContain('\nlog.retention.ms=60000\n');
  const written = { KAFKA_LOG_RETENTION_MS: '60000', KAFKA_DELETE_TOPIC_ENABLE: 'false' };
  expect(composeDocument(resolved).services['broker-1']?.environment).toMatchObject(written);
  expect(environmentOf(manifestsOf(resolved), 'broker-1')).toMatchObject(written);
});

it('a ready-made topology tells a wrong option with the path of what has it', () => {
  expect(problemsOf(() => createTopology('multi-broker', { brokers: '3' } as never))).toEqual([
    'multi-broker/kafka: brokers "3" is not possible; use a number, without quotes',
  ]);
});

const constructs: Readonly<Record<string, (topology: Topology, props: never) => unknown>> = {
  ControllerQuorum: (topology, props) => new ControllerQuorum(topology, 'x', props),
  ZooKeeperEnsemble: (topology, props) => new ZooKeeperEnsemble(topology, 'x', props),
  KafkaCluster: (topology, props) => new KafkaCluster(topology, 'x', props),
  SchemaRegistry: (topology, props) => new SchemaRegistry(topology, 'x', props),
  PostgreSql: (topology, props) => new PostgreSql(topology, 'x', props),
  KafkaConnect: (topology, props) => new KafkaConnect(topology, 'x', props),
  KsqlDb: (topology, props) => new KsqlDb(topology, 'x', props),
  RestProxy: (topology, props) => new RestProxy(topology, 'x', props),
  Prometheus: (topology, props) => new Prometheus(topology, 'x', props),
  ConduktorConsole: (topology, props) => new ConduktorConsole(topology, 'x', props),
  JmxExporter: (topology, props) => new JmxExporter(topology, 'x', props),
  Topology: (_topology, props) => new Topology('x', props),
};

const names = (
  'metadata brokers racks voters mode servers idPrefix image heapMb ' +
  'settings log extraListeners jmxPort port environment registry database connect ' +
  'ksqlDb connectors config published password scrapeIntervalSeconds retentionHours summary hostVariable ' +
  'firstNumber perBroker jvmOptions topics kafkaVersion replicationFactor minInSyncReplicas sessionTimeoutMs implementation distribution'
).split(' ');

it.each(Object.keys(constructs))('%s never ends in a TypeError', (name) => {
  const whatever = anything({ maxDepth: 2, withNullPrototype: true, withBigInt: true });
  const props = oneof(whatever, dictionary(constantFrom(...names), whatever, { maxKeys: 4 }));
  assert(
    property(props, (given) => {
      const topology = cluster({ brokers: 1 });
      const problems = problemsOf(() => {
        constructs[name]?.(topology, given as never);
        return topology;
      });
      expect(problems.every((problem) => /^(t|x)(\/\w+)?: /.test(problem))).toBe(true);
    }),
    { numRuns: 150 },
  );
});

describe('up', () => {
  const topology = createTopology('single-broker');

  it.each([
    [{ portOffset: '200' }, 'up: portOffset "200" is not possible; use a whole number from 0 to 30000'],
    [{ portOffset: Number.NaN }, 'up: portOffset NaN is not possible; use a whole number from 0 to 30000'],
    [{ on: 'moon' }, 'up: on "moon" is not possible; use compose or kubernetes or local'],
    [{ isolateable: true }, 'up: isolateable is unknown; did you mean isolatable?'],
    [{ signal: 5 }, 'up: signal 5 is not possible; use the signal of an AbortController'],
    [
      { progress: {} },
      'up: progress an object of nothing has no step, update, note; use an object with step, update and note',
    ],
    [null, 'up: options are null; give an object'],
  ])('%j is told before anything is started', async (options, problem) => {
    await expect(up(topology, options as never)).rejects.toThrow(problem);
  });

  it.each([[{}], [null], ['multi-broker'], [[]]])('%j is no topology', async (given) => {
    await expect(up(given as never)).rejects.toMatchObject({
      problems: [{ path: 'up', message: expect.stringContaining('is no topology; give a Topology') }],
    });
  });
});

it('services that are no list are told', () => {
  expect(() => addServices(topologyOf(), 'registry' as never)).toThrow(
    'services "registry" are no list; use',
  );
  function topologyOf(): Topology {
    return cluster({});
  }
});
