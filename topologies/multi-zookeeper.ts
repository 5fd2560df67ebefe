/** How Kafka ran before KRaft: an ensemble of three ZooKeeper servers and three brokers. */
import { KafkaCluster, Topology, ZooKeeperEnsemble, type TopologyOptions } from '../src/index.ts';

/** Three ZooKeeper servers and three brokers on Kafka 3.9, the last line with ZooKeeper. */
export function multiZookeeper(options: TopologyOptions = {}): Topology {
  const { zookeepers = 3, ...cluster } = options;
  const topology = new Topology('multi-zookeeper', { summary: '3 ZooKeeper servers + 3 brokers' });
  const metadata = new ZooKeeperEnsemble(topology, 'zookeeper', { servers: zookeepers });
  new KafkaCluster(topology, 'kafka', { metadata, brokers: 3, ...cluster });
  return topology;
}
