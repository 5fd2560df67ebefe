/** In which order nodes are restarted, on every runtime: first those that others depend on, and last whoever leads. */
import type { ClusterAccess } from '../../cluster/access.ts';
import { isBroker, isController, type LabNode, type ResolvedTopology } from '../../kafka/node.ts';
import { activeController } from '../watch/active-controller.ts';

/**
 * The nodes in their order: ZooKeeper servers, controllers, brokers. Whoever leads among them comes last, since every
 * restart of a leader costs an election: so it costs one, and not one for each node that is elected and then restarted.
 */
export function rollOrder(nodes: readonly LabNode[], leaders: readonly string[]): readonly LabNode[] {
  const rank = (node: LabNode): number => tierOf(node) * 2 + Number(leaders.includes(node.id));
  return nodes.toSorted((a, b) => rank(a) - rank(b));
}

function tierOf({ role }: LabNode): number {
  if (role === 'zookeeper') return 0;
  if (role === 'controller') return 1;
  return role === 'service' ? 3 : 2;
}

/** The node that is the active controller now; its id, or none where another has its number. */
export async function activeControllers(
  topology: ResolvedTopology,
  access: ClusterAccess,
): Promise<readonly string[]> {
  const controller = await activeController(topology.mode, access);
  const nodes = topology.nodes.filter((node) => node.number === controller && isControllerIn(topology, node));
  return nodes.map(({ id }) => id);
}

function isControllerIn({ mode }: ResolvedTopology, node: LabNode): boolean {
  return mode === 'zookeeper' ? isBroker(node) : isController(node);
}
