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

/** Ports of klab's three kinds of listeners, where each is one node's alone: nodes share the host on some target. */
export function portsOf(
  brokers: Cluster['nodes'],
  all: Cluster['all'],
  notes: ImportNote[],
): readonly Readonly<Record<string, number>>[] {
  const found = brokers.map((node) => portsOfOne(node, all, new NotesOf(notes, node.id)));
  // What clients of the host know is kept first, so what nobody outside knows gives way.
  for (const kind of ['INTERNAL', 'DOCKER', 'EXTERNAL'] as const) {
    const others = found.flatMap((ports, index) => {
      const klabs = { EXTERNAL: portBases.external, DOCKER: portBases.docker, INTERNAL: portBases.internal };
      return Object.entries(klabs).flatMap(([name, base]) =>
        name === kind ? [] : [ports[name] ?? base + index],
      );
    });
    const own = found.flatMap((ports) => ports[kind] ?? []);
    if (new Set(own).size === own.length && own.every((port) => !others.includes(port))) continue;
    new NotesOf(notes).changed(
      `ports of ${kind} are klab's: nodes may share a host, so each needs one of its own`,
      'listeners',
    );
    for (const ports of found) delete ports[kind];
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
