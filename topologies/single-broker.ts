/** The smallest cluster: one KRaft node that is broker and controller. */
import { ControllerQuorum, KafkaCluster, Topology, type TopologyOptions } from '../src/index.ts';

/** One combined KRaft node; records have one copy, so nothing survives its loss. */
export function singleBroker(options: TopologyOptions = {}): Topology {
  const topology = new Topology('single-broker', { summary: '1 combined KRaft node' });
  const metadata = new ControllerQuorum(topology, 'controllers');
  new KafkaCluster(topology, 'kafka', { metadata, brokers: 1, ...options });
  return topology;
}
