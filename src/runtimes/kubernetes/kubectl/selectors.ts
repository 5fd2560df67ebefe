/** How kubectl selects what belongs to an instance. */
import { labelKeys } from '../../../render/kubernetes/labels.ts';
import type { Instance } from '../../../cluster/runtime.ts';

/** Everything of an instance. */
export function instanceSelector({ id }: Instance): string {
  return `${labelKeys.instance}=${id}`;
}

/** Data, and what else StatefulSets leave behind: labelled with what they select by, which names topology and node. */
export function leftSelector({ topology }: Instance): string {
  return `${labelKeys.topology}=${topology.name},${labelKeys.node}`;
}

/** What belongs to a node of an instance: any of its nodes, or of those named. */
export function nodesSelector(instance: Instance, nodeIds?: readonly string[]): string {
  const named = nodeIds === undefined ? '' : ` in (${nodeIds.join(',')})`;
  return `${instanceSelector(instance)},${labelKeys.node}${named}`;
}
