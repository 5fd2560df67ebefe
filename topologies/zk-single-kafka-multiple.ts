/** Conduktor's stack of three brokers that all depend on one ZooKeeper server. */
import type { Topology, TopologyOptions } from '../src/index.ts';
import { conduktorStack } from './conduktor-stack.ts';

/** One ZooKeeper server and three brokers under conduktor's names. */
export function zkSingleKafkaMultiple(options: TopologyOptions = {}): Topology {
  return conduktorStack(
    {
      name: 'zk-single-kafka-multiple',
      summary: 'conduktor: 1 ZooKeeper server + 3 brokers',
      zookeepers: 1,
      brokers: 3,
    },
    options,
  );
}
