/** How a cluster was secured before KRaft: ZooKeeper's servers speak TLS too. */
import { KafkaCluster, Topology, ZooKeeperEnsemble, type TopologyOptions } from '../src/index.ts';

/** As multi-zookeeper, with TLS everywhere, passwords outside, certificates inside, rules. */
export function secureZookeeper(options: TopologyOptions = {}): Topology {
  const { zookeepers = 3, ...cluster } = options;
  const topology = new Topology('secure-zookeeper', {
    summary: '3 ZooKeeper servers + 3 brokers with TLS, passwords and ACLs',
  });
  const metadata = new ZooKeeperEnsemble(topology, 'zookeeper', { servers: zookeepers });
  new KafkaCluster(topology, 'kafka', {
    metadata,
    brokers: 3,
    security: {
      // What SCRAM compares with would be in ZooKeeper, where nobody could put it before brokers let somebody in.
      external: { protocol: 'SASL_SSL', mechanism: 'PLAIN' },
      internal: { protocol: 'SSL', clientAuth: 'required' },
      zookeeper: { protocol: 'SSL', clientAuth: 'required' },
      users: [
        {
          name: 'shop',
          acls: [
            { topic: 'orders', operations: ['Read', 'Write', 'Describe'] },
            { group: 'shop-*', operations: ['Read', 'Describe'] },
          ],
        },
      ],
      superUsers: ['admin'],
    },
    ...cluster,
  });
  return topology;
}
