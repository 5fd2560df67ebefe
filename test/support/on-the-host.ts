/** Topologies whose containers have the network of their host. */
import { KafkaCluster } from '../../src/constructs/kafka-cluster.ts';
import { ControllerQuorum } from '../../src/constructs/controller-quorum.ts';
import { ZooKeeperEnsemble } from '../../src/constructs/zookeeper-ensemble.ts';
import { Topology } from '../../src/constructs/topology.ts';

/** Two brokers of which each votes, or with an ensemble of three. */
export function onTheHost(keeper: 'kraft' | 'zookeeper' = 'kraft'): Topology {
  const topology = new Topology('on-the-host', { summary: 'ports of the host', hostNetwork: true });
  const metadata =
    keeper === 'kraft'
      ? new ControllerQuorum(topology, 'controllers', { mode: 'combined' })
      : new ZooKeeperEnsemble(topology, 'zookeeper', { servers: 3 });
  void new KafkaCluster(topology, 'kafka', { metadata, brokers: 2 });
  return topology;
}
