/** Files that are odd and files that are wrong: a plain line for whoever wrote them, whatever they hold. */
import { describe, expect, it } from 'vitest';
import { LabError } from '../../../src/errors.ts';
import { readYaml } from '../../../src/diff/readers/yaml.ts';
import type { Imported } from '../../../src/import/import.ts';
import { lintFiles } from '../../../src/lint/lint.ts';
import { withZooKeeper } from '../../support/compose-files.ts';
import { set } from '../../support/foreign-manifests.ts';
import { said, take } from '../../support/taken-text.ts';

describe('ports and mounts', () => {
  const alone = (fields: string): Imported =>
    take(`services:\n  kafka:\n    image: apache/kafka:4.3.1\n${fields}`);

  it('of whole ranges are ports side by side, of services too', () => {
    const listeners =
      "environment: { KAFKA_LISTENERS: 'A://:9092', KAFKA_ADVERTISED_LISTENERS: 'A://localhost:9092' }";
    const taken = alone(
      `    ports: ['9092-9093:9092-9093']\n    ${listeners}\n  app: { image: 'a:1', ports: ['80-81:80-81'] }\n`,
    );
    expect(taken.problems).toEqual([]);
    expect(said(taken, 'taken over')).toContain('kafka port 9092');
    expect(said(taken, 'not understood')).toBe(
      'kafka port 9093 leads to 9093, which is none of its listeners',
    );
    expect(taken.plan.services[0]?.props.ports?.map(({ port }) => port)).toEqual([80, 81]);
  });

  it('that lead to no known port of the host, or are none, are named', () => {
    const taken = alone(
      "    ports: ['9092', { target: 9999 }, much]\n  app: { image: 'a:1', ports: [8080] }\n",
    );
    expect(said(taken, 'changed')).toMatch(/kafka port 9092 has none of the host/);
    expect(said(taken, 'changed')).toMatch(/kafka port .*9999.* has none of the host/);
    expect(said(taken, 'changed')).toMatch(/app port 8080 has none of the host/);
    expect(said(taken, 'not understood')).toMatch(/kafka port much/);
  });

  it('of an image that says no listener lead to Kafka at 9092', () => {
    const taken = alone("    ports: ['9092:9092', '9999:9999']\n");
    expect(said(taken, 'taken over')).toContain('kafka port 9092');
    expect(said(taken, 'not understood')).toContain('port 9999 leads to 9999');
  });

  it('are found by the name and the port of a host, as old images are told', () => {
    const old = (host: string): string => `services:
  zookeeper: { image: 'wurstmeister/zookeeper:3.4.6' }
  kafka:
    image: wurstmeister/kafka:2.13-2.8.1
    ports: ['9094:9092']
    environment: { KAFKA_ADVERTISED_HOST_NAME: ${host}, KAFKA_ADVERTISED_PORT: 9094, KAFKA_ZOOKEEPER_CONNECT: 'zookeeper:2181' }
`;
    const taken = take(old('localhost'));
    expect(taken.plan.cluster.perBroker).toMatchObject([{ id: 'kafka', ports: { EXTERNAL: 9094 } }]);
    expect(said(taken, 'not understood')).toBe('');
    expect(said(taken, 'changed')).toContain('advertised.port 9094: listeners say it');
    const found = (host: string): readonly string[] =>
      lintFiles(new Map([['compose.yml', old(host)]]), () => undefined).findings.map(({ rule }) => rule);
    expect(found('kafka')).toContain('host-not-told');
    expect(found('localhost')).not.toContain('host-not-told');
  });

  it('of Windows, of no source and of memory are what they are', () => {
    const taken = alone(
      String.raw`    volumes: ['C:\kafka\data:/var/lib/kafka/data', 'D:/c:/mnt/shared/config:ro', /anon, { type: tmpfs, target: /tmp/logs }]
  app: { image: 'a:1', volumes: [/app/node_modules, '/etc/ssl:/etc/ssl:ro'] }
`,
    );
    expect(said(taken, 'not understood')).toContain(
      String.raw`kafka C:\kafka\data at /var/lib/kafka/data: a folder or file of this machine`,
    );
    expect(said(taken, 'not understood')).toContain('D:/c/server.properties is not there');
    expect(said(taken, 'not understood')).toContain(
      'app /etc/ssl at /etc/ssl: a folder or file of this machine',
    );
    expect(said(taken, 'changed')).toMatch(/kafka \/anon: goes with the container/);
    expect(said(taken, 'changed')).toMatch(/kafka \/tmp\/logs: goes with the container/);
    expect(said(taken, 'changed')).toMatch(/app \/app\/node_modules: goes with the container/);
  });
});

