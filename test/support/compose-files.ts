/** Compose files of Kafka that others might have written, right as they are; tests break one thing of them. */
import { lintFiles, type LintResult } from '../../src/lint/lint.ts';

/** What is found in one file. @param beside files that it refers to, by name. @default none */
export function lint(text: string, beside: Readonly<Record<string, string>> = {}): LintResult {
  return lintFiles(new Map([['compose.yml', text]]), (path) => beside[path.replace('./', '')]);
}

const node = (number: number, more = ''): string => `
  kafka${number}:
    image: confluentinc/cp-kafka:7.9.1
    ports: ['${9091 + number}:${9091 + number}']
    environment:
      KAFKA_NODE_ID: ${number}
      KAFKA_PROCESS_ROLES: broker,controller
      KAFKA_CONTROLLER_QUORUM_VOTERS: 1@kafka1:29093,2@kafka2:29093,3@kafka3:29093
      KAFKA_LISTENERS: IN://:19092,OUT://:${9091 + number},CTL://:29093
      KAFKA_ADVERTISED_LISTENERS: IN://kafka${number}:19092,OUT://localhost:${9091 + number}
      KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: IN:PLAINTEXT,OUT:PLAINTEXT,CTL:PLAINTEXT
      KAFKA_INTER_BROKER_LISTENER_NAME: IN
      KAFKA_CONTROLLER_LISTENER_NAMES: CTL
      KAFKA_DEFAULT_REPLICATION_FACTOR: 3
      KAFKA_MIN_INSYNC_REPLICAS: 2
      CLUSTER_ID: MkU3OEVBNTcwNTJENDM2Qk
    volumes: ['data${number}:/var/lib/kafka/data']
${more}`;

/** Three nodes of KRaft, and a page beside them. */
export const right = `services:
${node(1)}${node(2)}${node(3)}
  ui:
    image: provectuslabs/kafka-ui:v0.7.2
    environment: { KAFKA_CLUSTERS_0_BOOTSTRAPSERVERS: 'kafka1:19092,kafka2:19092' }
`;

/** One broker with ZooKeeper, its variables as a list. */
export const withZooKeeper = `services:
  zoo:
    image: zookeeper:3.8
    environment: { ZOO_MY_ID: 1 }
    volumes: ['zoo:/data']
  kafka:
    image: confluentinc/cp-kafka:7.5.0
    container_name: broker
    ports: ['9092:9092']
    environment:
      - KAFKA_BROKER_ID=1
      - KAFKA_ZOOKEEPER_CONNECT=zoo:2181
      - KAFKA_ADVERTISED_LISTENERS=PLAINTEXT://localhost:9092
      - KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR=1
      - KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR=1
      - KAFKA_TRANSACTION_STATE_LOG_MIN_ISR=1
    volumes: ['kafka:/var/lib/kafka/data']
`;

/** Three nodes of KRaft in the network of the host, where `localhost` is the same for both. */
export const onHost = `services:
${[1, 2, 3]
  .map(
    (number) => `  kafka${number}:
    image: confluentinc/cp-kafka:7.9.1
    network_mode: host
    environment:
      KAFKA_NODE_ID: ${number}
      KAFKA_PROCESS_ROLES: broker,controller
      KAFKA_CONTROLLER_QUORUM_VOTERS: 1@localhost:29091,2@localhost:29092,3@localhost:29093
      KAFKA_LISTENERS: IN://:1909${number},CTL://:2909${number}
      KAFKA_ADVERTISED_LISTENERS: IN://localhost:1909${number}
      KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: IN:PLAINTEXT,CTL:PLAINTEXT
      KAFKA_INTER_BROKER_LISTENER_NAME: IN
      KAFKA_CONTROLLER_LISTENER_NAMES: CTL
      KAFKA_DEFAULT_REPLICATION_FACTOR: 3
      KAFKA_MIN_INSYNC_REPLICAS: 2
      CLUSTER_ID: MkU3OEVBNTcwNTJENDM2Qk
    volumes: ['data${number}:/var/lib/kafka/data']
`,
  )
  .join('')}
  client: { image: 'example/client:1', network_mode: host, environment: { BROKERS: 'localhost:19091' } }
`;

/** One node whose roles, id and protocols stand in its image. */
export const ownImage = `services:
  kafka:
    image: example.com/shop/kafka:3
    environment:
      - NODE_ID=1
      - KAFKA_CONTROLLER_QUORUM_VOTERS=1@kafka:9093
      - KAFKA_LISTENERS=PLAINTEXT://kafka:9092,CONTROLLER://kafka:9093
      - KAFKA_ADVERTISED_LISTENERS=PLAINTEXT://kafka:9092
    volumes: ['kafka:/var/lib/kafka/data']
`;
