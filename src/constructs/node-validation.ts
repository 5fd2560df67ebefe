/** What can be wrong with a topology's nodes taken together, whichever constructs they come from. */
import type { TopologyProblem } from '../errors.ts';
import { targets, type LabNode, type Target } from '../kafka/node.ts';
import { maxPort } from '../kafka/ports.ts';
import { filesReference, referredNodes } from '../kafka/references.ts';

/** A node, and the path of the construct that makes it. */
export interface OwnedNode {
  readonly node: LabNode;
  readonly path: string;
}

/** A DNS label (RFC 1123), short enough that `klab-NAME` and a pod's name still are one. */
const dnsLabel = /^[a-z0-9](?:[-a-z0-9]{0,48}[a-z0-9])?$/;

/**
 * Every problem that shows only between nodes: names and ports that meet.
 * @param hostNetwork whether containers bind the ports of their host. @default they have their own
 */
export function nodeProblems(owned: readonly OwnedNode[], hostNetwork = false): TopologyProblem[] {
  return [
    ...nameProblems(owned),
    ...duplicateIds(owned),
    ...duplicateNumbers(owned),
    ...portProblems(owned, hostNetwork),
    ...referenceProblems(owned),
    ...folderProblems(owned),
  ];
}

/** @returns a problem when the name cannot be a host's, a namespace's and a service's name on every target. */
export function nameProblem(what: string, name: string): string[] {
  // Typed callers give a text; JavaScript may give anything.
  if (typeof name === 'string' && dnsLabel.test(name)) return [];
  return [
    `${what} "${name}" is no DNS label; use 1-50 of a-z, 0-9 and -, beginning and ending with a letter or digit`,
  ];
}

function nameProblems(owned: readonly OwnedNode[]): TopologyProblem[] {
  return owned.flatMap(({ node, path }) =>
    nameProblem('node id', node.id).map((message) => ({ path, message })),
  );
}

function duplicateIds(owned: readonly OwnedNode[]): TopologyProblem[] {
  return duplicates(owned, ({ node }) => node.id).map(([id, [, second]]) => ({
    path: second.path,
    message: `node id ${id} is used twice; give one of the constructs another idPrefix`,
  }));
}

/** Brokers and controllers share one space of ids (Kafka documentation, node.id). */
function duplicateNumbers(owned: readonly OwnedNode[]): TopologyProblem[] {
  const kafka = owned.filter(({ node }) => node.software === 'kafka');
  return duplicates(kafka, ({ node }) => String(node.number)).map(([number, [first, second]]) => ({
    path: second.path,
    message: `node.id ${number} is used by ${first.node.id} and ${second.node.id}; each Kafka node needs its own`,
  }));
}

/** What a service is told of another node must be there. */
function referenceProblems(owned: readonly OwnedNode[]): TopologyProblem[] {
  const ids = new Set(owned.map(({ node }) => node.id));
  return owned.flatMap(({ node, path }) => {
    const { environment = {}, command = [], files = {}, connectors = [] } = node.service ?? {};
    const texts = [environment, files, ...connectors.map(({ config }) => config)].flatMap(
      Object.values<string>,
    );
    const referred = new Set([...[...texts, ...command].flatMap(referredNodes), ...node.dependsOn]);
    return [...referred]
      .filter((id) => !ids.has(id))
      .map((id) => ({ path, message: `${node.id} needs ${id}, which is no node of this topology; add it` }));
  });
}

/** The folder of files that nobody has given would be a text that Kafka takes literally. */
function folderProblems(owned: readonly OwnedNode[]): TopologyProblem[] {
  return owned.flatMap(({ node, path }) => {
    if (node.service !== undefined || node.files !== undefined) return [];
    const { settings, environment = {}, jvmOptions = [] } = node;
    const texts = [...Object.values(settings), ...Object.values(environment), ...jvmOptions];
    const text = texts.find((one) => one.includes(filesReference));
    if (text === undefined) return [];
    return [
      {
        path,
        message: `${node.id} refers to ${filesReference} in "${text}" and has none; give the construct that makes it files`,
      },
    ];
  });
}

interface UsedPort {
  readonly path: string;
  readonly user: string;
  readonly port: number;
  readonly targets: readonly Target[];
}

/** Nodes may share a host, and published ports always do, so a port belongs to one user in the whole topology. */
function portProblems(owned: readonly OwnedNode[], hostNetwork: boolean): TopologyProblem[] {
  const used = owned.flatMap((one) => portsOf(one, hostNetwork));
  const isPort = ({ port }: UsedPort): boolean => Number.isInteger(port) && port >= 1 && port <= maxPort;
  const outOfRange = used
    .filter((one) => !isPort(one))
    .map(({ path, user, port }) => ({
      path,
      message: `port ${port} of ${user} is out of range; use 1-${maxPort}`,
    }));
  const met = new Map<string, TopologyProblem>();
  for (const target of targets) {
    // A user that meets itself has a name that is there twice, which is a problem said elsewhere.
    const here = new Map(
      used
        .filter((one) => isPort(one) && one.targets.includes(target))
        .map((one) => [`${one.user} ${one.port}`, one]),
    );
    for (const [port, [first, second]] of duplicates([...here.values()], (one) => String(one.port))) {
      const message = `port ${port} is used by ${first.user} and ${second.user}; move one of them`;
      met.set(message, { path: second.path, message });
    }
  }
  return [...outOfRange, ...met.values()];
}

function portsOf({ node, path }: OwnedNode, hostNetwork: boolean): UsedPort[] {
  const jmx =
    node.jmxPort === undefined ? [] : [{ name: 'JMX', port: node.jmxPort, targets: ['compose'] as const }];
  // What a container keeps to itself meets nobody's; processes of this machine share its ports.
  const keepsToItself = node.software === 'service' && !hostNetwork;
  const own = keepsToItself ? node.ports.filter(({ published }) => published) : node.ports;
  const ports = own.map(({ name, port }) => ({ name, port, targets }));
  return [...node.listeners, ...ports, ...jmx].map((one) => ({
    path,
    user: `${node.id} ${one.name}`,
    port: one.port,
    targets: one.targets,
  }));
}

/** Keys that more than one element has, each with its first two elements. */
function duplicates<T>(elements: readonly T[], keyOf: (element: T) => string): [string, [T, T]][] {
  const byKey = new Map<string, T[]>();
  for (const element of elements) byKey.set(keyOf(element), [...(byKey.get(keyOf(element)) ?? []), element]);
  return [...byKey].flatMap(([key, [first, second]]) =>
    first === undefined || second === undefined ? [] : [[key, [first, second]]],
  );
}
