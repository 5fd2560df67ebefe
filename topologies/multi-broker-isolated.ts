/** Production's shape in small: controllers and brokers are different nodes. */
import { ControllerQuorum, KafkaCluster, Topology, type TopologyOptions } from '../src/index.ts';

/** Three controllers and three brokers, so a broker can be lost without touching the quorum. */
export function multiBrokerIsolated(options: TopologyOptions = {}): Topology {
  const topology = new Topology('multi-broker-isolated', { summary: '3 KRaft controllers + 3 brokers' });
  const metadata = new ControllerQuorum(topology, 'controllers', { mode: 'isolated' });
  new KafkaCluster(topology, 'kafka', { metadata, brokers: 3, ...options });
  return topology;
}
