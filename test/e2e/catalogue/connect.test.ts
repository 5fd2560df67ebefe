/** Kafka Connect on a real Docker Engine: exactly once where that is on, and plain errors for what cannot run. */
import { describe, expect, it } from 'vitest';
import { runChecks } from '../../../src/checks/run-checks.ts';
import {
  ControllerQuorum,
  KafkaCluster,
  KafkaConnect,
  PostgreSql,
  Topology,
  type ConnectorSpec,
} from '../../../src/index.ts';
import type { ResolvedTopology } from '../../../src/kafka/node.ts';
import { composeRuntime as runtime } from '../../../src/runtimes/compose/compose-runtime.ts';
import { testCluster } from '../../support/cluster.ts';
import { tracesOf } from '../../support/docker.ts';

const portOffset = 3_300;

/** What a stack of this file may differ in. */
interface Stack {
  readonly brokers: number;
  readonly exactlyOnce?: boolean;
  readonly connectors?: (database: PostgreSql) => readonly ConnectorSpec[];
}

function stack(name: string, { brokers, connectors, exactlyOnce = false }: Stack): ResolvedTopology {
  const topology = new Topology(name, { summary: 'a database and who follows it' });
  const metadata = new ControllerQuorum(topology, 'controllers');
  new KafkaCluster(topology, 'kafka', { metadata, brokers });
  const database = new PostgreSql(topology, 'postgres');
  new KafkaConnect(topology, 'connect', { exactlyOnce, connectors: connectors?.(database) ?? [] });
  return topology.resolve();
}

it(
  'every committed row arrives once where exactly-once source support is on',
  { timeout: 420_000 },
  async () => {
    await using cluster = await testCluster(stack('exactly-once', { brokers: 3, exactlyOnce: true }), {
      portOffset,
      runtime,
    });
    const results = await runChecks(cluster, { only: ['changes-arrive', 'changes-survive'] });
    expect(results.filter(({ outcome }) => outcome !== 'passed')).toEqual([]);
    expect(results.at(-1)?.detail).toMatch(
      /all arrived in order, none twice, as exactly-once source support promises$/,
    );
  },
);

it('the lines of a file arrive with Confluent’s image', { timeout: 240_000 }, async () => {
  const topology = new Topology('confluent-connect', { summary: 'a broker and who reads files' });
  const metadata = new ControllerQuorum(topology, 'controllers');
  new KafkaCluster(topology, 'kafka', { metadata, brokers: 1 });
  new KafkaConnect(topology, 'connect', { distribution: 'confluent' });
  await using cluster = await testCluster(topology.resolve(), { portOffset, runtime });
  const results = await runChecks(cluster, { only: ['file-lines-arrive', 'changes-arrive'] });
  expect(results.map(({ outcome }) => outcome)).toEqual(['passed', 'skipped']);
});

describe('what cannot run', () => {
  const name = 'refused';
  const up = (options: Omit<Stack, 'brokers'>) =>
    testCluster(stack(name, { brokers: 1, ...options }), { portOffset, runtime });
  const traces = () => tracesOf(`${name}-compose-${portOffset}`);

  it('is a connector whose class is not installed: nothing is left', { timeout: 180_000 }, async () => {
    const config = { 'connector.class': 'com.example.Missing' };
    await expect(up({ connectors: () => [{ name: 'orders', config }] })).rejects.toThrow(
      /^connect: connector orders wants com\.example\.Missing, which is not installed; use one of .*PostgresConnector/,
    );
    expect(await traces()).toEqual([]);
  });

  it('is a connector with a wrong database password: nothing is left', { timeout: 180_000 }, async () => {
    const connectors = ({ host, port, user, database }: PostgreSql): readonly ConnectorSpec[] => [
      {
        name: 'orders',
        config: {
          'connector.class': 'io.debezium.connector.postgresql.PostgresConnector',
          'database.hostname': host,
          'database.port': String(port),
          'database.user': user,
          'database.password': 'wrong',
          'database.dbname': database,
          'topic.prefix': 'shop',
          'plugin.name': 'pgoutput',
        },
      },
    ];
    await expect(up({ connectors })).rejects.toThrow(
      /^connect refuses connector orders: .*password authentication failed for user "klab"/,
    );
    expect(await traces()).toEqual([]);
  });
});
