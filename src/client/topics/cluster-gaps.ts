/** What a cluster that runs lacks to be whole: while anything is missing, no further node may be taken away. */
import { byEveryListener, type BrokerAccess, type ClusterAccess } from '../../cluster/access.ts';
import { messageOf } from '../../errors.ts';
import { brokersOf, isController, type ResolvedTopology } from '../../kafka/node.ts';
import { describeLagging, type PartitionState } from '../../cluster/partition.ts';
import { activeController } from '../watch/active-controller.ts';
import { viewPartitions } from '../watch/living-view.ts';
import { describeBroker } from '../wire/describe-cluster.ts';
import { describeQuorum } from '../wire/describe-quorum.ts';
import { firstAnswer } from '../wire/first-answer.ts';

/** A cluster and how its brokers are reached. */
export interface ReachedCluster extends ClusterAccess {
  readonly topology: ResolvedTopology;
  /** Controllers that are asked for their quorum; none where nobody can be the controller now. @default brokers are asked */
  readonly quorum?: readonly BrokerAccess[] | undefined;
  /** Ids of voters that are to go: one whose storage is gone never catches up, and need not. @default all stay */
  readonly going?: readonly string[];
}

/**
 * Looks once: every broker answers and knows all others, there is a controller, every voter of a quorum follows it, and
 * every partition of every topic has all its copies in sync.
 * @param lacking what partitions lack. @default a leader, or copies in sync
 * @returns what is missing; undefined when the cluster is whole.
 */
export async function describeGaps(
  cluster: ReachedCluster,
  lacking: (partitions: readonly PartitionState[]) => string | undefined = describeLagging,
): Promise<string | undefined> {
  try {
    return (
      (await brokerGaps(cluster)) ??
      (await controllerGaps(cluster)) ??
      lacking(await viewPartitions(byEveryListener(cluster)))
    );
  } catch (error) {
    return messageOf(error);
  }
}

/** One that has not been restarted does not know a listener that is new: any of a broker's will do. */
async function brokerGaps(cluster: ReachedCluster): Promise<string | undefined> {
  const brokers = brokersOf(cluster.topology);
  const ways = byEveryListener(cluster).brokers;
  const gaps = await Promise.all(
    brokers.map(async ({ id, number }) => {
      try {
        const own = { brokers: ways.filter((way) => way.number === number) };
        const answer = await firstAnswer(own, 'describes the cluster', (way) => describeBroker(way));
        const known = answer.brokers.length;
        return known < brokers.length ? `${id} knows ${known} of ${brokers.length} brokers` : undefined;
      } catch {
        return `${id} does not answer`;
      }
    }),
  );
  const found = gaps.filter((gap) => gap !== undefined);
  return found.length === 0 ? undefined : found.join(', ');
}

async function controllerGaps({
  topology,
  quorum,
  going = [],
  ...cluster
}: ReachedCluster): Promise<string | undefined> {
  if (quorum?.length === 0) return undefined;
  const access = quorum === undefined ? byEveryListener(cluster) : { ...cluster, brokers: quorum };
  const mode = quorum === undefined ? topology.mode : 'kraft';
  // Throws where there is no controller.
  await activeController(mode, access);
  if (mode === 'zookeeper') return undefined;
  const { behind } = await firstAnswer(access, 'describes its quorum', (broker) => describeQuorum(broker));
  const leaving = topology.nodes.filter(({ id }) => going.includes(id)).map(({ number }) => number);
  const missed = behind.filter((number) => !leaving.includes(number));
  if (missed.length === 0) return undefined;
  const late = topology.nodes.filter((node) => isController(node) && missed.includes(node.number));
  return `${late.map(({ id }) => id).join(', ')} lags behind the quorum's leader`;
}
