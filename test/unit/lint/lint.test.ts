/** What is wrong with a compose file: one right file, and each rule with the one line that breaks it, in every dialect that says it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lintRules } from '../../../src/lint/rules/index.ts';
import { packageRoot } from '../../../src/package-root.ts';
import { lint, onHost, ownImage, right, withZooKeeper } from '../../support/compose-files.ts';

describe('a right file', () => {
  it.each([right, withZooKeeper, onHost, ownImage])('has nothing to say: %#', (text) => {
    expect(lint(text)).toMatchObject({ findings: [], risk: 'none', notes: [] });
  });

  it.each([
    ['a port of either protocol', right, "'9093:9093'", "'9093:9093', '9092:9092/udp'"],
    ['one port at two addresses', right, "'9092:9092'", "'127.0.0.1:9092:9092', '127.0.0.2:9092:9092'"],
    [
      'one port in two profiles',
      right,
      '  ui:\n',
      "  a: { image: 'a:1', ports: ['80:80'], profiles: [a] }\n  b: { image: 'b:1', ports: ['80:80'], profiles: [b] }\n  ui:\n",
    ],
    [
      'an image for its tools alone',
      right,
      '  ui:\n',
      "  tools: { image: 'confluentinc/cp-kafka:7.9.1', command: sleep infinity, environment: { KAFKA_BROKER_ID: ignored, KAFKA_ZOOKEEPER_CONNECT: ignored } }\n  ui:\n",
    ],
    [
      'storage that a command formats',
      right,
      '      CLUSTER_ID: MkU3OEVBNTcwNTJENDM2Qk\n',
      '    command: bash -c "/format.sh && /etc/confluent/docker/run"\n',
    ],
    [
      'a variable of ZooKeeper’s clients',
      withZooKeeper,
      '      - KAFKA_BROKER_ID=1\n',
      '      - KAFKA_BROKER_ID=1\n      - ZOOKEEPER_SASL_ENABLED=false\n',
    ],
    [
      'a listener of a broker that is alone',
      withZooKeeper,
      'PLAINTEXT://localhost:9092',
      'PLAINTEXT://localhost:19092,SSL://localhost:9092\n      - KAFKA_SSL_KEYSTORE_LOCATION=/kafka.jks',
    ],
  ])('may have %s', (_, text, from, to) => {
    expect(text).toContain(from);
    const found = lint(text.replaceAll(from, to));
    expect(found.findings).toEqual([]);
    expect(found.clusters).toEqual(lint(text).clusters);
  });

  it('may have a controller apart that is told what brokers are told', () => {
    const apart = right
      .replaceAll('KAFKA_PROCESS_ROLES: broker,controller', 'KAFKA_PROCESS_ROLES: controller')
      .replaceAll(/KAFKA_LISTENERS: .*,CTL/g, 'KAFKA_LISTENERS: CTL')
      .replaceAll(/ +KAFKA_ADVERTISED_LISTENERS: .*\n/g, '');
    expect(lint(apart).findings.map(({ rule }) => rule)).not.toContain('listener-unknown');
  });

  it('of klab is one', () => {
    const path = join(packageRoot(), 'dist', 'three-racks', 'compose.yaml');
    expect(lint(readFileSync(path, 'utf8'))).toMatchObject({ findings: [], clusters: [expect.any(Array)] });
  });
});

describe('a file with one thing changed', () => {
  it.each<[rule: string, risk: string, text: string, from: string, to: string]>([
    ['refused-by-compose', 'high', withZooKeeper, "    ports: ['9092:9092']\n", '    ports: 9092\n'],
    ['refused-by-compose', 'high', withZooKeeper, 'services:\n', 'services:\n  five: 5\n'],
    [
      'refused-by-compose',
      'high',
      withZooKeeper,
      'services:\n',
      'services:\n  a: { extends: b }\n  b: { extends: a }\n',
    ],
    ['advertised-shared', 'high', right, 'OUT://localhost:9093', 'OUT://localhost:9092'],
    ['host-not-told', 'medium', right, 'OUT://localhost:9093', 'OUT://kafka2:9093'],
    ['host-not-told', 'medium', withZooKeeper, '//localhost:9092', '//broker:9092'],
    ['host-not-told', 'medium', withZooKeeper, '//localhost:9092', '//:9092'],
    ['advertised-not-published', 'high', right, 'OUT://localhost:9093', 'OUT://localhost:9193'],
    ['brokers-told-localhost', 'high', right, 'LISTENER_NAME: IN\n', 'LISTENER_NAME: OUT\n'],
    ['containers-told-localhost', 'high', right, 'kafka1:19092,kafka2:19092', 'kafka1:9092'],
    ['listener-unmapped', 'high', right, ',OUT:PLAINTEXT', ''],
    ['listener-unmapped', 'high', withZooKeeper, 'PLAINTEXT://', 'OUT://'],
    ['listener-unmapped', 'high', right, 'LISTENER_NAME: IN\n', 'LISTENER_NAME: INTERNAL\n'],
    ['listener-unknown', 'high', right, 'LISTENER_NAME: IN\n', 'LISTENER_NAME: CTL\n'],
    ['listener-unknown', 'high', right, 'LISTENERS: IN://kafka1:19092,OUT', 'LISTENERS: OUT'],
    ['ports-collide', 'high', right, "'9093:9093'", "'9092:9093'"],
    ['ports-collide', 'high', right, "'9093:9093'", "'127.0.0.1:9092:9093'"],
    ['ports-collide', 'high', onHost, 'IN://:19093', 'IN://:19092'],
    ['voters-mismatch', 'high', onHost, '    network_mode: host\n', ''],
    ['listener-ports-collide', 'high', right, 'IN://:19092,OUT', 'IN://:29093,OUT'],
    ['id-twice', 'high', right, 'NODE_ID: 2', 'NODE_ID: 1'],
    [
      'replicas-of-one-node',
      'high',
      withZooKeeper,
      "    ports: ['9092:9092']\n",
      '    deploy: { replicas: 3 }\n',
    ],
    ['voters-mismatch', 'high', right, 'NODE_ID: 2', 'NODE_ID: 5'],
    ['voters-mismatch', 'high', right, '3@kafka3:29093', '3@kafka4:29093'],
    ['voters-mismatch', 'high', right, '3@kafka3:29093', '3@localhost:29093'],
    ['voters-mismatch', 'high', right, '3@kafka3:29093', '3@kafka3:9093'],
    ['cluster-id-missing', 'high', right, 'CLUSTER_ID: MkU3OEVBNTcwNTJENDM2Qk', 'OTHER: 1'],
    [
      'two-metadata',
      'low',
      right,
      'KAFKA_MIN_INSYNC',
      'KAFKA_ZOOKEEPER_CONNECT: zoo.example.com\n      KAFKA_MIN_INSYNC',
    ],
    ['zookeeper-gone', 'high', withZooKeeper, 'cp-kafka:7.5.0', 'cp-kafka:8.0.0'],
    ['zookeeper-unknown', 'high', withZooKeeper, '=zoo:2181', '=zoo1:2181'],
    [
      'one-copy',
      'high',
      right,
      'KAFKA_MIN_INSYNC',
      'KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: 1\n      KAFKA_MIN_INSYNC',
    ],
    [
      'more-copies-than-brokers',
      'high',
      withZooKeeper,
      'OFFSETS_TOPIC_REPLICATION_FACTOR=1',
      'OFFSETS_RETENTION_MINUTES=1',
    ],
    [
      'more-copies-than-brokers',
      'medium',
      withZooKeeper,
      'TRANSACTION_STATE_LOG_REPLICATION_FACTOR=1',
      'OFFSETS_RETENTION_MINUTES=1',
    ],
    ['more-copies-than-brokers', 'high', right, 'REPLICATION_FACTOR: 3', 'REPLICATION_FACTOR: 5'],
    ['min-isr', 'medium', right, 'KAFKA_MIN_INSYNC_REPLICAS: 2', 'OTHER: 2'],
    ['min-isr', 'medium', right, 'REPLICAS: 2', 'REPLICAS: 1'],
    ['min-isr', 'high', right, 'REPLICAS: 2', 'REPLICAS: 4'],
    ['transactions-refused', 'high', withZooKeeper, '_MIN_ISR=1', '_MIN_ISR=2'],
    ['transactions-refused', 'high', withZooKeeper, 'KAFKA_TRANSACTION_STATE_LOG_MIN_ISR=1', 'OTHER=1'],
    ['volume-shared', 'high', right, 'data2:', 'data1:'],
    ['data-not-kept', 'low', withZooKeeper, "    volumes: ['zoo:/data']\n", ''],
    ['data-not-kept', 'low', right, 'KAFKA_MIN_INSYNC', 'KAFKA_LOG_DIRS: /tmp/logs\n      KAFKA_MIN_INSYNC'],
    ['image-floats', 'medium', right, 'kafka-ui:v0.7.2', 'kafka-ui'],
    ['image-floats', 'medium', withZooKeeper, 'cp-kafka:7.5.0', 'localhost:5000/cp-kafka:latest'],
  ])('%s, %s', (rule, risk, text, from, to) => {
    expect(text).toContain(from);
    const { findings } = lint(text.replaceAll(from, to));
    const found = findings.find((one) => one.rule === rule);
    expect(found).toMatchObject({ risk });
    // The line is one that a person would change, or the service's own.
    const line = text.replaceAll(from, to).split('\n')[found!.line - 1];
    expect(line?.trim()).not.toBe('');
  });

  it('tells a voter whose list differs, and ids of two clusters', () => {
    const first = right.indexOf('kafka2:\n');
    const rest = right.slice(first);
    const differ = right.slice(0, first) + rest.replace('3@kafka3:29093', '4@kafka3:29093');
    expect(lint(differ).findings.map(({ rule }) => rule)).toContain('voters-differ');
    const other = right.slice(0, first) + rest.replace('MkU3OEVBNTcwNTJENDM2Qk', 'L0ZEQh8yTbKhYz3AS5Ljtw');
    expect(lint(other).findings.map(({ rule }) => rule)).toContain('cluster-ids-differ');
  });

  it('counts the members of a quorum', () => {
    const two = right.replaceAll(',3@kafka3:29093', '').replaceAll(/\n {2}kafka3:[\s\S]*?(?=\n {2}ui:)/g, '');
    const two3 = two.replaceAll('REPLICATION_FACTOR: 3', 'REPLICATION_FACTOR: 2');
    expect(lint(two3).findings.find(({ rule }) => rule === 'voters-even')).toMatchObject({
      risk: 'medium',
      text: '2 members of the quorum survive the loss of none, as 1 do',
    });
  });

  it('names line, services and fix; what several have from one line is told once', () => {
    const text = `x-common: &common
  image: apache/kafka:latest
services:
  a: { <<: *common, environment: { KAFKA_NODE_ID: 1 } }
  b: { <<: *common, environment: { KAFKA_NODE_ID: 2 } }
`;
    expect(lint(text).findings.filter(({ rule }) => rule === 'image-floats')).toEqual([
      expect.objectContaining({
        file: 'compose.yml',
        line: 2,
        nodes: ['a', 'b'],
        fix: 'name a version, as in apache/kafka:4.3.1',
      }),
    ]);
  });
});

it('every rule is in docs/lint.md, with its source', () => {
  const page = readFileSync(join(packageRoot(), 'docs', 'lint.md'), 'utf8');
  const section = page.split('\n## Rules\n')[1] ?? '';
  const explained = [...section.matchAll(/^\| `([a-z-]+)` +\|/gm)].map(([, id]) => id);
  expect(new Set(explained)).toEqual(new Set(lintRules.map(({ id }) => id)));
  expect(explained).toHaveLength(lintRules.length);
  expect(lintRules.filter(({ source }) => source.trim() === '')).toEqual([]);
});
