/** How kubectl selects what belongs to an instance. */
import { marks } from '../../../kafka/marks.ts';
import type { Instance } from '../../../cluster/runtime.ts';

/** Everything of an instance. */
export function instanceSelector({ id }: Instance): string {
  return `${marks.instance}=${id}`;
}

/** What belongs to a node of an instance: any of its nodes, or of those named. */
export function nodesSelector(instance: Instance, nodeIds?: readonly string[]): string {
  const named = nodeIds === undefined ? '' : ` in (${nodeIds.join(',')})`;
  return `${instanceSelector(instance)},${marks.node}${named}`;
}
