/**
 * Links of an instance whose nodes can be cut off: everything that one node (or a client) uses of another one goes
 * through an address of its own, so that it can be cut. Linux binds any address of 127.0.0.0/8; nothing leaves the host.
 */
import { zooKeeperPortNames } from '../../kafka/addresses.ts';
import { isBroker, listenersOn, type LabNode, type ResolvedTopology } from '../../kafka/node.ts';
import { localHost } from './addressing.ts';

/**
 * What is reached through a link: a broker by clients on the host, a broker by other brokers, or the controller side.
 * The controller side is whatever answers for the cluster's metadata: the quorum listener of a controller, all three ports
 * of a ZooKeeper server. Its links are dialled by brokers and by the other controllers; nobody is dialled back.
 */
export type LinkSide = 'clients' | 'brokers' | 'controllers';

/** One way from a node, or from the clients on the host, to another node. */
export interface PlannedLink {
  /** Id of the node that dials; absent where it is clients on the host. */
  readonly from?: string;
  /** Id of the node that is dialled. */
  readonly to: string;
  readonly side: LinkSide;
  /** Address that is dialled. */
  readonly listen: string;
  /** Address that the node binds. */
  readonly forward: string;
  /** The same on both addresses. */
  readonly ports: readonly number[];
}

/** Address of its own that a node binds all its ports on. */
export function nodeAddress({ nodes }: ResolvedTopology, node: LabNode): string {
  return `127.77.0.${nodes.indexOf(node) + 1}`;
}

/** Address under which one node reaches another: of the two alone, and of this direction. */
function linkAddress({ nodes }: ResolvedTopology, from: LabNode, to: LabNode): string {
  return `127.78.${nodes.indexOf(from) + 1}.${nodes.indexOf(to) + 1}`;
}

/** All links of a topology. @param portOffset added to every port. */
export function linksOf(topology: ResolvedTopology, portOffset: number): readonly PlannedLink[] {
  return topology.nodes.flatMap((to) => {
    const entrances = entrancesOf(to);
    const through = (from: LabNode | undefined): PlannedLink[] =>
      sides.flatMap((side) => {
        const used = entrances.filter((entrance) => entrance.side === side && entrance.isFor(from));
        if (used.length === 0) return [];
        return {
          ...(from !== undefined && { from: from.id }),
          to: to.id,
          side,
          listen: from === undefined ? localHost : linkAddress(topology, from, to),
          forward: nodeAddress(topology, to),
          ports: used.map(({ port }) => port + portOffset),
        };
      });
    return [undefined, ...topology.nodes.filter((from) => from !== to)].flatMap(through);
  });
}

/** What a node finds under each name: itself at its own address, the others behind links. The only names its JVM knows. */
export function hostsFile(topology: ResolvedTopology, node: LabNode): string {
  const lines = topology.nodes.map((other) => {
    const address = other === node ? nodeAddress(topology, node) : linkAddress(topology, node, other);
    return `${address} ${other.id}\n`;
  });
  return `${localHost} localhost\n${lines.join('')}`;
}

const sides: readonly LinkSide[] = ['clients', 'brokers', 'controllers'];

/** A port of a node, and who uses it. */
interface Entrance {
  readonly side: LinkSide;
  readonly port: number;
  /** Whether this node dials it, or clients on the host where there is none. */
  isFor(from: LabNode | undefined): boolean;
}

function entrancesOf(node: LabNode): readonly Entrance[] {
  const listeners = listenersOn(node, 'local').map(({ reach, port }): Entrance => {
    if (reach === 'quorum') return { side: 'controllers', port, isFor: isKafka };
    if (reach === 'cluster') return { side: 'brokers', port, isFor: isABroker };
    return { side: 'clients', port, isFor: isClients };
  });
  const ports = node.ports.flatMap(({ name, port, published }): Entrance[] => [
    ...(published ? [{ side: 'clients' as const, port, isFor: isClients }] : []),
    { side: 'controllers', port, isFor: name === zooKeeperPortNames.client ? isABroker : isZooKeeper },
  ]);
  return [...listeners, ...ports];
}

const isClients = (from: LabNode | undefined): boolean => from === undefined;
const isKafka = (from: LabNode | undefined): boolean => from?.software === 'kafka';
const isABroker = (from: LabNode | undefined): boolean => from !== undefined && isBroker(from);
const isZooKeeper = (from: LabNode | undefined): boolean => from?.software === 'zookeeper';
