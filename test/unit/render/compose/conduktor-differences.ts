/** Every difference between conduktor's stacks and the lab's that is meant, with its reason. */
import { serviceDifferences } from './conduktor-service-differences.ts';

/** A family of differences: a pattern over lines of `path: theirs -> ours`. */
export interface DeliberateDifference {
  readonly lines: RegExp;
  readonly reason: string;
}

/** Stands in a line where one side has nothing. */
export const nothing = '(nothing)';

const host = '\\$\\{DOCKER_HOST_IP:-127\\.0\\.0\\.1\\}';

/** A variable that only the lab sets, of one of these names. */
function added(service: 'kafka' | 'zoo', ...names: readonly string[]): RegExp {
  return new RegExp(`^${service}\\d\\.environment\\.(${names.join('|')}): \\(nothing\\) -> `);
}

/** What differs, and why. */
export const deliberateDifferences: readonly DeliberateDifference[] = [
  {
    lines: /^(kafka|zoo)\d\.image: confluentinc\/(cp-\w+):7\.8\.0 -> confluentinc\/\2:7\.9\.7$/,
    reason: 'the last release line with ZooKeeper mode, Kafka 3.9',
  },
  {
    lines: /^(kafka|zoo)\d\.dns_opt: \(nothing\) -> \["timeout:1","attempts:1"\]$/,
    reason: 'a lookup that silent name servers hold would keep a node away after it was put back',
  },
  {
    lines: /^([\w-]+)\.container_name: \1 -> \(nothing\)$/,
    reason: 'a container name would keep a second instance from running',
  },
  {
    lines: new RegExp(`^[\\w-]+\\.ports\\.(\\d+): \\*:\\1 -> ${host}:\\1$`),
    reason: 'published on loopback, or on the address that is advertised',
  },
  {
    lines: /^kafka\d\.ports\.(290\d\d): \*:\1 -> \$\{KLAB_DOCKER_BIND:-127\.0\.0\.1\}:\1$/,
    reason: 'published on loopback until somebody opens it to containers',
  },
  {
    lines:
      /^(kafka\d)\.environment\.KAFKA_ADVERTISED_LISTENERS: INTERNAL:\/\/\1(:.*) -> INTERNAL:\/\/\1\.cluster\2$/,
    reason: 'brokers find each other by names of the cluster network only',
  },
  {
    lines: /^kafka\d\.environment\.KAFKA_ZOOKEEPER_CONNECT: (zoo\d:\d+,?)+ -> (zoo\d\.quorum:\d+,?)+$/,
    reason: 'brokers find ZooKeeper by names of the quorum network only',
  },
  {
    lines:
      /^zoo\d\.environment\.ZOOKEEPER_SERVERS: (zoo\d:2888:3888;?){3} -> zoo1\.quorum:2888:3938;zoo2\.quorum:2889:3939;zoo3\.quorum:2890:3940$/,
    reason:
      'names of the quorum network; ports that fit on one host, since the target local runs the same servers',
  },
  {
    lines: /^zoo1\.environment\.ZOOKEEPER_SERVERS: zoo1:2888:3888 -> \(nothing\)$/,
    reason: 'one server has no peers; ZooKeeper ignores the line, with a warning',
  },
  {
    lines:
      /^kafka\d\.environment\.KAFKA_LOG4J_LOGGERS: .* -> kafka\.controller=INFO,state\.change\.logger=INFO$/,
    reason: 'the class kafka.producer.async.DefaultEventHandler is gone from Kafka',
  },
  {
    lines: /^kafka\d\.depends_on\.(zoo\d): service_started -> service_healthy$/,
    reason: 'a broker that starts before ZooKeeper serves only waits',
  },
  {
    lines: added('kafka', 'KAFKA_DEFAULT_REPLICATION_FACTOR', 'KAFKA_MIN_INSYNC_REPLICAS'),
    reason: 'replication fit for the number of brokers: otherwise killing one loses data',
  },
  {
    lines: added(
      'kafka',
      'KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR',
      'KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR',
      'KAFKA_TRANSACTION_STATE_LOG_MIN_ISR',
    ),
    reason: 'with three brokers theirs rely on defaults of Kafka, which the lab writes out',
  },
  {
    lines: added(
      'kafka',
      'KAFKA_BACKGROUND_THREADS',
      'KAFKA_CONTROLLER_QUORUM_ELECTION_TIMEOUT_MS',
      'KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS',
      'KAFKA_LOG_CLEANER_DEDUPE_BUFFER_SIZE',
      'KAFKA_NUM_IO_THREADS',
      'KAFKA_NUM_NETWORK_THREADS',
      'KAFKA_OFFSETS_TOPIC_NUM_PARTITIONS',
      'KAFKA_TRANSACTION_STATE_LOG_NUM_PARTITIONS',
    ),
    reason: 'settings for a small machine',
  },
  {
    lines: /^[\w-]+\.environment\.(KAFKA_HEAP_OPTS|KAFKA_JVM_PERFORMANCE_OPTS): \(nothing\) -> /,
    reason: 'an explicit heap and a JVM for a small machine; the images take up to 1 GiB',
  },
  {
    lines: added('kafka', 'KAFKA_ZOOKEEPER_SESSION_TIMEOUT_MS', 'KAFKA_ZOOKEEPER_CONNECTION_TIMEOUT_MS'),
    reason: 'the session timeout is written out, since it sets the pace of every failover',
  },
  {
    lines: added('kafka', 'KAFKA_LISTENERS', 'KAFKA_LOG_DIRS'),
    reason: 'what their image derives is written out, the same as on every other target',
  },
  {
    lines: added(
      'zoo',
      'ZOOKEEPER_TICK_TIME',
      'ZOOKEEPER_INIT_LIMIT',
      'ZOOKEEPER_SYNC_LIMIT',
      'ZOOKEEPER_MAX_CLIENT_CNXNS',
    ),
    reason: 'limits that follow the session timeout, and no cap on connections from one address',
  },
  {
    lines: added('kafka', 'KAFKA_OPTS'),
    reason: 'Java forgets names at once, since whoever comes back may have another address',
  },
  {
    lines: added('zoo', 'ZOOKEEPER_ADMIN_ENABLE_SERVER', 'KAFKA_OPTS'),
    reason: 'no admin server on port 8080; the two words that health checks and status ask with',
  },
  {
    lines: /^zoo\d\.(environment\.ZOOKEEPER_QUORUM_LISTEN_ON_ALL_IPS|sysctls): \(nothing\) -> /,
    reason: 'a server that was cut off may come back with another address, and must find its peers anew',
  },
  {
    lines: /^[\w-]+\.(healthcheck|restart|stop_grace_period|volumes|tmpfs|networks|labels): \(nothing\) -> /,
    reason:
      'health, faults that last, an orderly stop, data that is kept, isolation, and the mark of the lab',
  },
  {
    lines: /^kafka\d\.extra_hosts: \(nothing\) -> /,
    reason: 'the DOCKER listener can be tried from within a broker, on Linux too',
  },
  ...serviceDifferences,
];
