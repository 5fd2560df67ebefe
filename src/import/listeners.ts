/** Understands the listeners of a file as klab's three: for brokers and containers, for the host, for containers outside. */
import { maxPort, portBases } from '../kafka/ports.ts';
import {
  listenersOf,
  listOf,
  ofHere,
  partsOf,
  type Cluster,
  type LintListener,
  type LintNode,
} from '../lint/cluster.ts';
import { NotesOf, type ImportNote } from './notes.ts';

/** klab's kinds of listeners with their first ports, the first to choose first: clients on the host know theirs by heart. */
const kinds = {
  EXTERNAL: portBases.external,
  INTERNAL: portBases.internal,
  DOCKER: portBases.docker,
} as const;

/** Where a kind goes whose own ports the file gives to another. */
const elsewhere = [39092, 49092];

/** Ports of klab's three kinds of listeners, where each is one node's alone: nodes share the host on some target. */
export function portsOf(
  brokers: Cluster['nodes'],
  all: Cluster['all'],
  notes: ImportNote[],
): readonly Readonly<Record<string, number>>[] {
  const found = brokers.map((node) => portsOfOne(node, all, new NotesOf(notes, node.id)));
  const taken = new Set<number>();
  const areFree = (ports: readonly number[]): boolean =>
    new Set(ports).size === ports.length && ports.every((port) => !taken.has(port));
  for (const [kind, first] of Object.entries(kinds)) {
    const own = found.flatMap((ports) => ports[kind] ?? []);
    const inOrder = (base: number): readonly number[] => found.map((_, index) => base + index);
    if (own.length === found.length && areFree(own)) {
      for (const port of own) taken.add(port);
      continue;
    }
    const base = [first, ...elsewhere].find((one) => areFree(inOrder(one))) ?? first;
    for (const port of inOrder(base)) taken.add(port);
    found.forEach((ports, index) => {
      delete ports[kind];
      if (base !== first) ports[kind] = base + index;
    });
    const why =
      own.length === 0
        ? 'the file has others at those'
        : 'nodes may share a host, so each needs one of its own';
    if (own.length > 0 || base !== first) {
      const ports = base === first ? "are klab's" : `begin at ${base}`;
      new NotesOf(notes).changed(`ports of ${kind} ${ports}: ${why}`, 'listeners');
    }
  }
  return found;
}

function portsOfOne(node: LintNode, all: Cluster['all'], notes: NotesOf): Record<string, number> {
  const quorum = listOf(node.settings['controller.listener.names']);
  const ports: Record<string, number> = {};
  for (const listener of listenersOf(node).filter(({ name }) => !quorum.includes(name))) {
    const kind = kindOf(listener, all);
    const told = Number(partsOf(listener.advertised ?? '').port);
    const port = kind === 'INTERNAL' || !Number.isInteger(told) || told === 0 ? Number(listener.port) : told;
    if (ports[kind] !== undefined) {
      notes.lost(
        `listener ${listener.name}: a second one for the same clients; say extraListeners`,
        'listeners',
      );
    } else if (Number.isInteger(port) && port > 0 && port <= maxPort) {
      ports[kind] = port;
      if (listener.name === kind) notes.taken(`listener ${listener.name} at ${port}`, 'listeners');
      else notes.changed(`listener ${listener.name} is called ${kind}, at ${port}`, 'listeners');
    }
  }
  return ports;
}

/** From where a listener is used, by what clients are told. */
function kindOf({ advertised = '' }: LintListener, all: Cluster['all']): 'INTERNAL' | 'EXTERNAL' | 'DOCKER' {
  const { host } = partsOf(advertised);
  if (host === 'host.docker.internal') return 'DOCKER';
  const isInside = host === '' || all.some(({ hosts }) => hosts.includes(host));
  return isInside && !ofHere.test(host) ? 'INTERNAL' : 'EXTERNAL';
}
