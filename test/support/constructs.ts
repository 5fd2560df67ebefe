/** Valid topologies of which a test changes one thing. */
import {
  ControllerQuorum,
  KafkaCluster,
  Topology,
  ZooKeeperEnsemble,
  type ControllerQuorumProps,
  type KafkaClusterProps,
} from '../../src/index.ts';

/** Props of the cluster that a test may set. */
export type ClusterProps = Omit<KafkaClusterProps, 'metadata'>;

/** Three combined KRaft nodes. */
export function kraft(cluster: ClusterProps = {}, quorum: ControllerQuorumProps = {}, name = 't'): Topology {
  const topology = new Topology(name, { summary: 'test' });
  new KafkaCluster(topology, 'kafka', {
    metadata: new ControllerQuorum(topology, 'controllers', quorum),
    ...cluster,
  });
  return topology;
}

/** Three ZooKeeper servers and three brokers. */
export function zooKeeper(cluster: ClusterProps = {}, servers = 3): Topology {
  const topology = new Topology('t', { summary: 'test' });
  new KafkaCluster(topology, 'kafka', {
    metadata: new ZooKeeperEnsemble(topology, 'zk', { servers }),
    ...cluster,
  });
  return topology;
}
