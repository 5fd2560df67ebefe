/** Compose files that klab did not write, with one thing changed: what it is, and how it is judged. */
import { describe, expect, it } from 'vitest';
import { unjudged } from '../../../src/diff/changes.ts';
import { roleOf } from '../../../src/diff/model.ts';
import { readCompose } from '../../../src/diff/readers/compose.ts';
import { diffOf } from '../../support/diff-models.ts';

const bitnami = `
services:
  kafka-0:
    image: docker.io/bitnami/kafka:3.7.0
    environment:
      - KAFKA_CFG_NODE_ID=0
      - KAFKA_CFG_PROCESS_ROLES=controller,broker
      - KAFKA_CFG_CONTROLLER_QUORUM_VOTERS=0@kafka-0:9093
      - KAFKA_CFG_LISTENERS=PLAINTEXT://:9092,CONTROLLER://:9093
      - KAFKA_CFG_ADVERTISED_LISTENERS=PLAINTEXT://kafka-0:9092
      - KAFKA_CFG_CONTROLLER_LISTENER_NAMES=CONTROLLER
      - KAFKA_CFG_MIN_INSYNC_REPLICAS=2
      - KAFKA_CFG_BROKER_RACK=a
      - KAFKA_KRAFT_CLUSTER_ID=L0ZEQh8yTbKhYz3AS5Ljtw
      - ALLOW_PLAINTEXT_LISTENER=yes
  ui:
    image: provectuslabs/kafka-ui:v0.7.2
    environment:
      KAFKA_CLUSTERS_0_NAME: local
      KAFKA_CLUSTERS_0_BOOTSTRAPSERVERS: kafka-0:9092
  make-topics:
    image: docker.io/bitnami/kafka:3.7.0
    command: kafka-topics.sh --create --topic orders --bootstrap-server kafka-0:9092
`;

const old = `
services:
  zookeeper:
    image: zookeeper:3.8
    environment: { ZOO_MY_ID: 1, ZOO_SERVERS: 'server.1=zookeeper:2888:3888;2181', ZOO_TICK_TIME: 2000 }
  kafka:
    image: wurstmeister/kafka:2.13-2.8.1
    environment:
      KAFKA_ADVERTISED_HOST_NAME: 192.168.1.5
      KAFKA_ZOOKEEPER_CONNECT: zookeeper:2181
      KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: 1
      KAFKA_CREATE_TOPICS: 'orders:1:1'
  server:
    image: confluentinc/cp-server:8.2.0
    environment:
      KAFKA_NODE_ID: 1
      KAFKA_PROCESS_ROLES: broker,controller
      KAFKA_SSL_CLIENT_AUTH: required
      KAFKA_SUPER_USERS: 'User:admin'
      KAFKA_SASL_ENABLED_MECHANISMS: PLAIN,SCRAM-SHA-512
      KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: 'OUT:SASL_SSL'
`;

function changed(file: string, from: string, to: string) {
  expect(file).toContain(from);
  return diffOf(readCompose(file, 'a.yml'), readCompose(file.replaceAll(from, to), 'b.yml'));
}

describe('containers of others', () => {
  it('are what they are', () => {
    const roles = [bitnami, old].flatMap((file) =>
      readCompose(file, 'a.yml').groups.map((group) => `${group.id} ${roleOf(group)}`),
    );
    expect(roles).toEqual([
      'kafka-0 combined',
      'ui service',
      'make-topics service',
      'zookeeper zookeeper',
      'kafka broker',
      'server combined',
    ]);
    const bare = "services: { zoo: { image: 'library/zookeeper:3.9' }, k: { image: 'apache/kafka-native' } }";
    expect(readCompose(bare, 'c.yml').groups.map(roleOf)).toEqual(['zookeeper', 'broker']);
  });

  it.each<[string, string, string, string, string]>([
    [bitnami, 'REPLICAS=2', 'REPLICAS=1', 'high', 'durability-lowered'],
    [bitnami, '//kafka-0:9092\n', '//kafka-9:9092\n', 'medium', 'client-addresses'],
    [bitnami, 'NODE_ID=0', 'NODE_ID=5', 'high', 'identity'],
    [bitnami, 'L0ZEQh8yTbKhYz3AS5Ljtw', 'MkU3OEVBNTcwNTJENDM2Qk', 'high', 'identity'],
    [bitnami, '=controller,broker', '=broker', 'high', 'role-changed'],
    [bitnami, 'RACK=a', 'RACK=b', 'medium', 'rack-changed'],
    [bitnami, 'kafka:3.7.0', 'kafka:3.6', 'high', 'version'],
    [bitnami, 'kafka:3.7.0', 'kafka:3.9.0-debian-12-r1', 'medium', 'version'],
    [old, 'cp-server:8.2.0', 'cp-server:7.0.1', 'high', 'version'],
    [old, '2.13-2.8.1', '2.12-2.5.0', 'high', 'version'],
    [old, '192.168.1.5', '192.168.1.6', 'medium', 'client-address-old'],
    [old, 'REPLICATION_FACTOR: 1', 'REPLICATION_FACTOR: 3', 'high', 'more-copies-than-brokers'],
    [old, 'AUTH: required', 'AUTH: none', 'high', 'clients-unproved'],
    [old, 'AUTH: required', 'AUTH: requested', 'high', 'clients-unproved'],
    [old, "'User:admin'", "'User:admin;User:shop'", 'high', 'super-users'],
    [old, 'PLAIN,SCRAM', 'SCRAM', 'medium', 'mechanisms'],
    [old, 'OUT:SASL_SSL', 'OUT:SASL_PLAINTEXT', 'high', 'less-protected'],
    [old, 'OUT:SASL_SSL', 'OUT:SSL', 'high', 'less-protected'],
  ])('are judged by the same rules: %#', (file, from, to, risk, rule) => {
    const found = changed(file, from, to);
    const rules = found.changes.flatMap(({ consequences }) => consequences.map((one) => one.rule));
    expect(rules).toContain(rule);
    expect(found.risk).toBe(risk);
    expect(rules).not.toContain('not-judged');
  });

  it('that go are no brokers unless they are', () => {
    const page = bitnami.slice(bitnami.indexOf('  ui:'), bitnami.indexOf('  make-topics:'));
    expect(changed(bitnami, page, '')).toMatchObject({ risk: 'none' });
    const server = old.slice(old.indexOf('  zookeeper:'), old.indexOf('  kafka:'));
    expect(changed(old, server, '')).toMatchObject({ risk: 'medium' });
  });

  it('with ZooKeeper are upgraded without metadata.version', () => {
    const without = old.slice(0, old.indexOf('  server:'));
    const { changes } = changed(without, '2.13-2.8.1', '2.13-3.2.0');
    const said = changes.flatMap(({ consequences }) => consequences.map(({ text }) => text)).join('\n');
    expect(said).toContain('raise inter.broker.protocol.version');
    expect(said).not.toContain('metadata.version');
  });

  it.each([
    ['KAFKA_CLUSTERS_0_NAME: local', 'KAFKA_CLUSTERS_0_NAME: ours'],
    ['ALLOW_PLAINTEXT_LISTENER=yes', 'ALLOW_PLAINTEXT_LISTENER=no'],
    ['--topic orders', '--topic returns'],
    ['KAFKA_CFG_MIN_INSYNC_REPLICAS=2', 'KAFKA_CFG_MIN_INSINC_REPLICAS=2'],
  ])('are not judged where no rule knows: %s', (from, to) => {
    expect(unjudged(changed(bitnami, from, to).changes)).not.toEqual([]);
  });
});