describe('odd files', () => {
  it('one port of a container at two of the host, by two services', () => {
    const taken = take(
      `${withZooKeeper}  a: { image: 'a:1', ports: ['8080:80'] }\n  b: { image: 'b:1', ports: ['8090:80', '8091:80'] }\n`,
    );
    expect(taken.problems).toEqual([]);
    expect(taken.plan.services.map(({ props }) => props.ports)).toEqual([
      [{ name: 'http', port: 80 }],
      [{ name: 'http', port: 80, published: false }],
    ]);
    expect(said(taken, 'changed')).toMatch(/b port 8091 leads to 80 too/);
  });

  it('services that are called kafka and zookeeper and are none', () => {
    const taken = take(
      withZooKeeper
        .replace('  kafka:', '  broker:')
        .replace('services:', "services:\n  kafka: { image: 'redis:7' }\n  zookeeper: { image: 'nginx:1' }"),
    );
    expect(taken.problems).toEqual([]);
    expect(taken.plan.cluster.perBroker).toMatchObject([{ id: 'broker' }]);
    expect(taken.plan.services.map(({ props }) => props.image)).toEqual(['redis:7', 'nginx:1']);
  });

  it('anchors, merged keys, what is extended, quotes in files of variables, names with _ and -', () => {
    const taken = take(
      `x-e: &e { KAFKA_LOG_RETENTION_HOURS: 5 }
services:
  k1:
    extends: { file: base.yml, service: base }
    profiles: [dev]
    secrets: [pw]
    configs: [conf]
    env_file: [{ path: k.env, required: false }]
    deploy: { replicas: 2 }
    environment:
      <<: [*e]
      KAFKA_BROKER_ID: 1
      KAFKA_ZOOKEEPER_CONNECT: zoo:2181
      KAFKA_ADVERTISED_LISTENERS: A_B-C://localhost:9092
      KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: A_B-C:SSL
      KAFKA_LISTENER_NAME_A__B___C_SSL_CLIENT_AUTH: required
      KAFKA_INTER_BROKER_LISTENER_NAME: A_B-C
secrets: { pw: { file: ./pw.txt } }
configs: { conf: { content: a } }
`,
      {
        'base.yml':
          "services:\n  base: { image: 'confluentinc/cp-kafka:7.9.1', environment: { KAFKA_NUM_PARTITIONS: 3 } }\n",
        'k.env': 'KAFKA_MESSAGE_MAX_BYTES="2000000"\nKAFKA_LOG_SEGMENT_BYTES=\'99999999\' # half\n',
      },
    );
    expect(taken.plan.cluster).toMatchObject({
      settings: {
        'num.partitions': '3',
        'log.retention.hours': '5',
        'message.max.bytes': '2000000',
        'log.segment.bytes': '99999999',
      },
      security: { external: { protocol: 'SSL', clientAuth: 'required' } },
    });
    for (const field of ['profiles', 'secrets', 'deploy'])
      expect(said(taken, 'not understood')).toMatch(new RegExp(`k1 ${field} of k1`));
  });

  it('pods of several containers: that of Kafka, wherever it stands, and the others by name', () => {
    const text = set.replace(
      '      containers:\n        - name: kafka\n',
      "      containers:\n        - { name: exporter, image: 'danielqsj/kafka-exporter:v1.7.0' }\n        - name: kafka\n",
    );
    const taken = take(text);
    expect(taken.plan.cluster.perBroker).toHaveLength(3);
    expect(said(taken, 'not understood')).toMatch(/StatefulSet kafka exporter stands in one pod with kafka/);
  });
});

describe('wrong files end in one line', () => {
  it.each([
    ['services:\n\tkafka:\n', /line 2 is not readable as YAML: Tabs are not allowed/],
    ['services: *b\n', /refers to \*b, and no &b stands above it/],
    ['apiVersion: v1\nkind: *b\n', /refers to \*b, and no &b stands above it/],
    ['services: [1, 2]\n', /has no Kafka that is known here/],
    ['services:\n  kafka: null\n  b: 7\n', /has no Kafka that is known here, but kafka \(no image\)/],
    ['', /is no compose file/],
    ['apiVersion: v1\nkind: List\nitems: { a: 1 }\n---\nfoo\n', /has no Kafka that is known here/],
  ])('%j', (text, line) => {
    expect(() => take(text)).toThrow(line);
    expect(() => take(text)).toThrow(LabError);
  });

  it.each([
    "services:\n  kafka:\n    image: apache/kafka:4.1.0\n    environment: [1, null, { a: b }]\n    ports: [null, 9092, {}, 'x:y:z']\n    volumes: [null, 7]\n    depends_on: 7\n    healthcheck: x\n    deploy: 3\n",
    'services:\n  kafka:\n    image: [a]\n    environment: { KAFKA_NODE_ID: [1], KAFKA_LISTENERS: { a: 1 } }\n',
    "services:\n  'kafka.one': { image: 'apache/kafka:4.1.0', environment: { KAFKA_NODE_ID: x, KAFKA_LISTENERS: nonsense, KAFKA_ADVERTISED_LISTENERS: '://', KAFKA_CONTROLLER_QUORUM_VOTERS: '@@@' } }\n",
    'apiVersion: v1\nkind: Pod\nmetadata: { name: a }\nspec: { containers: [{ name: k, image: apache/kafka:4.1.0, env: [{ name: KAFKA_NODE_ID, value: 1 }, null, { valueFrom: 7 }], ports: 3 }] }\n',
    'apiVersion: kafka.strimzi.io/v1\nkind: Kafka\nmetadata: 7\nspec: { kafka: { listeners: [null, 3, { name: [x], port: {} }], authorization: 7, replicas: 3, config: [1] } }\n---\napiVersion: kafka.strimzi.io/v1\nkind: KafkaUser\nmetadata: { name: A B }\nspec: { authorization: { acls: [null, { resource: 7 }, { resource: { type: topic }, operations: 5 }] } }\n',
  ])('and what can be read of others is read: %#', (text) => {
    expect(take(text).nodes.length).toBeGreaterThan(0);
    expect(lintFiles(new Map([['a.yml', text]]), () => undefined).clusters).toHaveLength(1);
  });

  it('also where they are compared', () => {
    expect(() => readYaml('a: *b\n', 'a.yml')).toThrow(/a\.yml refers to \*b, and no &b stands above it/);
  });

  it('a key that is there twice is told, and the last one holds', () => {
    const taken = take(
      withZooKeeper.replace(
        "    ports: ['9092:9092']\n",
        "    ports: ['9092:9092']\n    ports: ['9092:9092']\n",
      ),
    );
    expect(said(taken, 'not understood')).toMatch(/line 10 says again what is said above/);
  });
});
