/** Why something cannot be done to a node now, in words: the page shows it instead of a button that would fail. */
import type { Isolation, NodeStatus } from '../../cluster/node-status.ts';
import type { RunningCluster } from '../../cluster/running-cluster.ts';
import type { LabNode } from '../../kafka/node.ts';
import { obstacleInState } from '../../runtimes/shared/node-states.ts';
import {
  nodeActs,
  rackActs,
  type NodeActName,
  type NodeView,
  type Obstacles,
  type RackView,
} from '../view.ts';

/** Why nodes cannot be cut off in each way; undefined where they can. */
export type IsolationObstacles = Readonly<Record<Isolation, string | undefined>>;

/** What must be known of the place a node is in. */
export interface Whereabouts {
  readonly cluster: Pick<RunningCluster, 'instance' | 'obstacleTo' | 'obstacleToPause' | 'obstacleToNode'>;
  readonly isGone: boolean;
  readonly isolation: IsolationObstacles;
  readonly doing: ReadonlyMap<string, string>;
}

/** For each act why it cannot be done to a node, or null. */
export function obstaclesTo({ id }: LabNode, status: NodeStatus, where: Whereabouts): Obstacles {
  const { cluster, isGone, doing } = where;
  const common = isGone
    ? 'the cluster was taken down'
    : doing.has(id)
      ? `${id}: ${doing.get(id)}`
      : cluster.obstacleToNode?.(id);
  const entries = nodeActs.map((act) => [act, common ?? obstacleTo(act, status, where) ?? null]);
  return Object.fromEntries(entries) as Obstacles;
}

/** A rack can be killed where one of its nodes can, and be started where one can; else the first reason of theirs. */
export function obstaclesToRack(nodes: readonly Pick<NodeView, 'obstacles'>[]): RackView['obstacles'] {
  const entries = rackActs.map((act) => {
    const reasons = nodes.map(({ obstacles }) => obstacles[act]);
    return [act, reasons.includes(null) ? null : (reasons[0] ?? null)];
  });
  return Object.fromEntries(entries) as RackView['obstacles'];
}

function obstacleTo(
  act: NodeActName,
  status: NodeStatus,
  { cluster, isolation }: Whereabouts,
): string | undefined {
  if (act === 'heal') return status.isolated === undefined ? `${status.id} is not cut off` : undefined;
  const place =
    act === 'isolate'
      ? (cluster.obstacleTo?.('isolation') ?? everyWay(isolation))
      : (cluster.obstacleTo?.('signals') ?? (act === 'pause' ? cluster.obstacleToPause?.() : undefined));
  if (place !== undefined) return place;
  if (act === 'isolate' && status.isolated !== undefined) return `${status.id} is cut off; heal it first`;
  return obstacleInState(act, status, cluster.instance);
}

/** The first reason, where there is no way at all. */
function everyWay(isolation: IsolationObstacles): string | undefined {
  const reasons = Object.values(isolation);
  return reasons.includes(undefined) ? undefined : reasons[0];
}
