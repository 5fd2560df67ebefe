/** What conduktor/kafka-stack-docker-compose runs (its files of July 2026). */
import {
  consoleWithDatabase,
  fullStackServices,
  kraftNode,
  schemaRegistry,
  type TheirServices,
} from './conduktor-service-facts.ts';

/** One of their files as facts, by dotted path; ports by container port. */
export type Facts = Readonly<Record<string, string>>;

/** Their files, by name without the ending. */
export const theirStacks: Readonly<Record<string, Facts>> = {
  'zk-single-kafka-single': { ...zookeeper(1, 1), ...broker(1, 1), ...onlyBroker() },
  'zk-single-kafka-multiple': { ...zookeeper(1, 1), ...broker(1, 1), ...broker(2, 1), ...broker(3, 1) },
  'zk-multiple-kafka-single': { ...zookeepers(), ...broker(1, 3), ...onlyBroker() },
  'zk-multiple-kafka-multiple': multiple(),
  'zk-multiple-kafka-multiple-schema-registry': { ...multiple(), ...services(schemaRegistry(3, 3)) },
  'conduktor-kafka-single': services({ ...kraftNode, ...consoleWithDatabase(false) }),
  'full-stack': {
    ...zookeeper(1, 1),
    ...broker(1, 1),
    ...onlyBroker(9001),
    ...services({ ...schemaRegistry(1, 1), ...fullStackServices, ...consoleWithDatabase(true) }),
  },
};

function multiple(): Facts {
  return { ...zookeepers(), ...broker(1, 3), ...broker(2, 3), ...broker(3, 3) };
}

function services(described: TheirServices): Facts {
  return Object.assign({}, ...Object.entries(described).map(([id, facts]) => under(id, facts))) as Facts;
}

function zookeepers(): Facts {
  return { ...zookeeper(1, 3), ...zookeeper(2, 3), ...zookeeper(3, 3) };
}

function zookeeper(n: number, servers: number): Facts {
  const clientPort = 2180 + n;
  const peers = ['zoo1:2888:3888', 'zoo2:2888:3888', 'zoo3:2888:3888'];
  return under(`zoo${n}`, {
    image: 'confluentinc/cp-zookeeper:7.8.0',
    hostname: `zoo${n}`,
    container_name: `zoo${n}`,
    [`ports.${clientPort}`]: `*:${clientPort}`,
    'environment.ZOOKEEPER_CLIENT_PORT': `${clientPort}`,
    'environment.ZOOKEEPER_SERVER_ID': `${n}`,
    'environment.ZOOKEEPER_SERVERS': peers.slice(0, servers).join(';'),
  });
}

function broker(n: number, servers: number): Facts {
  const external = 9091 + n;
  const internal = 19091 + n;
  const docker = 29091 + n;
  const zookeepers = ['zoo1', 'zoo2', 'zoo3'].slice(0, servers);
  return under(`kafka${n}`, {
    image: 'confluentinc/cp-kafka:7.8.0',
    hostname: `kafka${n}`,
    container_name: `kafka${n}`,
    [`ports.${external}`]: `*:${external}`,
    [`ports.${docker}`]: `*:${docker}`,
    'environment.KAFKA_ADVERTISED_LISTENERS': `INTERNAL://kafka${n}:${internal},EXTERNAL://\${DOCKER_HOST_IP:-127.0.0.1}:${external},DOCKER://host.docker.internal:${docker}`,
    'environment.KAFKA_LISTENER_SECURITY_PROTOCOL_MAP':
      'INTERNAL:PLAINTEXT,EXTERNAL:PLAINTEXT,DOCKER:PLAINTEXT',
    'environment.KAFKA_INTER_BROKER_LISTENER_NAME': 'INTERNAL',
    'environment.KAFKA_ZOOKEEPER_CONNECT': zookeepers.map((zoo, index) => `${zoo}:${2181 + index}`).join(','),
    'environment.KAFKA_BROKER_ID': `${n}`,
    'environment.KAFKA_LOG4J_LOGGERS':
      'kafka.controller=INFO,kafka.producer.async.DefaultEventHandler=INFO,state.change.logger=INFO',
    'environment.KAFKA_AUTHORIZER_CLASS_NAME': 'kafka.security.authorizer.AclAuthorizer',
    'environment.KAFKA_ALLOW_EVERYONE_IF_NO_ACL_FOUND': 'true',
    ...Object.fromEntries(zookeepers.map((zoo) => [`depends_on.${zoo}`, 'service_started'])),
  });
}

/** What only their stacks of one broker have; that of everything binds JMX to a port that it does not publish. */
function onlyBroker(jmxPort = 9999): Facts {
  return under('kafka1', {
    'ports.9999': '*:9999',
    'environment.KAFKA_JMX_PORT': `${jmxPort}`,
    'environment.KAFKA_JMX_HOSTNAME': '${DOCKER_HOST_IP:-127.0.0.1}',
    'environment.KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR': '1',
    'environment.KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR': '1',
    'environment.KAFKA_TRANSACTION_STATE_LOG_MIN_ISR': '1',
  });
}

function under(service: string, facts: Facts): Facts {
  return Object.fromEntries(Object.entries(facts).map(([path, value]) => [`${service}.${path}`, value]));
}
