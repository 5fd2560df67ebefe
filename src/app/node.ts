/** Does something to the node, or the rack, that a person names, and waits until what was started answers. */
import { nodesOfRack } from '../cluster/racks.ts';
import type { RunningCluster } from '../cluster/running-cluster.ts';
import { rackIn } from '../client/nodes/select-node.ts';
import { servicesInTrouble } from '../client/services/trouble.ts';
import { LabError } from '../errors.ts';
import { lackingMajority, untilAnswering } from '../client/nodes/answering.ts';
import { nodeNamed } from './find/cluster.ts';

/** What is broken or healed. */
export interface Acted {
  readonly node?: string;
  readonly rack?: string;
  /** Ids of the nodes in the rack. */
  readonly nodes?: readonly string[];
}

/** What can be done to a node, and maybe to a rack. */
export interface NodeAct {
  onNode(this: void, cluster: RunningCluster, nodeId: string): Promise<void>;
  /** @default a rack is refused */
  onRack?(this: void, cluster: RunningCluster, rack: string): Promise<void>;
}

/** What a selector names now, and what does it. @throws LabError as `selectNode` does. */
export async function targetOf(
  { onNode, onRack }: NodeAct,
  selector: string,
  cluster: RunningCluster,
): Promise<{ what: Acted; act: () => Promise<void> }> {
  const rack = rackIn(selector);
  if (rack !== undefined && onRack !== undefined) {
    const nodes = nodesOfRack(cluster.topology, rack).map(({ id }) => id);
    return { what: { rack, nodes }, act: () => onRack(cluster, rack) };
  }
  const { id } = await nodeNamed(selector, cluster);
  return { what: { node: id }, act: () => onNode(cluster, id) };
}

/** Why what was started does not answer; undefined when it does. */
export async function silenceOf(
  cluster: RunningCluster,
  nodeIds: readonly string[],
  onPending: (reason: string) => void,
): Promise<string | undefined> {
  try {
    await cluster.attach?.();
  } catch (error) {
    // It was started all the same.
    if (error instanceof LabError) return error.message;
    throw error;
  }
  // A broker of ZooKeeper mode comes back once its old session has ended, and starts again after that.
  const { mode, sessionTimeoutMs } = cluster.topology;
  const timeoutMs = 60_000 + (mode === 'zookeeper' ? 2 * sessionTimeoutMs : 0);
  const lacking = await lackingMajority(cluster, nodeIds);
  return lacking ?? (await untilAnswering(cluster, nodeIds, { timeoutMs, onPending }));
}

/** What is wrong with the side services of a cluster: what came back may have left others behind that depend on it. */
export async function troublesOf({ topology, instance }: RunningCluster): Promise<readonly string[]> {
  return await servicesInTrouble(topology, instance.portOffset);
}
