/** Tells a node that came back by itself from one that somebody started. */
import { isOfOldSession } from '../../kafka/log-cause.ts';
import type { NodeStatus } from '../../cluster/node-status.ts';
import type { RunningCluster } from '../../cluster/running-cluster.ts';
import type { Recorder } from '../record/recorder.ts';
import type { LastingKind, WatchedNode } from './watched-node.ts';

/**
 * Notes that a node which the drill had ended runs again, where that is by what starts it whenever it ends: a result, and
 * nobody's meddling.
 * @param status as its runtime sees it. @default nobody has looked
 * @returns false where it is not
 */
export function noteReturn(
  cluster: Pick<RunningCluster, 'restarterOf'>,
  { node, endedMs }: Pick<WatchedNode, 'node' | 'endedMs'>,
  recorder: Recorder,
  status?: NodeStatus,
): boolean {
  const by = cluster.restarterOf?.(node.id) ?? status?.startedBy;
  if (by === undefined || endedMs === undefined) return false;
  recorder.record({
    type: 'return',
    nodeId: node.id,
    node: node.number,
    by,
    afterMs: recorder.nowMs() - endedMs,
  });
  return true;
}

/** What started a node again unasked that had ended by itself. @param what became of it */
export function startedAgainBy(what: LastingKind | undefined, status?: NodeStatus): { readonly by?: string } {
  const { startedBy } =
    what === 'ended' || what === 'restarted' ? (status ?? {}) : ({} as Partial<NodeStatus>);
  return startedBy === undefined ? {} : { by: startedBy };
}

/** What was seen of a node that ended. */
export interface SeenEnding {
  readonly what: LastingKind;
  readonly because: string | undefined;
  readonly status: NodeStatus | undefined;
}

/**
 * Notes that a broker which the drill had started ended over the session that ZooKeeper had of before, and was started
 * again: what comes after a fault, and nobody's meddling.
 * @returns false where it is not so
 */
export function noteOldSession(
  watched: WatchedNode,
  { what, because = '', status }: SeenEnding,
  recorder: Recorder,
): boolean {
  if (what !== 'restarted' || !watched.wasTouched || !isOfOldSession(because)) return false;
  watched.open = undefined;
  const by = status?.startedBy === undefined ? '' : ` by itself (${status.startedBy})`;
  const text = `${watched.node.id} ended over its session of before, which ZooKeeper still had, and came back${by}`;
  recorder.record({ type: 'step', text });
  return true;
}
