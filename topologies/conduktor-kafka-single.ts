/** Conduktor Console beside one KRaft node, under conduktor's names. */
import {
  ConduktorConsole,
  ControllerQuorum,
  KafkaCluster,
  Topology,
  type TopologyOptions,
} from '../src/index.ts';
import { conduktorDatabase } from './conduktor-database.ts';
import { jmxPort } from './conduktor-stack.ts';

/** One combined KRaft node and Conduktor Console with its database. */
export function conduktorKafkaSingle(options: TopologyOptions = {}): Topology {
  const { brokers = 1, ...others } = options;
  const topology = new Topology('conduktor-kafka-single', {
    summary: 'conduktor: 1 combined KRaft node + Console',
    hostVariable: 'DOCKER_HOST_IP',
  });
  topology.node.addValidation({ validate: () => singleProblems(brokers) });
  const metadata = new ControllerQuorum(topology, 'controllers');
  new KafkaCluster(topology, 'kafka', {
    metadata,
    brokers: 1,
    idPrefix: 'kafka',
    // Theirs: everybody may do everything until the first ACL is made.
    settings: {
      'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
      'allow.everyone.if.no.acl.found': 'true',
    },
    jmxPort,
    ...others,
  });
  new ConduktorConsole(topology, 'conduktor-console', { database: conduktorDatabase(topology) });
  return topology;
}

function singleProblems(brokers: number): string[] {
  return brokers === 1
    ? []
    : [`has one broker by name, so brokers ${brokers} is not possible; drop it or use multi-broker`];
}
