/** Conduktor's stack of three ZooKeeper servers and one broker with JMX. */
import type { Topology, TopologyOptions } from '../src/index.ts';
import { conduktorStack } from './conduktor-stack.ts';

/** Three ZooKeeper servers and one broker under conduktor's names. */
export function zkMultipleKafkaSingle(options: TopologyOptions = {}): Topology {
  return conduktorStack(
    {
      name: 'zk-multiple-kafka-single',
      summary: 'conduktor: 3 ZooKeeper servers + 1 broker with JMX',
      zookeepers: 3,
      brokers: 1,
    },
    options,
  );
}
