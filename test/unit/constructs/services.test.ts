import { describe, expect, it } from 'vitest';
import { addServices, KafkaConnect, PostgreSql, SchemaRegistry, Topology } from '../../../src/index.ts';
import { completeTopology } from '../../../src/kafka/references.ts';
import { servicesOf } from '../../../src/kafka/node.ts';
import { composeAddressing } from '../../../src/render/compose/addressing.ts';
import { kraft } from '../../support/constructs.ts';

function problemsOf(topology: Topology): readonly string[] {
  return topology.problems().map(({ path, message }) => `${path}: ${message}`);
}

function withParts(add: (topology: Topology) => void): Topology {
  const topology = kraft();
  add(topology);
  return topology;
}

describe('a side service', () => {
  it('needs a cluster', () => {
    const topology = new Topology('t', { summary: 's' });
    new SchemaRegistry(topology, 'registry');
    expect(problemsOf(topology)).toEqual([
      't: has no KafkaCluster; add one',
      't/registry: keeps its schemas in Kafka, and the topology has no KafkaCluster; add one',
    ]);
  });

  it.each<[string, (topology: Topology) => void, string[]]>([
    [
      'two services on one port',
      (topology) => {
        new SchemaRegistry(topology, 'registry');
        new KafkaConnect(topology, 'connect', { port: 8081 });
      },
      ['t/connect: port 8081 is used by registry http and connect http; move one of them'],
    ],
    [
      "a service on a broker's port",
      (topology) => new SchemaRegistry(topology, 'registry', { port: 9093 }),
      ['t/registry: port 9093 is used by broker-2 EXTERNAL and registry http; move one of them'],
    ],
    [
      'a port that is none',
      (topology) => new SchemaRegistry(topology, 'registry', { port: 70_000 }),
      ['t/registry: port 70000 is not possible; use a whole number from 1 to 65535'],
    ],
    [
      'an empty password',
      (topology) => new PostgreSql(topology, 'postgres', { password: '' }),
      ['t/postgres: password is empty; give it a value, or leave it away'],
    ],
    [
      'a connector without a class',
      (topology) => new KafkaConnect(topology, 'connect', { connectors: [{ name: 'orders', config: {} }] }),
      ['t/connect: connector orders of connect has no connector.class; name one'],
    ],
    [
      'a connector that names a node which is not there',
      (topology) => {
        const config = { 'connector.class': 'Source', 'database.hostname': '@{host:postgres}' };
        new KafkaConnect(topology, 'connect', { connectors: [{ name: 'orders', config }] });
      },
      ['t/connect: connect needs postgres, which is no node of this topology; add it'],
    ],
    [
      'an id that is no name of a host',
      (topology) => new SchemaRegistry(topology, 'Registry'),
      [
        't/Registry: node id "Registry" is no DNS label; use 1-50 of a-z, 0-9 and -, beginning and ending with a letter or digit',
      ],
    ],
  ])('is refused for %s', (_, add, problems) => {
    expect(problemsOf(withParts(add))).toEqual(problems);
  });

  it('takes brokers, copies and hosts from its topology', () => {
    const topology = kraft({ brokers: 3, replicationFactor: 2 });
    const postgres = new PostgreSql(topology, 'database');
    const config = { 'connector.class': 'Source', 'database.hostname': postgres.host };
    new KafkaConnect(topology, 'connect', { connectors: [{ name: 'orders', config }] });
    const resolved = topology.resolve();
    const complete = completeTopology(resolved, composeAddressing(resolved, 0));
    const connect = servicesOf(complete).find(({ id }) => id === 'connect')!;
    expect(connect.dependsOn).toEqual(['broker-1', 'broker-2', 'broker-3']);
    expect(connect.service.environment).toMatchObject({
      BOOTSTRAP_SERVERS: 'broker-1.cluster:19092,broker-2.cluster:19093,broker-3.cluster:19094',
      CONNECT_OFFSET_STORAGE_REPLICATION_FACTOR: '2',
    });
    expect(connect.service.connectors?.[0]?.config['database.hostname']).toBe('database.cluster');
  });
});

describe('services that are added', () => {
  it('stand beside the cluster, under their usual ids, and leave it to containers', () => {
    const topology = kraft();
    addServices(topology, ['registry', 'connect', 'postgres', 'metrics', 'registry']);
    const resolved = topology.resolve();
    expect(servicesOf(resolved).map(({ id }) => id)).toEqual([
      'registry',
      'connect',
      'postgres',
      'prometheus',
    ]);
    expect(resolved.targets).toEqual(['compose', 'kubernetes']);
  });

  it('are refused by name where they are there already, or are none', () => {
    const topology = withParts((one) => new SchemaRegistry(one, 'schemas'));
    expect(() => addServices(topology, ['registry'])).toThrow(
      't has registry already, as schemas; leave registry out of --with',
    );
    expect(() => addServices(topology, ['mars'])).toThrow(
      'there is no service "mars" to add; use registry, connect, postgres, metrics',
    );
    expect(topology.node.findAll()).toHaveLength(4);
  });
});
