/** Conduktor's smallest stack: one ZooKeeper server, one broker, JMX. */
import type { Topology, TopologyOptions } from '../src/index.ts';
import { conduktorStack } from './conduktor-stack.ts';

/** One ZooKeeper server and one broker under conduktor's names. */
export function zkSingleKafkaSingle(options: TopologyOptions = {}): Topology {
  return conduktorStack(
    {
      name: 'zk-single-kafka-single',
      summary: 'conduktor: 1 ZooKeeper server + 1 broker with JMX',
      zookeepers: 1,
      brokers: 1,
    },
    options,
  );
}
