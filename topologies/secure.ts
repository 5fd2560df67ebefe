/** Three brokers that nobody reaches unknown or unread: TLS everywhere, passwords outside, certificates inside, rules. */
import { ControllerQuorum, KafkaCluster, Topology, type TopologyOptions } from '../src/index.ts';

/** As multi-broker, secured as a production's cluster is: SCRAM by TLS for clients, mutual TLS between nodes. */
export function secure(options: TopologyOptions = {}): Topology {
  const topology = new Topology('secure', {
    summary: '3 brokers with TLS, passwords and ACLs (KRaft)',
  });
  const metadata = new ControllerQuorum(topology, 'controllers');
  new KafkaCluster(topology, 'kafka', {
    metadata,
    brokers: 3,
    security: {
      external: { protocol: 'SASL_SSL', mechanism: 'SCRAM-SHA-512' },
      internal: { protocol: 'SSL', clientAuth: 'required' },
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
    ...options,
  });
  return topology;
}
