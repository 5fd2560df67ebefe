/** Which nodes a check may stop without taking more from the cluster than it means to. */
import { activeController } from '../../client/watch/active-controller.ts';
import { CheckFailure } from '../../errors.ts';
import { brokersOf, isController, type LabNode, type ResolvedTopology } from '../../kafka/node.ts';
import type { CheckContext, TriedOn } from './check.ts';

/** Why nobody can take over from a broker that a check stops; undefined where somebody can. */
export function obstacleToTakingOver({ cluster }: TriedOn): string | undefined {
  const isAlone = brokersOf(cluster.topology).length < 2;
  return isAlone ? 'needs 2 brokers: with one nobody can take over' : undefined;
}

/** Why a partition has no other copy; undefined where it has. */
export function obstacleToCopies({ cluster }: TriedOn): string | undefined {
  const isSingle = cluster.topology.replicationFactor < 2;
  return isSingle ? 'needs 2 copies of a partition: the topology has replication factor 1' : undefined;
}

/** True when the KRaft quorum keeps its majority without this node. */
export function isStoppable(topology: ResolvedTopology, node: LabNode): boolean {
  if (!isController(node)) return true;
  const voters = topology.nodes.filter(isController).length;
  return voters - 1 > voters / 2;
}

/**
 * The broker that a check stops where it has the choice: one whose loss leaves the quorum its majority, and of those with
 * KRaft the active controller's node, with ZooKeeper another one. Checks that share an outage must come to the same one.
 * A KRaft controller of Kafka 4 refuses a broker that was stopped in order until the session of before is over
 * (KAFKA-19047); a controller that is elected meanwhile knows of no such session, so the broker is back as soon as it
 * runs. It proves more as well: the controller goes along.
 * @throws CheckFailure when every broker is needed.
 */
export async function brokerToStop({ cluster }: Pick<CheckContext, 'cluster'>): Promise<LabNode> {
  const { topology } = cluster;
  const broker = choiceToStop(topology, await activeController(topology.mode, cluster));
  if (broker === undefined) throw new CheckFailure('every broker is needed for the majority of the quorum');
  return broker;
}

/** Of the brokers that can be spared the one to stop, given the number of the active controller; undefined for none. */
export function choiceToStop(topology: ResolvedTopology, controller: number): LabNode | undefined {
  const spare = brokersOf(topology).filter((node) => isStoppable(topology, node));
  const takesController = topology.mode === 'kraft';
  return spare.find(({ number }) => (number === controller) === takesController) ?? spare[0];
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
