/** Which port of a Kubernetes node leads to which published port of the topology. */
import { listenersOn, type LabNode, type ResolvedTopology } from '../../kafka/node.ts';
import { maxNodesPerKind, portBases } from '../../kafka/ports.ts';

/** Kubernetes gives node ports from 30000 to 32767 (kube-apiserver, --service-node-port-range). */
const firstNodePort = 30_000;

/** Brokers' own family, 30092 for 9092: a number that shows where it leads. */
const externalNodePort = firstNodePort + (portBases.external % 1_000);

/** One port of a node that the host may use. */
export interface PublishedPort {
  /** Lower-case name, valid as the name of a service's port. */
  readonly name: string;
  /** Port the node binds. */
  readonly port: number;
}

/** The ports of a node that the host reaches: listeners for it, and published ports such as ZooKeeper's. */
export function publishedPortsOf(node: LabNode): readonly PublishedPort[] {
  const listeners = listenersOn(node, 'kubernetes').filter(
    (listener) => listener.reach === 'host' || listener.reach === 'docker-host',
  );
  const ports = node.ports.filter((port) => port.published);
  return [...listeners, ...ports].map(({ name, port }) => ({ name: portName(name), port }));
}

/** A listener's name as the name of a service's port. */
export function portName(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
}

/**
 * Node port of every published port. Broker n's first listener has 30092 + n - 1; all others follow behind that family
 * in the order of the nodes, since their own numbers would meet in the small range that Kubernetes has.
 */
export function nodePortsOf(topology: ResolvedTopology): ReadonlyMap<number, number> {
  const ports = topology.nodes.flatMap(publishedPortsOf).map(({ port }) => port);
  const isExternal = (port: number): boolean =>
    port >= portBases.external && port < portBases.external + maxNodesPerKind;
  const others = ports.filter((port) => !isExternal(port));
  return new Map([
    ...ports.filter(isExternal).map((port) => [port, externalNodePort + port - portBases.external] as const),
    ...others.map((port, index) => [port, externalNodePort + maxNodesPerKind + index] as const),
  ]);
}
