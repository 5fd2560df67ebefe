/** Understands the listeners of a file as klab's three: for brokers and containers, for the host, for containers outside. */
import { maxPort, portBases } from '../kafka/ports.ts';
import {
  isOfQuorum,
  listenersOf,
  ofHere,
  partsOf,
  quorumListeners,
  type Cluster,
  type LintListener,
  type LintNode,
} from '../lint/cluster.ts';
import { betweenBrokers, protocolOf } from '../lint/secured-listeners.ts';
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
  // Inside a network of containers a broker may have a port that a service publishes; what the host has is in the file.
  const published = all.flatMap(({ software, ports }) =>
    software === 'other' ? ports.map(({ host }) => Number(host)) : [],
  );
  const areFree = (ports: readonly number[], kind: string): boolean =>
    new Set(ports).size === ports.length &&
    ports.every((port) => !taken.has(port) && (kind !== 'INTERNAL' || !published.includes(port)));
  for (const [kind, first] of Object.entries(kinds)) {
    const own = found.flatMap((ports) => ports[kind] ?? []);
    const inOrder = (base: number): readonly number[] => found.map((_, index) => base + index);
    if (own.length === found.length && areFree(own, kind)) {
      for (const port of own) taken.add(port);
      continue;
    }
    const base = [first, ...elsewhere].find((one) => areFree(inOrder(one), kind)) ?? first;
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
  const ports: Record<string, number> = {};
  const kinds = kindsOf(node, all);
  for (const listener of listenersOf(node).filter((one) => !isOfQuorum(node, one))) {
    if (!isTold(node, listener)) {
      notes.changed(`listener ${listener.name}: nobody is told of it, so nobody comes by it`, 'listeners');
      continue;
    }
    const kind = kinds.get(listener.name);
    if (kind === undefined) {
      const isPlain = protocolOf(node, listener.name) === 'PLAINTEXT';
      const what = isPlain ? 'say extraListeners' : 'klab has one that is secured for them';
      notes.lost(`listener ${listener.name}: a second one for the same clients; ${what}`, 'listeners');
      continue;
    }
    const told = Number(partsOf(listener.advertised ?? '').port);
    const port = kind === 'INTERNAL' || !Number.isInteger(told) || told === 0 ? Number(listener.port) : told;
    if (Number.isInteger(port) && port > 0 && port <= maxPort) {
      ports[kind] = port;
      if (listener.name === kind) notes.taken(`listener ${listener.name} at ${port}`, 'listeners');
      else notes.changed(`listener ${listener.name} is called ${kind}, at ${port}`, 'listeners');
    }
  }
  return ports;
}

/** What klab has for each of a broker's listeners by name, that of the quorum left out; none for a second of one kind. */
export function kindsOf(node: LintNode, all: Cluster['all']): ReadonlyMap<string, ListenerKind> {
  const open = listenersOf(node)
    .filter((one) => !isOfQuorum(node, one) && isTold(node, one))
    .map((one) => ({ name: one.name, kind: kindOf(one, all), protocol: protocolOf(node, one.name) }));
  const between = betweenBrokers(node)?.name;
  // Of a secured cluster, whoever is no broker comes by another listener than brokers do, be it in the same network.
  const isSecured = open.some(({ protocol }) => protocol !== 'PLAINTEXT');
  const inside = open.filter(({ kind }) => kind === 'INTERNAL');
  const hasBetween = inside.some(({ name }) => name === between);
  const isForClients = ({ name, kind }: (typeof open)[number]): boolean =>
    isSecured && kind === 'INTERNAL' && hasBetween && name !== between;
  const outside = open.filter(({ kind }) => kind === 'EXTERNAL');
  const meant = open.map((one) => ({
    ...one,
    kind: isForClients(one) && outside.length === 0 ? ('EXTERNAL' as const) : one.kind,
  }));
  // One broker alone finds itself at localhost too: what is between brokers is so wherever it is advertised.
  const [own] = meant.filter(({ name }) => name === between);
  if (own?.kind === 'EXTERNAL' && inside.length === 0 && outside.length > 1) own.kind = 'INTERNAL';
  // Brokers' own listener first, then those that are secured: of the others there may be further ones.
  const inOrder = meant.toSorted(
    (a, b) =>
      Number(b.name === between) - Number(a.name === between) ||
      Number(b.protocol !== 'PLAINTEXT') - Number(a.protocol !== 'PLAINTEXT'),
  );
  const first = new Map<ListenerKind, string>();
  for (const { kind, name } of inOrder) if (!first.has(kind)) first.set(kind, name);
  return new Map([...first].map(([kind, name]) => [name, kind]));
}

/** Names of a broker's listeners that klab has one for, that of the quorum among them. */
export function takenListeners(node: LintNode, all: Cluster['all']): readonly string[] {
  return [...kindsOf(node, all).keys(), ...quorumListeners(node)];
}

/** Whether anybody is told of a listener; of those of a file that advertises none, all are. */
function isTold({ settings }: LintNode, { advertised }: LintListener): boolean {
  return advertised !== undefined || settings['advertised.listeners'] === undefined;
}

/** One of klab's three. */
export type ListenerKind = keyof typeof kinds;

/** From where a listener is used, by what clients are told. */
function kindOf({ advertised = '' }: LintListener, all: Cluster['all']): ListenerKind {
  const { host } = partsOf(advertised);
  if (host === 'host.docker.internal') return 'DOCKER';
  const isInside = host === '' || all.some(({ hosts }) => hosts.includes(host));
  return isInside && !ofHere.test(host) ? 'INTERNAL' : 'EXTERNAL';
}
