/** What cannot go over as it is: ports that nodes share, names of ZooKeeper's servers, settings that are none, tags that float. */
import { expect, it } from 'vitest';
import { importFiles, type Imported } from '../../../src/import/import.ts';
import { withZooKeeper } from '../../support/compose-files.ts';

function take(text: string): Imported {
  return importFiles(new Map([['compose.yml', text]]), () => undefined, 'shop');
}

const said = ({ notes }: Imported, kind: string): string =>
  notes.flatMap((note) => (note.kind === kind ? [`${note.line} ${note.text}`] : [])).join('\n');

it('the port of the host stays, and the one that only containers know gives way', () => {
  const text = `services:
  kafka:
    image: bitnami/kafka:3.9
    ports: ['9092:9094']
    environment:
      - KAFKA_CFG_NODE_ID=0
      - KAFKA_CFG_PROCESS_ROLES=controller,broker
      - KAFKA_CFG_LISTENERS=IN://:9092,CTL://:9093,OUT://:9094
      - KAFKA_CFG_ADVERTISED_LISTENERS=IN://kafka:9092,OUT://localhost:9092
      - KAFKA_CFG_CONTROLLER_LISTENER_NAMES=CTL
      - KAFKA_CFG_LISTENER_SECURITY_PROTOCOL_MAP=CTL:PLAINTEXT,IN:PLAINTEXT,OUT:PLAINTEXT
      - KAFKA_CFG_KRAFT_MODE=true
`;
  const taken = take(text);
  expect(taken.problems).toEqual([]);
  expect(taken.plan.cluster.perBroker).toEqual([{ id: 'kafka', number: 0, ports: { EXTERNAL: 9092 } }]);
  expect(said(taken, 'changed')).toContain("ports of INTERNAL are klab's");
  expect(said(taken, 'not understood')).toBe('12 kraft.mode true: no setting that Kafka documents');
});

it('a port that klab gives another listener gives way too', () => {
  const inside = withZooKeeper
    .replace("    ports: ['9092:9092']\n", '')
    .replace('//localhost:9092', '//broker:9092');
  const taken = take(inside);
  expect(taken.plan.cluster.perBroker).toEqual([{ id: 'kafka', number: 1 }]);
  expect(taken.problems).toEqual([]);
});

it('who goes to ZooKeeper goes to it under its new name', () => {
  const taken = take(`${withZooKeeper}  ui:
    image: example/ui
    environment: { ZOO: 'zoo:2181', BROKER: 'broker:9092', OTHER: 'zoology:2181' }
`);
  expect(taken.plan.services[0]?.props.environment).toEqual({
    ZOO: '@{host:zookeeper-1}:2181',
    BROKER: '@{bootstrap}',
    OTHER: 'zoology:2181',
  });
  expect(said(taken, 'not understood')).toContain('example/ui is another image tomorrow: name a version');
});

it('nothing secret is told', () => {
  const taken = take(`${withZooKeeper.replace(
    '      - KAFKA_BROKER_ID=1',
    [
      '      - KAFKA_BROKER_ID=1',
      '      - KAFKA_SSL_KEYSTORE_PASSWORD=hunter2',
      '      - KAFKA_CONFLUENT_LICENSE=hunter2',
      '      - KAFKA_OPTS=-Djavax.net.ssl.trustStorePassword=hunter2 -Da=b',
    ].join('\n'),
  )}    labels: { 'db.password': hunter2 }
  ui:
    image: example/ui:1
    environment: { AT: 'http://me:hunter2@ui2:80/?k=broker:9092' }
`);
  expect(JSON.stringify(taken.notes)).not.toContain('hunter2');
  expect(said(taken, 'not understood')).toContain('-Da=b');
});

it('every line of a file that says something has a note', () => {
  const text = withZooKeeper
    .replace("ports: ['9092:9092']", "ports: ['9092:9092', '9101:9101', '5005:5005']")
    .replace('      - KAFKA_BROKER_ID=1', '      - KAFKA_BROKER_ID=1\n      - KAFKA_JMX_PORT=9101')
    .replace(
      "['kafka:/var/lib/kafka/data']",
      "['kafka:/var/lib/kafka/data', './log4j.properties:/etc/log4j.properties:ro']",
    );
  const taken = take(`${text}  ui:
    image: example/ui:1
    ports: ['8080:8080']
    environment: { BROKER: 'broker:9092' }
    depends_on: [kafka]
    command: serve
volumes:
  kafka: {}
`);
  expect(taken.plan.cluster.jmxPort).toBe(9101);
  const lines = text.split('\n');
  const said1 = new Set(taken.notes.map(({ line }) => line));
  const silent = lines.flatMap((line, index) =>
    /(: |- )\S/.test(line) && !said1.has(index + 1) ? [`${index + 1} ${line.trim()}`] : [],
  );
  expect(silent).toEqual([]);
  const lost = said(taken, 'not understood');
  expect(lost).toContain('port 5005 leads to 5005, which is none of its listeners');
  expect(lost).toContain('./log4j.properties at /etc/log4j.properties: a file of this machine');
});
