/** What images have names of their own for, and what is said of ZooKeeper's servers and of JMX. */
import { describe, expect, it } from 'vitest';
import { importFiles, type Imported } from '../../../src/import/import.ts';
import { proofOf } from '../../../src/import/proof.ts';

function take(text: string): Imported {
  return importFiles(new Map([['compose.yml', text]]), () => undefined, 'shop');
}

const debezium = `services:
  zookeeper:
    image: debezium/zookeeper:2.7
    environment: { SERVER_ID: 1 }
  kafka:
    image: quay.io/debezium/kafka:2.7
    ports: ['9092:9092']
    environment:
      ZOOKEEPER_CONNECT: zookeeper:2181
      BROKER_ID: 3
      ADVERTISED_LISTENERS: PLAINTEXT://localhost:9092
      HEAP_OPTS: -Xmx512m
      KAFKA_NUM_PARTITIONS: 3
      JMX_PORT: 9012
`;

describe("Debezium's images", () => {
  it('are told by variables without a prefix', async () => {
    const { plan, notes, nodes, problems } = take(debezium);
    expect(problems).toEqual([]);
    expect(plan.cluster).toMatchObject({
      perBroker: [{ id: 'kafka', number: 3, ports: { EXTERNAL: 9092 } }],
      heapMb: 512,
      jmxPort: 9012,
      settings: { 'num.partitions': '3' },
    });
    expect(notes.filter(({ kind }) => kind === 'not understood')).toEqual([]);
    expect(notes).toContainEqual(expect.objectContaining({ text: 'broker.id', line: 10 }));
    expect((await proofOf(plan, nodes, notes)).unlike).toEqual([]);
  });

  it('may be of KRaft', () => {
    const { plan } = take(`services:
  kafka:
    image: debezium/kafka:2.7
    environment:
      NODE_ID: 1
      NODE_ROLE: combined
      CLUSTER_ID: MkU3OEVBNTcwNTJENDM2Qk
      KAFKA_CONTROLLER_QUORUM_VOTERS: 1@kafka:9093
`);
    expect(plan.metadata.kind).toBe('ControllerQuorum');
  });
});

describe("ZooKeeper's servers", () => {
  it('keep their settings and heap', () => {
    const { plan, problems, notes } = take(`services:
  zoo:
    image: confluentinc/cp-zookeeper:7.5.0
    environment:
      ZOOKEEPER_CLIENT_PORT: 2181
      ZOOKEEPER_TICK_TIME: 1000
      ZOOKEEPER_SYNC_LIMIT: 7
      KAFKA_HEAP_OPTS: -Xmx200m
  kafka:
    image: confluentinc/cp-kafka:7.5.0
    environment: { KAFKA_BROKER_ID: 1, KAFKA_ZOOKEEPER_CONNECT: 'zoo:2181' }
`);
    expect(problems).toEqual([]);
    expect(plan.metadata.props).toMatchObject({
      heapMb: 200,
      settings: { tickTime: '1000', syncLimit: '7' },
    });
    expect(notes).toContainEqual(
      expect.objectContaining({ kind: 'taken over', node: 'zoo', text: 'ZOOKEEPER_TICK_TIME' }),
    );
  });
});

describe('what klab has a name or a port for', () => {
  it('may be the name of a service, which keeps it', () => {
    const { plan, problems, code } = take(`services:
  broker:
    image: apache/kafka:4.1.0
    environment:
      KAFKA_NODE_ID: 1
      KAFKA_PROCESS_ROLES: broker,controller
      KAFKA_LISTENERS: IN://:9092,CTL://:9093
      KAFKA_CONTROLLER_LISTENER_NAMES: CTL
      KAFKA_CONTROLLER_QUORUM_VOTERS: 1@broker:9093
  kafka: { image: 'example/shop:1', ports: ['8081:8080'] }
  controllers:
    image: example/page:1
    ports: ['8082:8080']
    volumes: ['data:/data/']
    environment: { AT: 'http://built:80' }
  built: { build: . }
`);
    expect(problems).toEqual([]);
    expect(plan.services.map(({ id }) => id)).toEqual(['kafka', 'controllers']);
    expect(code).toContain("new KafkaCluster(topology, 'kafka-cluster'");
    expect(plan.services[1]?.props.ports).toEqual([{ name: 'http', port: 8080, published: false }]);
    expect(plan.services[1]?.props).toMatchObject({
      volumes: { data: '/data' },
      environment: { AT: 'http://built:80' },
    });
  });
});
