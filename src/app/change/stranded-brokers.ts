/** Which running brokers would find no leader of the quorum one day, once its voters are others: a broker looks where it was told when it started. */
import { activeControllers, rollOrder } from '../../client/nodes/roll-order.ts';
import { brokerSettings } from '../../client/kafkajs/broker-settings.ts';
import type { RestartStep } from '../../change/steps.ts';
import type { RunningCluster } from '../../cluster/running-cluster.ts';
import { isolatedControllers } from '../../cluster/with-controllers.ts';
import { brokersOf, type LabNode, type ResolvedTopology } from '../../kafka/node.ts';
import { quorumSoughtSetting } from '../../kafka/settings.ts';
import { counted } from '../../words.ts';

/**
 * Restarts for brokers that would know too few of the voters to be. Whenever the quorum has another leader they ask those of
 * `controller.quorum.bootstrap.servers`, as that was when they started, and nobody else, although they know all voters
 * (KafkaRaftClient.maybeSendFetchToAnyBootstrap): of any majority that lives they must know one.
 * @returns steps in the order of a roll; none where all know enough
 */
export async function restartsOfStranded(
  cluster: RunningCluster,
  to: ResolvedTopology,
): Promise<readonly RestartStep[]> {
  const voters = isolatedControllers(to);
  const staying = isolatedControllers(cluster.topology).filter(({ id }) =>
    voters.some((one) => one.id === id),
  );
  const addresses = staying.flatMap(({ id, listeners }) =>
    listeners
      .filter(({ reach }) => reach === 'quorum')
      .map(({ port }) => cluster.quorumAddressOf(id, port))
      .map(({ host, port }) => `${host}:${port}`),
  );
  const known = await Promise.all(
    brokersOf(cluster.topology).map(async (node) => {
      const sought = await soughtBy(cluster, node);
      return { node, count: addresses.filter((address) => sought.includes(address)).length };
    }),
  );
  const majority = Math.floor(voters.length / 2) + 1;
  const stranded = known.filter(({ count }) => count <= voters.length - majority);
  if (stranded.length === 0) return [];
  const leaders = await activeControllers(cluster.topology, cluster);
  const ordered = rollOrder(
    stranded.map(({ node }) => node),
    leaders,
  );
  return ordered.map((node) => ({
    kind: 'restart',
    nodeId: node.id,
    reason: reasonOf(stranded.find((one) => one.node === node)?.count ?? 0, voters.length),
  }));
}

async function soughtBy(cluster: RunningCluster, { number }: LabNode): Promise<readonly string[]> {
  const settings = await brokerSettings(cluster, number);
  return (settings.find(({ name }) => name === quorumSoughtSetting)?.value ?? '').split(',');
}

function reasonOf(count: number, voters: number): string {
  return `it was told of ${count} of the ${counted(voters, 'voter')} to be when it started, and finds a new leader by those alone`;
}
