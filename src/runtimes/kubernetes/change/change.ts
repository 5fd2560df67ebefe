/** What `up` may change of an instance that runs, and what it may not: restarting node after node can only do so much. */
import { listenersOn, type LabNode, type Listener, type ResolvedTopology } from '../../../kafka/node.ts';
import { isOlder } from '../../../kafka/versions/versions.ts';
import { nodePortsOf } from '../../../render/kubernetes/node-ports.ts';
import { knownPlace } from '../place/place.ts';
import type { Instance } from '../../../cluster/instance.ts';
import { counted } from '../../../words.ts';

/**
 * Why the instance cannot become this topology one node at a time; undefined when it can.
 * Settings, heap, images, newer versions and further listeners can be changed: old and new nodes understand each other.
 * @returns text that continues a sentence which begins with the instance's id.
 */
export function obstacleToChange(instance: Instance, topology: ResolvedTopology): string | undefined {
  const [first, ...rest] = obstacles(instance, topology);
  if (first === undefined) return undefined;
  const more = rest.length === 0 ? '' : ` (and ${counted(rest.length, 'more reason')})`;
  return `cannot be changed in place: ${first}${more}`;
}

function obstacles(instance: Instance, to: ResolvedTopology): readonly string[] {
  const from = instance.topology;
  // Nothing else says anything once the nodes keep their metadata elsewhere.
  if (from.mode !== to.mode) return [`its metadata is in ${placeOf(from)}, and would be in ${placeOf(to)}`];
  if (from.dynamicQuorum !== to.dynamicQuorum)
    return [
      to.dynamicQuorum === true
        ? `its voters are fixed, and would stand in the metadata, which klab change ${instance.id} --quorum dynamic does`
        : 'its voters stand in the metadata, from where Kafka leads nothing back to fixed ones',
    ];
  const before = new Map(from.nodes.map((node) => [node.id, node]));
  const after = new Set(to.nodes.map(({ id }) => id));
  return [
    ...to.nodes.filter(({ id }) => !before.has(id)).map(({ id }) => `${id} would be new`),
    ...from.nodes.filter(({ id }) => !after.has(id)).map(({ id }) => `${id} would go`),
    ...to.nodes.flatMap((node) => {
      const old = before.get(node.id);
      return old === undefined ? [] : nodeObstacles(old, node);
    }),
    ...portObstacles(instance, to),
  ];
}

function placeOf({ mode }: ResolvedTopology): string {
  return mode === 'zookeeper' ? 'ZooKeeper' : 'a KRaft quorum';
}

function nodeObstacles(old: LabNode, node: LabNode): readonly string[] {
  const volumes = namesOf(node.volumes);
  return [
    // The controllers know one another by number, and data belongs to the number that wrote it.
    ...changed(node, 'number', old.number, node.number),
    ...changed(node, 'role', old.role, node.role),
    // Copies lie where the old racks put them.
    ...changed(node, 'rack', old.rack ?? 'none', node.rack ?? 'none'),
    // Kubernetes refuses to change what a StatefulSet claims.
    ...changed(node, 'volumes', namesOf(old.volumes), volumes),
    ...(isOlder(node.version, old.version)
      ? [`${node.id} would go back from Kafka ${old.version} to ${node.version}`]
      : []),
    ...listenersOn(old, 'kubernetes').flatMap((listener) => listenerObstacles(node, listener)),
    ...old.ports.flatMap(({ name, port }) =>
      changed(node, `port ${name}`, port, node.ports.find((other) => other.name === name)?.port ?? 'none'),
    ),
  ];
}

/** Nodes that have not been restarted yet, and clients, know a listener as it was. */
function listenerObstacles(node: LabNode, old: Listener): readonly string[] {
  const what = `listener ${old.name}`;
  const listener = listenersOn(node, 'kubernetes').find(({ name }) => name === old.name);
  if (listener === undefined) {
    return old.reach === 'cluster' || old.reach === 'quorum' ? [`${node.id} would lose its ${what}`] : [];
  }
  return [
    ...changed(node, `port of ${what}`, old.port, listener.port),
    ...changed(node, `protocol of ${what}`, old.protocol, listener.protocol),
    ...changed(node, `reach of ${what}`, old.reach, listener.reach),
  ];
}

function changed(node: LabNode, what: string, from: string | number, to: string | number): readonly string[] {
  return from === to ? [] : [`${node.id} would change its ${what} from ${from} to ${to}`];
}

function namesOf(named: LabNode['volumes']): string {
  return named.map(({ name }) => name).join(', ') || 'none';
}

/** The ports of a kind cluster are mapped when it is made. */
function portObstacles(instance: Instance, to: ResolvedTopology): readonly string[] {
  const { topology } = instance;
  if (knownPlace(instance)?.hostAccess !== 'node-port') return [];
  const mapped = nodePortsOf(topology);
  return [...nodePortsOf(to)]
    .filter(([port, nodePort]) => mapped.get(port) !== nodePort)
    .map(([port]) => `port ${port} would be new on the host, and the cluster's port mappings are fixed`);
}
