/** The nodes of a cluster that run in pods: brokers as Kafka names them, and those that it only mentions. */
import type { BrokerValues } from '../../../client/kafkajs/settings-in-force.ts';
import type { FoundCluster } from '../discover.ts';
import { soughtNodes, untold, valueOf, type SoughtNode } from '../sought-nodes.ts';
import { containerAt, lastingLabels, numberOf, outlives, ownerOf } from './facts.ts';
import type { Outlives, SeenPod } from './facts.ts';
import { waysTo, type Neighbourhood } from './ways.ts';

/** A pod that a node runs in, as it is stored. */
export interface TiedPod {
  readonly name: string;
  readonly container: string;
  /** What another pod in its place has too. */
  readonly labels: Readonly<Record<string, string>>;
  /** What makes another in its place, such as `StatefulSet shop`; absent where nothing does. */
  readonly owner?: string;
  /** Whether its containers are started again when they end. */
  readonly restarts: boolean;
  /** What its data outlives. */
  readonly data: Outlives;
}

/** Where an advertised address leads, as it is stored. */
export interface StoredWay {
  readonly nodeId: string;
  readonly port: number;
}

/** What was told of nodes and pods. */
export interface TiedNodes {
  /** By node id. */
  readonly pods: Readonly<Record<string, TiedPod>>;
  /** By address. */
  readonly ways: Readonly<Record<string, StoredWay>>;
  /** Numbers of ZooKeeper's servers that are in pods. */
  readonly zookeepers: readonly number[];
  /** What cannot be told, a sentence each. */
  readonly untold: readonly string[];
}

interface Tie {
  readonly pod: SeenPod;
  readonly port?: number;
}

/** Ties what can be tied. @param settings in force of some brokers, which know of controllers and of ZooKeeper */
export function nodesInPods(
  found: FoundCluster,
  settings: readonly BrokerValues[],
  around: Neighbourhood,
): TiedNodes {
  const sought = soughtNodes(found, settings);
  const { brokers, controllers, servers } = sought;
  const zookeepers = serversIn(servers, around);
  const all = [...brokers, ...controllers, ...zookeepers];
  const ties = tiesOf(all, around);
  const dirs = (valueOf(settings, 'log.dirs') ?? valueOf(settings, 'log.dir') ?? '')
    .split(',')
    .filter(Boolean);
  const lost = all.filter(({ id }) => !ties.has(id));
  return {
    pods: Object.fromEntries(
      [...ties].map(([id, tie]) => [id, stored(tie, id.startsWith('zookeeper-') ? [] : dirs)]),
    ),
    ways: Object.fromEntries(
      brokers.flatMap(({ id, address = '' }) => {
        const port = ties.get(id)?.port;
        return port === undefined ? [] : [[address, { nodeId: id, port }]];
      }),
    ),
    zookeepers: zookeepers.flatMap(({ id, number = 0 }) => (ties.has(id) ? [number] : [])),
    untold: untold(lost, 'pods', found, sought),
  };
}

/** By address, and only where that tells nothing by the number in the environment of one pod alone. */
function tiesOf(nodes: readonly SoughtNode[], around: Neighbourhood): ReadonlyMap<string, Tie> {
  const ties = new Map<string, Tie>();
  for (const { id, address } of nodes) {
    const [only, ...others] = address === undefined ? [] : waysTo(address, around);
    if (only === undefined || others.length > 0) continue;
    const isShared = nodes.some((other) => other.id !== id && other.address === address);
    if (!isShared) ties.set(id, only);
  }
  const taken = new Set([...ties.values()].map(({ pod }) => pod));
  for (const { id, number } of nodes) {
    if (ties.has(id) || number === undefined) continue;
    const [only, ...others] = around.pods.filter((pod) => !taken.has(pod) && numberOf(pod) === number);
    if (only !== undefined && others.length === 0) ties.set(id, { pod: only });
  }
  return ties;
}

/** A service may stand for all servers of ZooKeeper: then each pod behind it is one, in the order of their names. */
function serversIn(servers: readonly SoughtNode[], around: Neighbourhood): readonly SoughtNode[] {
  const addresses = servers.flatMap(({ address = '' }) => {
    const ways = waysTo(address, around);
    if (ways.length < 2) return [address];
    const ips = ways.toSorted((a, b) => (a.pod.metadata.name < b.pod.metadata.name ? -1 : 1));
    return ips.map(({ pod, port }) => `${pod.status?.podIP}:${port}`);
  });
  return addresses.map((address, index) => ({ id: `zookeeper-${index + 1}`, number: index + 1, address }));
}

function stored({ pod, port }: Tie, dirs: readonly string[]): TiedPod {
  const container = containerAt(pod, port);
  const owner = ownerOf(pod);
  return {
    name: pod.metadata.name,
    container,
    labels: lastingLabels(pod),
    ...(owner !== undefined && { owner }),
    restarts: (pod.spec.restartPolicy ?? 'Always') !== 'Never',
    data: outlives(pod, container, dirs),
  };
}
