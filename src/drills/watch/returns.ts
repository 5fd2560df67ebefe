/** Tells a node that came back by itself from one that somebody started. */
import type { RunningCluster } from '../../cluster/running-cluster.ts';
import type { Recorder } from '../record/recorder.ts';
import type { WatchedNode } from './watched-node.ts';

/**
 * Notes that a node which the drill had ended runs again, where that is by what starts it whenever it ends: a result, and
 * nobody's meddling.
 * @returns false where it is not
 */
export function noteReturn(
  cluster: Pick<RunningCluster, 'restarterOf'>,
  { node, endedMs }: Pick<WatchedNode, 'node' | 'endedMs'>,
  recorder: Recorder,
): boolean {
  const by = cluster.restarterOf?.(node.id);
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
