/** On which networks a node is, and under which names: what cuts a node off takes some of them away, and gives them back. */
import type { LabNode, ResolvedTopology } from '../../kafka/node.ts';
import { isMigrating } from '../../kafka/node-metadata.ts';
import type { ComposeAttachment } from './document.ts';
import { clusterAlias, networkNames, quorumAlias, type NetworkName } from './names.ts';
import { publishedPorts } from './ports.ts';

/** The networks of one node, by name. */
export type NodeNetworks = Readonly<Partial<Record<NetworkName, ComposeAttachment>>>;

/**
 * Controllers and ZooKeeper servers stay off `cluster`: a controller that advertises nothing tells its peers the host's
 * own name (Kafka 3.9, ControllerServer), which is an alias on every network and must not lead around `quorum`.
 * Those that have the network of their host are on none.
 * One that migrates is on it all the same: it sends requests to brokers that know it by ZooKeeper alone.
 * Nodes that publish nothing stay off `clients`: they are reached by their cluster only.
 */
export function networksOf(node: LabNode, topology: ResolvedTopology): NodeNetworks {
  if (topology.hostNetwork === true) return {};
  const servesMetadata = node.role === 'controller' || node.role === 'zookeeper';
  const publishes = publishedPorts(node, topology, 0).length > 0;
  return {
    ...((!servesMetadata || isMigrating(node)) && {
      [networkNames.cluster]: { aliases: [clusterAlias(node.id)] },
    }),
    ...(node.role !== 'service' && { [networkNames.quorum]: { aliases: [quorumAlias(node.id)] } }),
    ...(publishes && { [networkNames.clients]: {} }),
  };
}
