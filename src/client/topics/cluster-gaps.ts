/** What a cluster that runs lacks to be whole: while anything is missing, no further node may be taken away. */
import { messageOf } from '../../errors.ts';
import { brokersOf, isController, type ResolvedTopology } from '../../kafka/node.ts';
import { activeController, describeLagging, viewPartitions } from '../kafkajs/cluster-view.ts';
import { describeBroker } from '../wire/describe-cluster.ts';
import { describeQuorum } from '../wire/describe-quorum.ts';
import { firstAnswer } from '../wire/first-answer.ts';
import { createKafka, withAdmin } from '../kafkajs/kafka.ts';

/** A cluster and where its brokers are reached. */
export interface ClusterReach {
  readonly topology: ResolvedTopology;
  /** Addresses of each broker, `host:port`, by broker number; any of them will do. */
  readonly addresses: ReadonlyMap<number, readonly string[]>;
}

/**
 * Looks once: every broker answers and knows all others, there is a controller, every voter of a quorum follows it, and
 * every partition of every topic has all its copies in sync.
 * @returns what is missing; undefined when the cluster is whole.
 */
export async function describeGaps(reach: ClusterReach): Promise<string | undefined> {
  try {
    return (await brokerGaps(reach)) ?? (await controllerGaps(reach)) ?? (await partitionGaps(reach));
  } catch (error) {
    return messageOf(error);
  }
}

async function brokerGaps({ topology, addresses }: ClusterReach): Promise<string | undefined> {
  const brokers = brokersOf(topology);
  const gaps = await Promise.all(
    brokers.map(async ({ id, number }) => {
      try {
        const own = addresses.get(number) ?? [];
        const answer = await firstAnswer(own, 'describes the cluster', (address) => describeBroker(address));
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

async function controllerGaps({ topology, addresses }: ClusterReach): Promise<string | undefined> {
  const bootstrap = [...addresses.values()].flat();
  // Throws where there is no controller.
  await activeController(topology.mode, bootstrap);
  if (topology.mode === 'zookeeper') return undefined;
  const { behind } = await firstAnswer(bootstrap, 'describes its quorum', (address) =>
    describeQuorum(address),
  );
  if (behind.length === 0) return undefined;
  const late = topology.nodes.filter((node) => isController(node) && behind.includes(node.number));
  return `${late.map(({ id }) => id).join(', ')} lags behind the quorum's leader`;
}

async function partitionGaps({ addresses }: ClusterReach): Promise<string | undefined> {
  // A client for this one question: one that lived on would first try the connections that ended with a node.
  const kafka = createKafka({ bootstrap: [...addresses.values()].flat(), clientId: 'klab-gaps', retries: 1 });
  return withAdmin(kafka, async (admin) => describeLagging(await viewPartitions(admin)));
}
