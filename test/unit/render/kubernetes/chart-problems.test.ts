/** What a chart refuses, and in which words: everything at once, with the chart's path, also from JavaScript. */
import { App, Chart } from 'cdk8s';
import { describe, expect, it } from 'vitest';
import { TopologyChart, type TopologyChartProps } from '../../../../src/cdk8s.ts';
import { ControllerQuorum, KafkaCluster, Topology, TopologyValidationError } from '../../../../src/index.ts';
import { resolved } from '../../../support/topologies.ts';

/** Every line that a chart of these props is refused with. */
function problems(props: unknown, app = new App()): readonly string[] {
  try {
    // oxlint-disable-next-line no-new -- as in JavaScript, where no type stands in the way
    new TopologyChart(app, 'kafka', props as TopologyChartProps);
  } catch (error) {
    if (!(error instanceof TopologyValidationError)) throw error;
    return error.problems.map(({ path, message }) => `${path}: ${message}`);
  }
  return [];
}

const topology = resolved('multi-broker');

describe('a chart refuses', () => {
  it.each(['Bad_NS', '', '-shop', 'shop-', 'shop.kafka', 'x'.repeat(64), 5, null, {}])(
    'namespace %j',
    (namespace) => {
      const found = problems({ topology, namespace });
      expect(found).toHaveLength(1);
      expect(found[0]).toMatch(
        /^kafka: namespace .* cannot be the name of one; use up to 63 of a-z, 0-9 and -/,
      );
    },
  );

  it.each([1.5, -1, 60_000, Number.NaN, '100', null])('port offset %j', (portOffset) => {
    const found = problems({ topology, portOffset });
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(
      /^kafka: portOffset .* is not possible; use a whole number from 0 to 56441, as port 9094/,
    );
  });

  it('another way from the host, another id, another answer than yes or no', () => {
    expect(problems({ topology, hostAccess: 'nodeport', clusterId: 'mine', createNamespace: 'no' })).toEqual([
      'kafka: hostAccess "nodeport" is no way from the host; use "node-port" or "port-forward"',
      'kafka: clusterId "mine" is no id of Kafka\'s; use 22 characters as kafka-storage.sh random-uuid makes them, or leave it away',
      'kafka: createNamespace "no" is neither true nor false; use one of them',
    ]);
  });

  it.each([undefined, null, 'multi-broker', {}, []])('topology %j, in one problem', (given) => {
    const found = problems({ topology: given });
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(
      /^kafka: topology .* is no topology; use a Topology, or what its resolve\(\) returns$/,
    );
  });

  it('to be made of nothing', () => {
    expect(problems(undefined)).toHaveLength(1);
    expect(problems(null)).toHaveLength(1);
  });

  it('with the problems of the topology, all together', () => {
    const mine = new Topology('mine', { summary: 'wrong' });
    const metadata = new ControllerQuorum(mine, 'controllers');
    new KafkaCluster(mine, 'kafka', { metadata, brokers: 3, replicationFactor: 4 });
    expect(problems({ topology: mine, namespace: 'Bad_NS', portOffset: 1.5 })).toEqual([
      'mine/kafka: replicationFactor 4 exceeds 3 brokers; use 1-3 or add brokers',
      'kafka: namespace "Bad_NS" cannot be the name of one; use up to 63 of a-z, 0-9 and -, beginning and ending with a letter or digit',
      'kafka: portOffset 1.5 is not possible; use a whole number from 0 to 65535',
    ]);
  });

  it('a namespace of its own that its name and offset make too long', () => {
    const found = problems({ topology: { ...topology, name: 'x'.repeat(60) } });
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(/^kafka: namespace "klab-x+" cannot be the name of one/);
  });

  it.each([
    ['of one name', 'multi-broker'],
    ['of two names', 'single-broker'],
  ])('a second topology in one namespace, %s', (_what, other) => {
    const app = new App();
    new TopologyChart(app, 'first', { topology: resolved(other), namespace: 'shop' });
    expect(problems({ topology, namespace: 'shop' }, app)).toEqual([
      'kafka: namespace "shop" has a topology already, of first, and holds one; use another namespace, or another App where it is for another cluster',
    ]);
  });

  it('a second topology of one name, where none names a namespace', () => {
    const app = new App();
    new TopologyChart(app, 'first', { topology });
    expect(problems({ topology }, app)).toEqual([
      expect.stringContaining('namespace "klab-multi-broker" has a topology already, of first'),
    ]);
  });
});

describe('a chart takes', () => {
  it('a namespace that a chart of somebody else’s has', () => {
    const app = new App();
    new Chart(app, 'shop', { namespace: 'shop' });
    expect(problems({ topology, namespace: 'shop' }, app)).toEqual([]);
  });

  it('the id in the examples of Kafka’s own documentation', () => {
    expect(problems({ topology, clusterId: 'MkU3OEVBNTcwNTJENDM2Qk' })).toEqual([]);
  });

  it('takes names of Secrets that are one for each node', () => {
    for (const secretName of ['{node}-secrets', 'shop.{node}', '{node}']) {
      expect(problems({ topology, secretName })).toEqual([]);
    }
    for (const secretName of ['kafka', '{node}-', 'Kafka-{node}', 7]) {
      expect(problems({ topology, secretName })).toEqual([
        `kafka: secretName ${JSON.stringify(secretName)} gives no names of Secrets; use a-z, 0-9, -, . and {node} for the node's id, such as '{node}-secrets'`,
      ]);
    }
  });

  it('the longest name and the highest offset', () => {
    expect(problems({ topology, namespace: 'x'.repeat(63), portOffset: 56_441 })).toEqual([]);
  });
});
