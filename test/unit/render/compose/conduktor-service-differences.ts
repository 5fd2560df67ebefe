/** Differences that are meant between conduktor's side services, or its node with KRaft, and the lab's. */
import type { DeliberateDifference } from './conduktor-differences.ts';

const nothing = String.raw`\(nothing\)`;
const confluent = '(kafka-schema-registry|kafka-rest-proxy|kafka-connect|ksqldb-server)';

/** A variable that only the lab sets, of one of these names. */
function added(service: string, ...names: readonly string[]): RegExp {
  return new RegExp(`^${service}\\.environment\\.(${names.join('|')}): ${nothing} -> `);
}

/** A thing of theirs that the lab leaves out. */
function dropped(path: string): RegExp {
  return new RegExp(`^${path}: .* -> ${nothing}$`);
}

/** What differs at side services, and why. */
export const serviceDifferences: readonly DeliberateDifference[] = [
  {
    lines: new RegExp(
      `^${confluent}\\.image: confluentinc/(cp-[\\w-]+):7\\.8\\.0 -> confluentinc/\\2:7\\.9\\.7$`,
    ),
    reason: 'the release of the brokers',
  },
  {
    lines: /^postgresql\.image: postgres:14 -> postgres:15$/,
    reason: 'the release that the lab has elsewhere; Console takes 13 and later',
  },
  {
    lines: /^[\w-]+\.environment\.\w+_URL: (.*[/@])([\w-]+)(:\d+.*?)\/? -> \1\2\.cluster\3$/,
    reason: 'services find each other by names of the cluster network',
  },
  {
    lines: /^[\w-]+\.environment\.\w+_HOST_NAME: ([\w-]+) -> \1\.cluster$/,
    reason: 'what others are told to find it by is a name of the cluster network',
  },
  {
    lines:
      /^[\w-]+\.environment\.\w+BOOTSTRAP_?SERVERS: ((PLAINTEXT:\/\/)?kafka\d:\d+,?)+ -> (kafka\d\.cluster:\d+,?)+$/,
    reason: 'every broker, by its name in the cluster network; PLAINTEXT is what clients take',
  },
  {
    lines: /^[\w-]+\.environment\.\w+_LISTENERS: (http:\/\/0\.0\.0\.0:\d+)\/ -> \1$/,
    reason: 'the same address without a slash',
  },
  {
    lines: new RegExp(`^${confluent}\\.depends_on\\.zoo\\d: service_started -> ${nothing}$`),
    reason: 'services need brokers; what those need is theirs to wait for',
  },
  {
    lines: dropped('kafka-connect\\.depends_on\\.kafka-rest-proxy'),
    reason: 'Connect asks the REST proxy for nothing',
  },
  {
    lines:
      /^kafka-[\w-]+\.depends_on\.(kafka\d|kafka-schema-registry): service_started -> service_healthy$|^ksqldb-server\.depends_on\.kafka1: service_started -> service_healthy$/,
    reason: 'a service that starts before what it needs serves only waits, or ends',
  },
  {
    lines: new RegExp(
      `^conduktor-console\\.depends_on\\.(kafka1|postgresql): ${nothing} -> service_healthy$`,
    ),
    reason: 'Console ends without its database, and shows a cluster that is there',
  },
  {
    lines: added(
      confluent,
      'SCHEMA_REGISTRY_KAFKASTORE_TOPIC_REPLICATION_FACTOR',
      'KSQL_KSQL_INTERNAL_TOPIC_REPLICAS',
      'KSQL_KSQL_STREAMS_REPLICATION_FACTOR',
      'KSQL_KSQL_LOGGING_PROCESSING_TOPIC_REPLICATION_FACTOR',
    ),
    reason: 'topics of services have as many copies as others, so that a broker may die',
  },
  {
    lines: added(
      '[\\w-]+',
      'SCHEMA_REGISTRY_HEAP_OPTS',
      'KAFKAREST_HEAP_OPTS',
      'KSQL_HEAP_OPTS',
      'CONSOLE_MEMORY_OPTS',
    ),
    reason: 'an explicit heap for a small machine',
  },
  {
    lines: added('kafka-connect', 'KAFKA_OPTS'),
    reason: 'Connect forgets names at once, as brokers do',
  },
  {
    lines: added(
      'kafka-connect',
      'CONNECT_LISTENERS',
      'CONNECT_(OFFSET|STATUS)_STORAGE_PARTITIONS',
      'CONNECT_OFFSET_FLUSH_INTERVAL_MS',
      'CONNECT_SCHEDULED_REBALANCE_MAX_DELAY_MS',
      'CONNECT_SESSION_TIMEOUT_MS',
      'CONNECT_HEARTBEAT_INTERVAL_MS',
    ),
    reason: 'one worker: few partitions, and a death that is noticed in seconds',
  },
  {
    lines:
      /^kafka-connect\.environment\.CONNECT_(GROUP_ID|\w+_STORAGE_TOPIC): (compose|docker)-connect-\w+ -> (full-stack-)?kafka-connect(-\w+)?$/,
    reason: 'named after the node, so that two workers of a topology would not meet',
  },
  {
    lines: dropped(
      'kafka-connect\\.environment\\.CONNECT_(INTERNAL_(KEY|VALUE)_CONVERTER|LOG4J_ROOT_LOGLEVEL|LOG4J_LOGGERS)',
    ),
    reason: 'internal converters are gone since Kafka 3.0 (KIP-738), and the levels are nearly the defaults',
  },
  {
    lines:
      /^kafka-connect\.environment\.CONNECT_PLUGIN_PATH: (.*) -> \1,\/usr\/share\/filestream-connectors$/,
    reason: 'with the image’s own file connectors, so that something can be tried at once',
  },
  {
    lines: dropped('kafka-connect\\.command'),
    reason: 'connectors that are installed at each start need the internet, and may be others tomorrow',
  },
  {
    lines: /^kafka-connect\.volumes: \["\.\/connectors:.*"\] -> \[\]$/,
    reason: 'no folder beside the file: an image of one’s own brings connectors',
  },
  {
    lines:
      /^(postgresql|conduktor-console)\.volumes: \["\w+_data:(.*)"\] -> \["(postgresql|conduktor-console)-data:\2"\]$/,
    reason: 'volumes are named after their node',
  },
  {
    lines: new RegExp(`^postgresql\\.(command|environment\\.PGDATA|environment\\.PGPORT): ${nothing} -> `),
    reason: 'little memory, and data below its volume, which may hold lost+found elsewhere',
  },
  {
    lines: new RegExp(`^conduktor-console\\.hostname: ${nothing} -> conduktor-console$`),
    reason: 'every container is named by its node',
  },
  {
    lines: /^conduktor-console\.environment\.CDK_CLUSTERS_0_(NAME|KAFKACONNECTS_0_NAME): .* -> [\w-]+$/,
    reason: 'called as the topology and its nodes are',
  },
  {
    lines: dropped('conduktor-console\\.environment\\.CDK_CLUSTERS_0_COLOR'),
    reason: 'a colour says nothing',
  },
  {
    lines: added('conduktor-console', 'CDK_LISTENING_PORT', 'CDK_CLUSTERS_0_KAFKACONNECTS_0_ID'),
    reason: 'the port follows from a prop, and a worker of Connect needs an id by Console’s documentation',
  },
  {
    lines: /^kafka1\.environment\.KAFKA_JMX_PORT: 9001 -> 9999$/,
    reason: 'theirs publishes 9999 and binds 9001, so nobody reaches it: what is published is bound',
  },
  {
    lines: added('kafka1', 'KAFKA_JMX_PORT', 'KAFKA_JMX_HOSTNAME'),
    reason: 'with KRaft theirs publishes 9999 and binds nothing there',
  },
  {
    lines: /^kafka1\.image: confluentinc\/cp-kafka:8\.0\.0 -> apache\/kafka:4\.3\.1$/,
    reason: 'Confluent 8.0 is Kafka 4.0; the lab has locked 4.3.1, in the image that anybody may pull',
  },
  {
    lines: dropped('kafka1\\.ports\\.9099'),
    reason: 'clients have no use for the listener of the quorum, so it is not published',
  },
  {
    lines:
      /^kafka1\.environment\.(KAFKA_CONTROLLER_QUORUM_VOTERS: 1@kafka1:9099 -> 1@kafka1\.quorum:19345|KAFKA_LISTENERS: .*CONTROLLER:\/\/0\.0\.0\.0:9099 -> .*CONTROLLER:\/\/:19345|KAFKA_ADVERTISED_LISTENERS: .* -> INTERNAL:\/\/kafka1\.cluster:.*,CONTROLLER:\/\/kafka1\.quorum:19345)$/,
    reason: 'the quorum on its own network, at the port that the lab has on every target',
  },
  {
    lines: /^kafka1\.environment\.CLUSTER_ID: MkU3OEVBNTcwNTJENDM2Qk -> [\w-]{22}$/,
    reason: 'made from the instance, so that no two clusters have the same',
  },
  {
    lines: dropped('kafka1\\.environment\\.KAFKA_LOG4J_LOGGERS'),
    reason: "Apache's image traces nothing that must be quietened",
  },
  {
    lines: added('kafka1', 'KAFKA_BROKER_HEARTBEAT_INTERVAL_MS', 'KAFKA_BROKER_SESSION_TIMEOUT_MS'),
    reason: 'with KRaft too the session timeout is written out',
  },
  {
    lines: added('kafka1', 'KAFKA_SHARE_COORDINATOR_STATE_TOPIC_(MIN_ISR|REPLICATION_FACTOR)'),
    reason: 'the topic of share groups, which Kafka 4.0 did not have, fits one broker',
  },
];
