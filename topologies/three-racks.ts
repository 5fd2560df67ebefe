/** Three failure domains, each with a controller and two brokers. */
import { ControllerQuorum, KafkaCluster, Topology, type TopologyOptions } from '../src/index.ts';

/** A rack can be lost whole: one copy of each partition and one vote go with it. */
export function threeRacks(options: TopologyOptions = {}): Topology {
  const topology = new Topology('three-racks', {
    summary: '3 KRaft controllers + 6 brokers over racks a, b, c',
  });
  const racks = ['a', 'b', 'c'];
  const metadata = new ControllerQuorum(topology, 'controllers', { mode: 'isolated', racks });
  new KafkaCluster(topology, 'kafka', { metadata, racks, brokers: 6, ...options });
  return topology;
}
