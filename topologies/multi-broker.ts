/** The lab's default: three combined KRaft nodes, the smallest cluster that survives the loss of one. */
import { ControllerQuorum, KafkaCluster, Topology, type TopologyOptions } from '../src/index.ts';

/** Three combined KRaft nodes; further brokers do not vote. */
export function multiBroker(options: TopologyOptions = {}): Topology {
  const topology = new Topology('multi-broker', { summary: '3 combined KRaft nodes' });
  const metadata = new ControllerQuorum(topology, 'controllers');
  new KafkaCluster(topology, 'kafka', { metadata, brokers: 3, ...options });
  return topology;
}
