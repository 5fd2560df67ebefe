/** Options of the command line that mean nothing to a topology, or that whoever wrote it has not handed on. */
import type { Topology, TopologyOptions } from '../../constructs/topology.ts';
import { ZooKeeperEnsemble } from '../../constructs/zookeeper-ensemble.ts';
import { isBroker } from '../../kafka/node.ts';

/** What means nothing to any topology of its kind, a problem each. */
export function meaninglessOptions(topology: Topology, { zookeepers }: TopologyOptions): string[] {
  if (zookeepers === undefined || hasZooKeeper(topology)) return [];
  return [`has no ZooKeeper, so zookeepers ${zookeepers} means nothing; drop it or use multi-zookeeper`];
}

/** What came to nothing, since the topology's function does not hand it on, a problem each. */
export function ignoredOptions(topology: Topology, options: TopologyOptions): string[] {
  const nodes = topology.clusterNodes();
  // What resolves to no node has a problem that says more.
  if (topology.kafka === undefined || nodes.length === 0) return [];
  const { kafkaVersion, sessionTimeoutMs, security } = topology.kafka.cluster;
  const taken: Readonly<Record<keyof TopologyOptions, boolean>> = {
    brokers: nodes.filter(isBroker).length === options.brokers,
    zookeepers:
      !hasZooKeeper(topology) ||
      nodes.filter(({ role }) => role === 'zookeeper').length === options.zookeepers,
    kafkaVersion: kafkaVersion === options.kafkaVersion,
    sessionTimeoutMs: sessionTimeoutMs === options.sessionTimeoutMs,
    security: security !== undefined,
  };
  return (Object.keys(taken) as (keyof TopologyOptions)[])
    .filter((name) => options[name] !== undefined && !taken[name])
    .map((name) => {
      const said = name === 'security' ? name : `${name} ${String(options[name])}`;
      const taker =
        name === 'zookeepers'
          ? 'ZooKeeperEnsemble { servers: options.zookeepers }'
          : 'KafkaCluster { …, ...options }';
      return `does not take ${said}; drop it, or hand it on in the function that makes the topology: ${taker}`;
    });
}

function hasZooKeeper(topology: Topology): boolean {
  return topology.node.findAll().some((construct) => construct instanceof ZooKeeperEnsemble);
}
