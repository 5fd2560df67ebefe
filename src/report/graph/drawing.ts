/** What a topology looks like, as data: layers of nodes in their racks, and which layer speaks to which. */
import { isBroker, listenersOn, type LabNode, type ResolvedTopology } from '../../kafka/node.ts';
import { counted } from '../../words.ts';

/** Which part of a topology a layer is. */
export type LayerName = 'services' | 'brokers' | 'controllers' | 'zookeeper';

/** One node, with what is said of it. */
export interface Box {
  readonly id: string;
  /** Short lines, such as its role and its ports. */
  readonly lines: readonly string[];
}

/** Nodes of one failure domain; those without one share one of no name. */
export interface Rack {
  readonly name: string;
  readonly boxes: readonly Box[];
}

/** Nodes of one kind. */
export interface Layer {
  readonly name: LayerName;
  readonly title: string;
  readonly racks: readonly Rack[];
}

/** One layer speaks to another. */
export interface Link {
  readonly from: LayerName;
  readonly to: LayerName;
  readonly words: string;
}

/** All of it, from the top. */
export interface Drawing {
  readonly title: string;
  readonly summary: string;
  readonly layers: readonly Layer[];
  readonly links: readonly Link[];
}

/** Draws a topology; pure, and the same for every form that it is shown in. */
export function drawingOf(topology: ResolvedTopology): Drawing {
  const { name, summary, nodes, kafkaVersion } = topology;
  const layers = (['services', 'brokers', 'controllers', 'zookeeper'] as const)
    .map((layer) =>
      layerOf(
        layer,
        nodes.filter((node) => layerNameOf(node) === layer),
      ),
    )
    .filter(({ racks }) => racks.length > 0);
  const isThere = (layer: LayerName): boolean => layers.some((one) => one.name === layer);
  return {
    title: `${name}, Kafka ${kafkaVersion}`,
    summary,
    layers,
    links: links.filter(({ from, to }) => isThere(from) && isThere(to)),
  };
}

const links: readonly Link[] = [
  { from: 'services', to: 'brokers', words: 'clients' },
  { from: 'brokers', to: 'controllers', words: 'ask for metadata' },
  { from: 'brokers', to: 'zookeeper', words: 'register, elect the controller' },
];

function layerNameOf(node: LabNode): LayerName {
  if (isBroker(node)) return 'brokers';
  if (node.role === 'service') return 'services';
  return node.role === 'zookeeper' ? 'zookeeper' : 'controllers';
}

function layerOf(name: LayerName, nodes: readonly LabNode[]): Layer {
  const racks = [...new Set(nodes.map(({ rack }) => rack ?? ''))].map((rack) => ({
    name: rack,
    boxes: nodes.filter((node) => (node.rack ?? '') === rack).map(boxOf),
  }));
  return { name, title: titleOf(name, nodes), racks };
}

function titleOf(name: LayerName, nodes: readonly LabNode[]): string {
  const count = nodes.length;
  if (name === 'services') return counted(count, 'side service');
  if (name === 'controllers') return `controller quorum of ${count}`;
  if (name === 'zookeeper') return `ZooKeeper ensemble of ${count}`;
  const voters = nodes.filter(({ role }) => role === 'combined').length;
  return `${counted(count, 'broker')}${voters === 0 ? '' : `, with the controller quorum of ${voters} in them`}`;
}

function boxOf(node: LabNode): Box {
  // Where a node listens is the same on every target but for who is let in there, and local has the fewest.
  const listeners = listenersOn(node, 'local').map(({ name, port }) => `${name} ${port}`);
  const ports = node.ports.filter(({ published }) => published).map(({ name, port }) => `${name} ${port}`);
  return { id: node.id, lines: [roleOf(node), ...listeners, ...ports] };
}

function roleOf({ role, software }: LabNode): string {
  if (role === 'combined') return 'broker, controller';
  return role === 'service' ? software : role === 'zookeeper' ? 'ZooKeeper' : role;
}
