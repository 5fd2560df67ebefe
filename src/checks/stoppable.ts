/** Which nodes a check may stop without taking more from the cluster than it means to. */
import { activeController } from '../client/cluster-view.ts';
import { CheckFailure } from '../errors.ts';
import { brokersOf, isController, type LabNode, type ResolvedTopology } from '../kafka/node.ts';
import type { CheckContext } from './check.ts';

/** True when the KRaft quorum keeps its majority without this node. */
export function isStoppable(topology: ResolvedTopology, node: LabNode): boolean {
  if (!isController(node)) return true;
  const voters = topology.nodes.filter(isController).length;
  return voters - 1 > voters / 2;
}

/**
 * The broker that a check stops where it has the choice: one whose loss leaves the quorum its majority, not the active
 * controller's node where there is another. Checks that share an outage must come to the same one.
 * @throws CheckFailure when every broker is needed.
 */
export async function brokerToStop({ cluster }: Pick<CheckContext, 'cluster'>): Promise<LabNode> {
  const { topology, bootstrap } = cluster;
  const controller = await activeController(topology.mode, bootstrap);
  const [broker] = brokersOf(topology)
    .filter((node) => isStoppable(topology, node))
    .toSorted((a, b) => Number(a.number === controller) - Number(b.number === controller));
  if (broker === undefined) throw new CheckFailure('every broker is needed for the majority of the quorum');
  return broker;
}

/**
 * Stops a node in order and looks whether it is gone.
 * @throws CheckFailure when the node runs on.
 */
export async function stopInOrder(context: CheckContext, node: LabNode): Promise<void> {
  const { cluster } = context;
  context.note(`stopping ${node.id} in order`);
  await cluster.stop(node.id);
  const state = (await cluster.status()).find(({ id }) => id === node.id)?.state;
  if (state !== 'stopped') throw new CheckFailure(`${node.id} is ${state ?? 'unknown'} after it was stopped`);
}

/** The broker of this number. */
export function brokerNumbered(topology: ResolvedTopology, number: number): LabNode {
  const found = topology.nodes.find(
    (node) => node.number === number && node.role !== 'zookeeper' && node.role !== 'controller',
  );
  if (found === undefined) throw new CheckFailure(`the topology has no broker ${number}`);
  return found;
}
