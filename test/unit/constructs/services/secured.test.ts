/** Side services of a secured cluster: how each is told where its secrets are, and what it may do. */
import { describe, expect, it } from 'vitest';
import {
  ConduktorConsole,
  KafkaConnect,
  KsqlDb,
  PostgreSql,
  RestProxy,
  SchemaRegistry,
  type SecurityProps,
  type Topology,
} from '../../../../src/index.ts';
import { completeTopology } from '../../../../src/kafka/references.ts';
import { composeAddressing } from '../../../../src/render/compose/addressing.ts';
import { composeDocument } from '../../../../src/render/compose/convert.ts';
import { contextOf } from '../../../../src/render/kubernetes/context.ts';
import { podSpec } from '../../../../src/render/kubernetes/pod/pod.ts';
import { kraft } from '../../../support/constructs.ts';

const secrets = '/run/klab/secrets';
const passwords = { protocol: 'SASL_SSL', mechanism: 'SCRAM-SHA-512' } as const;

function environment(internal: SecurityProps['internal'], add: (topology: Topology) => void): unknown {
  const topology = kraft({ security: { superUsers: ['admin'], ...(internal && { internal }) } });
  add(topology);
  const resolved = topology.resolve();
  const { nodes } = completeTopology(resolved, composeAddressing(resolved, 0));
  const variables = nodes.find(({ id }) => id === 'it')?.service?.environment ?? {};
  return Object.fromEntries(
    Object.entries(variables).filter(([name]) =>
      /SECURITY|SSL|SASL|PROVIDERS|CLUSTERS_0_PROPERTIES/.test(name),
    ),
  );
}

/** What a client says of a certificate, as variables. */
function byCertificate(prefix: string): Record<string, string> {
  return {
    [`${prefix}_SECURITY_PROTOCOL`]: 'SSL',
    [`${prefix}_SSL_TRUSTSTORE_TYPE`]: 'PEM',
    [`${prefix}_SSL_TRUSTSTORE_LOCATION`]: `${secrets}/ca.pem`,
    [`${prefix}_SSL_KEYSTORE_TYPE`]: 'PEM',
    [`${prefix}_SSL_KEYSTORE_LOCATION`]: `${secrets}/it.keystore.pem`,
  };
}

function byPassword(prefix: string, dollar = '$'): Record<string, string> {
  return {
    [`${prefix}_SECURITY_PROTOCOL`]: 'SASL_SSL',
    [`${prefix}_SSL_TRUSTSTORE_TYPE`]: 'PEM',
    [`${prefix}_SSL_TRUSTSTORE_LOCATION`]: `${secrets}/ca.pem`,
    [`${prefix}_SASL_MECHANISM`]: 'SCRAM-SHA-512',
    [`${prefix}_SASL_JAAS_CONFIG`]: `${dollar}{file:${secrets}/it.sasl.properties:internal}`,
  };
}

function provider(prefix: string): Record<string, string> {
  return {
    [`${prefix}_CONFIG_PROVIDERS`]: 'file',
    [`${prefix}_CONFIG_PROVIDERS_FILE_CLASS`]: 'org.apache.kafka.common.config.provider.FileConfigProvider',
  };
}

