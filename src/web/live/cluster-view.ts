/** Draws a running cluster at one moment as the page is told it; pure, so that it can be held to examples. */
import { isolations, type Isolation, type NodeStatus } from '../../cluster/node-status.ts';
import type { PartitionState } from '../../cluster/partition.ts';
import type { RunningCluster } from '../../cluster/running-cluster.ts';
import type { ClusterSnapshot } from '../../client/watch/snapshot.ts';
import { isBroker, isController, type LabNode, type ResolvedTopology } from '../../kafka/node.ts';
import { isolationWords, standingLine } from '../../report/text/watch-report.ts';
import type { ClusterView, CopyView, NodeView, PartitionView, RackView, TopicView } from '../view.ts';
import { obstaclesTo, obstaclesToRack, type IsolationObstacles } from './obstacles.ts';

/** A moment of a cluster, with what only whoever watches it knows. */
export interface Moment {
  readonly cluster: Pick<
    RunningCluster,
    'instance' | 'topology' | 'obstacleTo' | 'obstacleToPause' | 'obstacleToNode'
  >;
  readonly snapshot: ClusterSnapshot;
  /** Nothing is stored of it any more. */
  readonly isGone: boolean;
  /** Why its nodes cannot be cut off in each way; undefined where they can. */
  readonly isolation: IsolationObstacles;
  /** What is being done to nodes by hand, by their ids. */
  readonly doing: ReadonlyMap<string, string>;
  /** Records per second of a partition; undefined before it is known. */
  growthOf(this: void, partition: PartitionState): number | undefined;
}

/** The cluster as the page shows it. */
export function clusterView(moment: Moment): ClusterView {
  const { cluster, snapshot, isGone, isolation } = moment;
  const { instance, topology } = cluster;
  const isDown = isGone || snapshot.nodes.every(({ state }) => state === 'stopped');
  const isSilent = snapshot.answering.length === 0;
  return {
    id: instance.id,
    topology: topology.name,
    runtime: instance.runtime,
    kafkaVersion: topology.kafkaVersion,
    mode: topology.mode,
    isForeign: instance.foreign === true,
    state: isSilent ? (isDown ? 'down' : 'silent') : 'up',
    words: isSilent ? silentWords(isGone, isDown) : standingLine(topology, snapshot),
    racks: racksOf(topology.nodes.map((node) => nodeView(node, moment))),
    topics: topicsOf(moment),
    isolations: isolations.map((from) => ({
      from,
      words: isolationWords[from],
      obstacle: isolation[from] ?? null,
    })),
  };
}

function silentWords(isGone: boolean, isDown: boolean): string {
  if (isGone) return 'The cluster was taken down. This page goes on by itself once it is up again.';
  if (isDown) return 'No node runs: start nodes below, or bring the cluster up again.';
  return 'Nodes run, but no broker answers.';
}

type PlacedNode = NodeView & { readonly rack: string };

function racksOf(nodes: readonly PlacedNode[]): readonly RackView[] {
  const racks = new Map<string, NodeView[]>();
  for (const { rack, ...node } of nodes) {
    const known = racks.get(rack);
    if (known === undefined) racks.set(rack, [node]);
    else known.push(node);
  }
  return [...racks].map(([name, nodes]) => ({ name, nodes, obstacles: obstaclesToRack(nodes) }));
}

function nodeView(node: LabNode, moment: Moment): PlacedNode {
  const { snapshot, doing } = moment;
  const status = snapshot.nodes.find(({ id }) => id === node.id) ?? { id: node.id, state: 'stopped' };
  const answers = !isBroker(node) || snapshot.answering.includes(node.number);
  const busy = doing.get(node.id);
  return {
    rack: node.rack ?? '',
    id: node.id,
    number: node.number,
    role: roleOf(node, moment.cluster.topology),
    isBroker: isBroker(node),
    state: stateWords(status, answers),
    mark: markOf(status, answers),
    isActiveController: isActive(node, moment),
    ...(status.address !== undefined && { address: status.address }),
    obstacles: obstaclesTo(node, status, moment),
    ...(busy !== undefined && { doing: busy }),
  };
}

function isActive(node: LabNode, { snapshot, cluster: { topology } }: Moment): boolean {
  const controls = topology.mode === 'kraft' ? isController(node) : isBroker(node);
  return controls && snapshot.controller === node.number && snapshot.answering.length > 0;
}

function roleOf({ role, software }: LabNode, { mode }: ResolvedTopology): string {
  if (role === 'combined') return 'broker and controller';
  if (role === 'zookeeper') return 'ZooKeeper server';
  if (role === 'service') return `side service (${software})`;
  return role === 'broker' && mode === 'zookeeper' ? 'broker, may be controller' : role;
}

function stateWords({ state, ending, isolated }: NodeStatus, answers: boolean): string {
  const word = ending === true ? 'ends' : state === 'running' ? 'runs' : state;
  const silent = state === 'running' && !answers ? ', does not answer' : '';
  return `${word}${silent}${isolated === undefined ? '' : `, cut off ${isolationWords[isolated]}`}`;
}

function markOf({ state, ending, isolated }: NodeStatus, answers: boolean): NodeView['mark'] {
  if (state === 'stopped') return 'bad';
  return state === 'paused' || ending === true || isolated !== undefined || !answers ? 'doubtful' : 'good';
}

function topicsOf({ snapshot, growthOf }: Moment): readonly TopicView[] {
  const topics = new Map<string, PartitionView[]>();
  for (const state of snapshot.partitions) {
    const perSecond = growthOf(state);
    const view: PartitionView = {
      partition: state.partition,
      leader: state.leader,
      copies: copiesOf(state),
      ...(perSecond !== undefined && { perSecond: Math.round(perSecond) }),
    };
    const known = topics.get(state.topic);
    if (known === undefined) topics.set(state.topic, [view]);
    else known.push(view);
  }
  return [...topics].map(([name, partitions]) => ({ name, partitions }));
}

function copiesOf({ replicas, leader, isr, elr = [] }: PartitionState): readonly CopyView[] {
  return replicas.map((broker): CopyView => {
    if (broker === leader) return { broker, state: 'leader' };
    if (isr.includes(broker)) return { broker, state: 'in-sync' };
    return { broker, state: elr.includes(broker) ? 'eligible' : 'out-of-sync' };
  });
}

/** The ways of cutting nodes off, each with why this cluster's cannot be; asked once, since it takes the runtime a look. */
export async function isolationObstacles(
  cluster: Pick<RunningCluster, 'obstacleToIsolation'>,
): Promise<IsolationObstacles> {
  const entries = await Promise.all(
    isolations.map(async (from): Promise<[Isolation, string | undefined]> => [
      from,
      await cluster.obstacleToIsolation(from),
    ]),
  );
  return Object.fromEntries(entries) as IsolationObstacles;
}
