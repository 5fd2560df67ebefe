/** One secured broker with a user who may do one thing, and a password that nothing on its way may take for something of its own. */
import {
  ControllerQuorum,
  KafkaCluster,
  Topology,
  ZooKeeperEnsemble,
  type KafkaClusterProps,
  type ResolvedTopology,
} from '../../src/index.ts';

/** What shells, compose, properties, JAAS and JSON each take for something of their own. */
export const awkwardPassword = 'a"b\\c$d${e}\nnext line é€ \'';

/** What cases differ in. */
export type SecuredProps = Pick<KafkaClusterProps, 'kafkaVersion' | 'security'>;

/** A way to be secured: what it is called, where metadata is kept, and how. */
export type SecuredCase = readonly [what: string, mode: 'kraft' | 'zookeeper', props: SecuredProps];

/** User `shop` may delete and see the topic `orders`; `admin` is a super user. @param controllers @default as they come */
export function securedOne(
  mode: 'kraft' | 'zookeeper',
  { security, ...props }: SecuredProps,
  controllers: ConstructorParameters<typeof ControllerQuorum>[2] = {},
): ResolvedTopology {
  const topology = new Topology('secured-one', { summary: '1 secured broker' });
  const metadata =
    mode === 'kraft'
      ? new ControllerQuorum(topology, 'controllers', controllers)
      : new ZooKeeperEnsemble(topology, 'zookeeper', { servers: 1 });
  new KafkaCluster(topology, 'kafka', {
    metadata,
    brokers: 1,
    security: {
      users: [{ name: 'shop', acls: [{ topic: 'orders', operations: ['Delete', 'Describe'] }] }],
      superUsers: ['admin'],
      ...security,
    },
    ...props,
  });
  return topology.resolve();
}
