/** Tells a node that came back by itself from one that somebody started. */
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
