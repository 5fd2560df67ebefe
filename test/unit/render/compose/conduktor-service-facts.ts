/** What conduktor/kafka-stack-docker-compose runs beside ZooKeeper and Kafka, and its one stack with KRaft (its files of July 2026). */
import type { Facts } from './conduktor-facts.ts';

/** One of their side services as facts, by dotted path without its own name. */
export type TheirServices = Readonly<Record<string, Facts>>;

const confluent = (product: string): string => `confluentinc/${product}:7.8.0`;

function dependsOn(...ids: readonly string[]): Facts {
  return Object.fromEntries(ids.map((id) => [`depends_on.${id}`, 'service_started']));
}

function environment(variables: Facts): Facts {
  return Object.fromEntries(Object.entries(variables).map(([name, value]) => [`environment.${name}`, value]));
}

/** Their registry; its file of many says first who is there. */
export function schemaRegistry(brokers: 1 | 3, zookeepers: 1 | 3): TheirServices {
  const numbers = [1, 2, 3];
  const bootstrap = numbers.slice(0, brokers).map((n) => `PLAINTEXT://kafka${n}:${19_091 + n}`);
  return {
    'kafka-schema-registry': {
      image: confluent('cp-schema-registry'),
      hostname: 'kafka-schema-registry',
      container_name: 'kafka-schema-registry',
      'ports.8081': '*:8081',
      ...environment({
        SCHEMA_REGISTRY_HOST_NAME: 'kafka-schema-registry',
        SCHEMA_REGISTRY_KAFKASTORE_BOOTSTRAP_SERVERS: bootstrap.join(','),
        SCHEMA_REGISTRY_LISTENERS: 'http://0.0.0.0:8081',
      }),
      ...dependsOn(
        ...numbers.slice(0, zookeepers).map((n) => `zoo${n}`),
        ...numbers.slice(0, brokers).map((n) => `kafka${n}`),
      ),
    },
  };
}

/** What only `full-stack.yml` has, without its console. */
export const fullStackServices: TheirServices = {
  'kafka-rest-proxy': {
    image: confluent('cp-kafka-rest'),
    hostname: 'kafka-rest-proxy',
    container_name: 'kafka-rest-proxy',
    'ports.8082': '*:8082',
    ...environment({
      KAFKA_REST_LISTENERS: 'http://0.0.0.0:8082/',
      KAFKA_REST_SCHEMA_REGISTRY_URL: 'http://kafka-schema-registry:8081/',
      KAFKA_REST_HOST_NAME: 'kafka-rest-proxy',
      KAFKA_REST_BOOTSTRAP_SERVERS: 'PLAINTEXT://kafka1:19092',
    }),
    ...dependsOn('zoo1', 'kafka1', 'kafka-schema-registry'),
  },
  'kafka-connect': {
    image: confluent('cp-kafka-connect'),
    hostname: 'kafka-connect',
    container_name: 'kafka-connect',
    'ports.8083': '*:8083',
    ...environment({
      CONNECT_BOOTSTRAP_SERVERS: 'kafka1:19092',
      CONNECT_REST_PORT: '8083',
      CONNECT_GROUP_ID: 'compose-connect-group',
      CONNECT_CONFIG_STORAGE_TOPIC: 'docker-connect-configs',
      CONNECT_OFFSET_STORAGE_TOPIC: 'docker-connect-offsets',
      CONNECT_STATUS_STORAGE_TOPIC: 'docker-connect-status',
      CONNECT_KEY_CONVERTER: 'io.confluent.connect.avro.AvroConverter',
      CONNECT_KEY_CONVERTER_SCHEMA_REGISTRY_URL: 'http://kafka-schema-registry:8081',
      CONNECT_VALUE_CONVERTER: 'io.confluent.connect.avro.AvroConverter',
      CONNECT_VALUE_CONVERTER_SCHEMA_REGISTRY_URL: 'http://kafka-schema-registry:8081',
      CONNECT_INTERNAL_KEY_CONVERTER: 'org.apache.kafka.connect.json.JsonConverter',
      CONNECT_INTERNAL_VALUE_CONVERTER: 'org.apache.kafka.connect.json.JsonConverter',
      CONNECT_REST_ADVERTISED_HOST_NAME: 'kafka-connect',
      CONNECT_LOG4J_ROOT_LOGLEVEL: 'INFO',
      CONNECT_LOG4J_LOGGERS: 'org.apache.kafka.connect.runtime.rest=WARN,org.reflections=ERROR',
      CONNECT_CONFIG_STORAGE_REPLICATION_FACTOR: '1',
      CONNECT_OFFSET_STORAGE_REPLICATION_FACTOR: '1',
      CONNECT_STATUS_STORAGE_REPLICATION_FACTOR: '1',
      CONNECT_PLUGIN_PATH: '/usr/share/java,/etc/kafka-connect/jars,/usr/share/confluent-hub-components',
    }),
    volumes: '["./connectors:/etc/kafka-connect/jars/"]',
    ...dependsOn('zoo1', 'kafka1', 'kafka-schema-registry', 'kafka-rest-proxy'),
    command: 'bash: confluent-hub install debezium-connector-mysql and kafka-connect-datagen, then run',
  },
  'ksqldb-server': {
    image: confluent('cp-ksqldb-server'),
    hostname: 'ksqldb-server',
    container_name: 'ksqldb-server',
    'ports.8088': '*:8088',
    ...environment({
      KSQL_BOOTSTRAP_SERVERS: 'PLAINTEXT://kafka1:19092',
      KSQL_LISTENERS: 'http://0.0.0.0:8088/',
      KSQL_KSQL_SERVICE_ID: 'ksqldb-server_',
    }),
    ...dependsOn('zoo1', 'kafka1'),
  },
};

