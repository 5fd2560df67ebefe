/** What the topologies with ZooKeeper share that conduktor/kafka-stack-docker-compose has: their shape and names. */
import { KafkaCluster, Topology, ZooKeeperEnsemble, type TopologyOptions } from '../src/index.ts';

/** How one stack differs from the others. */
export interface ConduktorStack {
  /** Their file's name without its ending. */
  readonly name: string;
  readonly summary: string;
  readonly zookeepers: 1 | 3;
  readonly brokers: 1 | 3;
  /** Whether there may be more than the one that theirs has. @default false: its name says `single` */
  readonly takesMore?: boolean;
}

/** First JMX port of the stacks with one broker; theirs with three publish none. */
export const jmxPort = 9999;

/** One of their stacks; an option that contradicts a name that says `single` is a problem of the topology. */
export function conduktorStack(stack: ConduktorStack, options: TopologyOptions): Topology {
  const { zookeepers = stack.zookeepers, brokers = stack.brokers, ...others } = options;
  const topology = new Topology(stack.name, { summary: stack.summary, hostVariable: 'DOCKER_HOST_IP' });
  topology.node.addValidation({ validate: () => singlesProblems(stack, { zookeepers, brokers }) });
  const metadata = new ZooKeeperEnsemble(topology, 'zookeeper', {
    servers: isSingle(stack, 'zookeepers') ? 1 : zookeepers,
    idPrefix: 'zoo',
  });
  new KafkaCluster(topology, 'kafka', {
    metadata,
    brokers: isSingle(stack, 'brokers') ? 1 : brokers,
    idPrefix: 'kafka',
    // Theirs: everybody may do everything until the first ACL is made.
    settings: {
      'authorizer.class.name': 'kafka.security.authorizer.AclAuthorizer',
      'allow.everyone.if.no.acl.found': 'true',
    },
    ...(stack.brokers === 1 && { jmxPort }),
    ...others,
  });
  return topology;
}

type Kind = 'zookeepers' | 'brokers';

function isSingle(stack: ConduktorStack, kind: Kind): boolean {
  return stack[kind] === 1 && stack.takesMore !== true;
}

function singlesProblems(stack: ConduktorStack, asked: Readonly<Record<Kind, number>>): string[] {
  return (['zookeepers', 'brokers'] as const)
    .filter((kind) => isSingle(stack, kind) && asked[kind] !== 1)
    .map(
      (kind) =>
        `has one of them by name, so ${kind} ${asked[kind]} is not possible; drop it or use zk-multiple-kafka-multiple`,
    );
}
