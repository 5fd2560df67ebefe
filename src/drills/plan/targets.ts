/** Finds the nodes that a fault hits, from what the brokers say now. */
import type { PartitionState } from '../../cluster/partition.ts';
import { RuntimeError } from '../../errors.ts';
import { isBroker, isController, votersOf, type LabNode, type ResolvedTopology } from '../../kafka/node.ts';
import type { DrillTarget } from './plan.ts';
import type { DrillSettings } from './settings.ts';

/** What targets are found from. */
export interface TargetView {
  readonly topology: ResolvedTopology;
  readonly settings: DrillSettings;
  /** Newest view of each partition, in order. */
  readonly partitions: readonly PartitionState[];
  /** Number of the active controller; -1 when it is not known. */
  readonly controller: number;
  /** Number of the broker that coordinates the drill's consumer group; -1 when it is not known. */
  readonly coordinator: number;
  /** Nodes that the last fault hit. */
  readonly last: readonly LabNode[];
}

/** Every target that has a name. */
export const targetNames = [
  'leader',
  'follower',
  'followers',
  'controller',
  'coordinator',
  'beyond-min-isr',
  'controller-majority',
  'zookeeper-minority',
  'zookeeper-majority',
  'rack',
  'everything',
  'same',
] as const satisfies readonly NamedTarget[];

/** The nodes of a target, at least one. @throws RuntimeError when the cluster has none now. */
export function nodesOfTarget(target: DrillTarget, view: TargetView): readonly LabNode[] {
  const found = typeof target === 'string' ? finders[target](view) : named(target.nodeId, view);
  if (found.length > 0) return found;
  const what = typeof target === 'string' ? descriptions[target](view) : target.nodeId;
  throw new RuntimeError('client', `cannot find ${what} in the cluster now`);
}

/** Every node that a target may turn out to be. */
export function nodesThatMayBe(target: DrillTarget, topology: ResolvedTopology): readonly LabNode[] {
  const { nodes } = topology;
  if (typeof target !== 'string') return nodes.filter(({ id }) => id === target.nodeId);
  return nodes.filter((node) => mayBe[target](node, topology));
}

/** A target that is named by a word. */
type NamedTarget = Extract<DrillTarget, string>;

const mayBe: Readonly<Record<NamedTarget, (node: LabNode, topology: ResolvedTopology) => boolean>> = {
  leader: isBroker,
  follower: isBroker,
  followers: isBroker,
  'beyond-min-isr': isBroker,
  coordinator: isBroker,
  controller: (node, { mode }) => (mode === 'kraft' ? isController(node) : isBroker(node)),
  'controller-majority': (node, { mode }) => mode === 'kraft' && isController(node),
  'zookeeper-minority': ({ role }) => role === 'zookeeper',
  'zookeeper-majority': ({ role }) => role === 'zookeeper',
  rack: () => true,
  everything: () => true,
  // Was looked at where the drill hit it first.
  same: () => false,
};

const finders: Readonly<Record<NamedTarget, (view: TargetView) => readonly LabNode[]>> = {
  leader: (view) => {
    const leaders = view.partitions.map(({ leader }) => leader);
    return brokers(view, [leaders.find((leader) => leader >= 0 && leader !== view.controller) ?? leaders[0]]);
  },
  follower: (view) => {
    const inSync = inSyncFollowersOf(view);
    const followers = inSync.length > 0 ? inSync : followersOf(view);
    return brokers(view, [followers.find((number) => number !== view.controller) ?? followers[0]]);
  },
  followers: (view) => brokers(view, inSyncFollowersOf(view)),
  controller: ({ topology, controller }) =>
    topology.nodes.filter(({ software, number }) => software === 'kafka' && number === controller),
  coordinator: (view) => brokers(view, [view.coordinator]),
  'beyond-min-isr': (view) => {
    const [first] = view.partitions;
    const { replicationFactor, minInSyncReplicas } = view.settings;
    const count = replicationFactor - minInSyncReplicas + 1;
    return first === undefined ? [] : brokers(view, [...followersOf(view), first.leader].slice(0, count));
  },
  'controller-majority': ({ topology, controller }) => {
    const voters = topology.mode === 'kraft' ? votersOf(topology) : [];
    const activeFirst = voters.toSorted(
      (a, b) => Number(b.number === controller) - Number(a.number === controller),
    );
    return activeFirst.slice(0, Math.ceil(voters.length / 2));
  },
  'zookeeper-minority': ({ topology }) => {
    const servers = zooKeeperServers(topology);
    return servers.slice(0, Math.floor((servers.length - 1) / 2));
  },
  'zookeeper-majority': ({ topology }) => {
    const servers = zooKeeperServers(topology);
    return servers.slice(0, Math.ceil(servers.length / 2));
  },
  rack: (view) => {
    const [leader] = finders.leader(view);
    return view.topology.nodes.filter(({ rack }) => rack !== undefined && rack === leader?.rack);
  },
  everything: ({ topology }) => topology.nodes,
  same: ({ last }) => last,
};

const descriptions: Readonly<Record<NamedTarget, (view: TargetView) => string>> = {
  leader: ({ settings }) => `a leader of ${settings.topic}`,
  follower: ({ settings }) => `a follower of ${settings.topic}/0`,
  followers: ({ settings }) => `a follower of ${settings.topic}/0 in sync`,
  controller: () => 'the active controller',
  coordinator: ({ settings }) =>
    settings.consumers > 0
      ? 'who coordinates the consumer group'
      : 'who coordinates the consumer group (there is none with 0 consumers)',
  'beyond-min-isr': ({ settings }) => `the copies of ${settings.topic}/0`,
  'controller-majority': () => 'controllers',
  'zookeeper-minority': () => 'ZooKeeper servers that can be spared',
  'zookeeper-majority': () => 'ZooKeeper servers',
  rack: ({ settings }) => `a rack with a leader of ${settings.topic}`,
  everything: () => 'any node',
  same: () => 'a node that a fault has hit before',
};

function zooKeeperServers({ nodes }: ResolvedTopology): readonly LabNode[] {
  return nodes.filter(({ role }) => role === 'zookeeper');
}

/** Brokers with a copy of the first partition that do not lead it. */
function followersOf({ partitions: [first] }: TargetView): readonly number[] {
  return first === undefined ? [] : first.replicas.filter((number) => number !== first.leader);
}

/** Those of them that Kafka counts as in sync. */
function inSyncFollowersOf(view: TargetView): readonly number[] {
  const [first] = view.partitions;
  return followersOf(view).filter((number) => first?.isr.includes(number));
}

function brokers({ topology }: TargetView, numbers: readonly (number | undefined)[]): readonly LabNode[] {
  return numbers.flatMap(
    (number) => topology.nodes.find((node) => isBroker(node) && node.number === number) ?? [],
  );
}

function named(nodeId: string, { topology }: TargetView): readonly LabNode[] {
  return topology.nodes.filter(({ id }) => id === nodeId);
}
