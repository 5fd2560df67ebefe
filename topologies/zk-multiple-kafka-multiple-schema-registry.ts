/** Conduktor's three ZooKeeper servers and three brokers, with Confluent's schema registry. */
import { SchemaRegistry, type Topology, type TopologyOptions } from '../src/index.ts';
import { conduktorStack } from './conduktor-stack.ts';

/** Three ZooKeeper servers, three brokers and a registry under conduktor's names. */
export function zkMultipleKafkaMultipleSchemaRegistry(options: TopologyOptions = {}): Topology {
  const topology = conduktorStack(
    {
      name: 'zk-multiple-kafka-multiple-schema-registry',
      summary: "conduktor: 3 ZooKeeper servers + 3 brokers + Confluent's registry",
      zookeepers: 3,
      brokers: 3,
    },
    options,
  );
  new SchemaRegistry(topology, 'kafka-schema-registry', { implementation: 'confluent' });
  return topology;
}
