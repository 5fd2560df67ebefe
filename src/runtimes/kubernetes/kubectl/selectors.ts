/** How kubectl selects what belongs to an instance. */
import { marks } from '../../../kafka/marks.ts';
import type { Instance } from '../../../cluster/instance.ts';

/** Everything of an instance. */
export function instanceSelector({ id }: Instance): string {
  return `${marks.instance}=${id}`;
}

/**
 * Data, and what else StatefulSets leave behind: labelled with what they select by, which names topology and node.
 * @param nodeId whose. @default of any node
 */
export function leftSelector({ topology }: Instance, nodeId?: string): string {
  const named = nodeId === undefined ? '' : `=${nodeId}`;
  return `${marks.topology}=${topology.name},${marks.node}${named}`;
}

/** What belongs to a node of an instance: any of its nodes, or of those named. */
export function nodesSelector(instance: Instance, nodeIds?: readonly string[]): string {
  const named = nodeIds === undefined ? '' : ` in (${nodeIds.join(',')})`;
  return `${instanceSelector(instance)},${marks.node}${named}`;
}
