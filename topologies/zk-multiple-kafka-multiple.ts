/** Conduktor's full stack: three ZooKeeper servers and three brokers. */
import type { Topology, TopologyOptions } from '../src/index.ts';
import { conduktorStack } from './conduktor-stack.ts';

/** Three ZooKeeper servers and three brokers under conduktor's names. */
export function zkMultipleKafkaMultiple(options: TopologyOptions = {}): Topology {
  return conduktorStack(
    {
      name: 'zk-multiple-kafka-multiple',
      summary: 'conduktor: 3 ZooKeeper servers + 3 brokers',
      zookeepers: 3,
      brokers: 3,
    },
    options,
  );
}
