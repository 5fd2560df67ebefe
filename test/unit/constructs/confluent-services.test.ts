import { describe, expect, it } from 'vitest';
import {
  ConduktorConsole,
  ControllerQuorum,
  KafkaCluster,
  KafkaConnect,
  KsqlDb,
  PostgreSql,
  RestProxy,
  SchemaRegistry,
  Topology,
} from '../../../src/index.ts';

function topologyOf(brokers: number): Topology {
  const topology = new Topology('t', { summary: 's' });
  const metadata = new ControllerQuorum(topology, 'controllers');
  new KafkaCluster(topology, 'kafka', { metadata, brokers });
  return topology;
}

function environmentOf(topology: Topology, id: string): Readonly<Record<string, string>> {
  return topology.resolve().nodes.find((node) => node.id === id)?.service?.environment ?? {};
}

describe('ksqlDB', () => {
  it.each([
    { brokers: 1, copies: '1' },
    { brokers: 3, copies: '3' },
  ])('keeps $copies copies of its own topics with $brokers brokers', ({ brokers, copies }) => {
    const topology = topologyOf(brokers);
    new KsqlDb(topology, 'ksql', { registry: new SchemaRegistry(topology, 'registry') });
    expect(environmentOf(topology, 'ksql')).toMatchObject({
      KSQL_BOOTSTRAP_SERVERS: '@{bootstrap}',
      KSQL_KSQL_INTERNAL_TOPIC_REPLICAS: copies,
      KSQL_KSQL_STREAMS_REPLICATION_FACTOR: copies,
      KSQL_KSQL_LOGGING_PROCESSING_TOPIC_REPLICATION_FACTOR: copies,
      KSQL_KSQL_SCHEMA_REGISTRY_URL: 'http://@{host:registry}:8081/apis/ccompat/v7',
      KSQL_KSQL_SERVICE_ID: 'ksql_',
    });
  });
});

describe('the REST proxy', () => {
  it('waits for its registry and for every broker, and has its own port', () => {
    const topology = topologyOf(3);
    const registry = new SchemaRegistry(topology, 'registry', { implementation: 'confluent', port: 8181 });
    new RestProxy(topology, 'rest', { registry, port: 8182, heapMb: 128 });
    const node = topology.resolve().nodes.find(({ id }) => id === 'rest');
    expect(node?.dependsOn).toEqual(['broker-1', 'broker-2', 'broker-3', 'registry']);
    expect(node?.ports).toEqual([{ name: 'http', port: 8182, published: true }]);
    expect(node?.service?.environment).toMatchObject({
      KAFKA_REST_LISTENERS: 'http://0.0.0.0:8182',
      KAFKA_REST_SCHEMA_REGISTRY_URL: 'http://@{host:registry}:8181',
      KAFKAREST_HEAP_OPTS: '-Xmx128m',
    });
  });
});

describe('the console', () => {
  it('is told of the database, and of what it is given besides', () => {
    const topology = topologyOf(1);
    const database = new PostgreSql(topology, 'db', { user: 'me', password: 'secret', port: 5433 });
    const connect = new KafkaConnect(topology, 'connect');
    const ksqlDb = new KsqlDb(topology, 'ksql');
    new ConduktorConsole(topology, 'console', { database, connect, ksqlDb, port: 8888 });
    expect(environmentOf(topology, 'console')).toEqual({
      CDK_DATABASE_URL: 'postgresql://me:secret@@{host:db}:5433/klab',
      CDK_LISTENING_PORT: '8888',
      CONSOLE_MEMORY_OPTS: '-Xmx1536m',
      CDK_CLUSTERS_0_ID: 'default',
      CDK_CLUSTERS_0_NAME: 't',
      CDK_CLUSTERS_0_BOOTSTRAPSERVERS: '@{bootstrap}',
      CDK_CLUSTERS_0_KAFKACONNECTS_0_ID: 'connect',
      CDK_CLUSTERS_0_KAFKACONNECTS_0_NAME: 'connect',
      CDK_CLUSTERS_0_KAFKACONNECTS_0_URL: 'http://@{host:connect}:8083',
      CDK_CLUSTERS_0_KSQLDBS_0_ID: 'ksql',
      CDK_CLUSTERS_0_KSQLDBS_0_NAME: 'ksql',
      CDK_CLUSTERS_0_KSQLDBS_0_URL: 'http://@{host:ksql}:8088',
    });
  });

  it('does not meet another service on a port', () => {
    const topology = topologyOf(1);
    new ConduktorConsole(topology, 'console', { database: new PostgreSql(topology, 'db'), port: 8082 });
    new RestProxy(topology, 'rest');
    expect(topology.problems().map(({ message }) => message)).toEqual([
      'port 8082 is used by console http and rest http; move one of them',
    ]);
  });
});

it('each needs a cluster', () => {
  const topology = new Topology('t', { summary: 's' });
  new RestProxy(topology, 'rest');
  new KsqlDb(topology, 'ksql');
  new ConduktorConsole(topology, 'console', { database: new PostgreSql(topology, 'db') });
  expect(topology.problems().map(({ path, message }) => `${path}: ${message}`)).toEqual(
    expect.arrayContaining([
      't/rest: passes requests on to Kafka, and the topology has no KafkaCluster; add one',
      't/ksql: keeps its statements in Kafka, and the topology has no KafkaCluster; add one',
      't/console: shows what is in Kafka, and the topology has no KafkaCluster; add one',
    ]),
  );
});