/** Their console and its database: with everything in `full-stack.yml`, alone in `conduktor-kafka-single.yml`. */
export function consoleWithDatabase(surrounded: boolean): TheirServices {
  const names = (id: string): Facts => (surrounded ? { hostname: id, container_name: id } : {});
  return {
    postgresql: {
      image: 'postgres:14',
      hostname: 'postgresql',
      ...names('postgresql'),
      volumes: '["pg_data:/var/lib/postgresql/data"]',
      ...environment({
        POSTGRES_DB: 'conduktor-console',
        POSTGRES_USER: 'conduktor',
        POSTGRES_PASSWORD: 'some_password',
        POSTGRES_HOST_AUTH_METHOD: 'scram-sha-256',
      }),
    },
    'conduktor-console': {
      image: 'conduktor/conduktor-console:1.46.2',
      ...names('conduktor-console'),
      'ports.8080': '*:8080',
      volumes: '["conduktor_data:/var/conduktor"]',
      ...environment({
        CDK_DATABASE_URL: 'postgresql://conduktor:some_password@postgresql:5432/conduktor-console',
        CDK_CLUSTERS_0_ID: 'default',
        CDK_CLUSTERS_0_NAME: 'My Local Kafka Cluster',
        CDK_CLUSTERS_0_COLOR: '#0013E7',
        CDK_CLUSTERS_0_BOOTSTRAPSERVERS: 'PLAINTEXT://kafka1:19092',
        ...(surrounded && {
          CDK_CLUSTERS_0_SCHEMAREGISTRY_URL: 'http://kafka-schema-registry:8081',
          CDK_CLUSTERS_0_KAFKACONNECTS_0_URL: 'http://kafka-connect:8083',
          CDK_CLUSTERS_0_KAFKACONNECTS_0_NAME: 'full stack kafka connect',
        }),
      }),
    },
  };
}

/** The node of `conduktor-kafka-single.yml`. */
export const kraftNode: TheirServices = {
  kafka1: {
    image: 'confluentinc/cp-kafka:8.0.0',
    hostname: 'kafka1',
    container_name: 'kafka1',
    'ports.9092': '*:9092',
    'ports.29092': '*:29092',
    'ports.9999': '*:9999',
    'ports.9099': '*:9099',
    ...environment({
      CLUSTER_ID: 'MkU3OEVBNTcwNTJENDM2Qk',
      KAFKA_NODE_ID: '1',
      KAFKA_PROCESS_ROLES: 'broker,controller',
      KAFKA_CONTROLLER_QUORUM_VOTERS: '1@kafka1:9099',
      KAFKA_LISTENERS:
        'INTERNAL://0.0.0.0:19092,EXTERNAL://0.0.0.0:9092,DOCKER://0.0.0.0:29092,CONTROLLER://0.0.0.0:9099',
      KAFKA_ADVERTISED_LISTENERS:
        'INTERNAL://kafka1:19092,EXTERNAL://${DOCKER_HOST_IP:-127.0.0.1}:9092,DOCKER://host.docker.internal:29092',
      KAFKA_LISTENER_SECURITY_PROTOCOL_MAP:
        'INTERNAL:PLAINTEXT,EXTERNAL:PLAINTEXT,DOCKER:PLAINTEXT,CONTROLLER:PLAINTEXT',
      KAFKA_CONTROLLER_LISTENER_NAMES: 'CONTROLLER',
      KAFKA_INTER_BROKER_LISTENER_NAME: 'INTERNAL',
      KAFKA_LOG4J_LOGGERS:
        'kafka.controller=INFO,kafka.producer.async.DefaultEventHandler=INFO,state.change.logger=INFO',
      KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: '1',
      KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR: '1',
      KAFKA_TRANSACTION_STATE_LOG_MIN_ISR: '1',
      KAFKA_AUTHORIZER_CLASS_NAME: 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
      KAFKA_ALLOW_EVERYONE_IF_NO_ACL_FOUND: 'true',
    }),
  },
};