describe('a service of a secured cluster', () => {
  it.each<[string, (topology: Topology) => void]>([
    [
      'SCHEMA_REGISTRY_KAFKASTORE',
      (topology) => new SchemaRegistry(topology, 'it', { implementation: 'confluent' }),
    ],
    ['KAFKA_REST_CLIENT', (topology) => new RestProxy(topology, 'it')],
  ])('has files for a certificate or a password: %s', (prefix, add) => {
    expect(environment(undefined, add)).toEqual(byCertificate(prefix));
    expect(environment(passwords, add)).toEqual({ ...byPassword(prefix), ...provider(prefix) });
    expect(environment({ protocol: 'PLAINTEXT' }, add)).toEqual({});
  });

  it.each<[string, string[], (topology: Topology) => void]>([
    [
      'CONNECT',
      ['CONNECT', 'CONNECT_PRODUCER', 'CONNECT_CONSUMER', 'CONNECT_ADMIN'],
      (topology) => new KafkaConnect(topology, 'it'),
    ],
    [
      'CONNECT',
      ['CONNECT', 'CONNECT_PRODUCER', 'CONNECT_CONSUMER', 'CONNECT_ADMIN'],
      (topology) => new KafkaConnect(topology, 'it', { distribution: 'confluent' }),
    ],
    [
      'KSQL',
      ['KSQL_KSQL_STREAMS', 'KSQL_KSQL_SERVER_COMMAND_CONSUMER', 'KSQL_KSQL_SERVER_COMMAND_PRODUCER'],
      (topology) => new KsqlDb(topology, 'it'),
    ],
  ])('has them for each of its clients: %s', (own, prefixes, add) => {
    const all = (of: (prefix: string) => object): unknown => Object.assign({}, ...prefixes.map(of));
    expect(environment(undefined, add)).toEqual(all(byCertificate));
    expect(environment(passwords, add)).toEqual({
      ...(all((prefix) => byPassword(prefix)) as object),
      ...provider(own),
    });
  });

  it('looks at names of brokers, and keeps references to files from being completed too early: Apicurio', () => {
    const add = (topology: Topology): unknown => new SchemaRegistry(topology, 'it');
    const prefix = 'APICURIO_KAFKA_COMMON';
    const named = { [`${prefix}_SSL_ENDPOINT_IDENTIFICATION_ALGORITHM`]: 'https' };
    expect(environment(undefined, add)).toEqual({ ...byCertificate(prefix), ...named });
    expect(environment(passwords, add)).toEqual({
      ...byPassword(prefix, String.raw`\$`),
      ...provider(prefix),
      ...named,
    });
  });

  it('has its settings in lines: the console', () => {
    const add = (topology: Topology): unknown =>
      new ConduktorConsole(topology, 'it', { database: new PostgreSql(topology, 'postgres') });
    const { CDK_CLUSTERS_0_PROPERTIES: lines } = environment(undefined, add) as Record<string, string>;
    expect(lines!.split('\n')).toEqual([
      'security.protocol=SSL',
      'ssl.truststore.type=PEM',
      `ssl.truststore.location=${secrets}/ca.pem`,
      'ssl.keystore.type=PEM',
      `ssl.keystore.location=${secrets}/it.keystore.pem`,
    ]);
  });

  it('has no more to say where the listener asks nobody for a certificate', () => {
    const add = (topology: Topology): unknown => new RestProxy(topology, 'it');
    expect(environment({ protocol: 'SSL' }, add)).toEqual({
      KAFKA_REST_CLIENT_SECURITY_PROTOCOL: 'SSL',
      KAFKA_REST_CLIENT_SSL_TRUSTSTORE_TYPE: 'PEM',
      KAFKA_REST_CLIENT_SSL_TRUSTSTORE_LOCATION: `${secrets}/ca.pem`,
    });
  });
});

it('has the folder of its secrets in its container, with compose, where it comes to brokers', () => {
  const topology = kraft({ security: { superUsers: ['admin'] } });
  new SchemaRegistry(topology, 'registry');
  new PostgreSql(topology, 'postgres');
  const { services } = composeDocument(topology.resolve());
  const mounted = (id: string): readonly unknown[] =>
    services[id]!.volumes.filter((volume) => typeof volume === 'object');
  expect(mounted('registry')).toMatchObject([
    { source: '${KLAB_SECRETS:-./secrets}/registry', target: secrets, read_only: true },
  ]);
  expect(mounted('postgres')).toEqual([]);
});

it('has them as a Secret of its own in its pod, with Kubernetes', () => {
  const topology = kraft({ security: { superUsers: ['admin'] } });
  new SchemaRegistry(topology, 'registry');
  new PostgreSql(topology, 'postgres');
  const context = contextOf(topology.resolve());
  const mounted = (id: string): readonly unknown[] =>
    (
      podSpec(
        context,
        context.topology.nodes.find((node) => node.id === id)!,
      ).volumes ?? []
    ).flatMap(({ secret }) => secret?.secretName ?? []);
  expect(mounted('registry')).toEqual([expect.stringContaining('registry')]);
  expect(mounted('postgres')).toEqual([]);
});

it('may do what its construct says, or everything where nobody can know', () => {
  const topology = kraft({ security: { superUsers: ['admin'] } });
  new SchemaRegistry(topology, 'registry');
  new KafkaConnect(topology, 'connect');
  new PostgreSql(topology, 'postgres');
  const { security, nodes } = topology.resolve();
  expect(security?.services?.map(({ name }) => name)).toEqual(['registry', 'connect']);
  expect(security?.services?.[0]?.acls).toContainEqual({
    group: 'apicurio-*',
    operations: ['Read', 'Describe'],
  });
  const superUsers = nodes.map(({ settings }) => settings['super.users']);
  expect(superUsers[0]).toContain('User:connect;');
  expect(superUsers.join()).not.toMatch(/registry|postgres/);
});
