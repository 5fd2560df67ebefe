/** Which copies may lead though they are not in sync: asked only where some are missing, since else there are none. */
import type { ClusterAccess } from '../../cluster/access.ts';
import { isUnderReplicated, type PartitionState } from '../../cluster/partition.ts';
import { LabError } from '../../errors.ts';
import { BrokerConnection } from '../wire/connection.ts';
import { eligibleReplicas, type EligibleReplicas } from '../wire/describe-topic-partitions.ts';
import { firstAnswer } from '../wire/first-answer.ts';

const none: EligibleReplicas = new Map();

/**
 * The eligible leader replicas of some partitions, by the first broker that answers; none where nobody can say.
 * @param timeoutMs for each broker, in milliseconds
 */
export async function askEligible(
  access: ClusterAccess,
  partitions: readonly PartitionState[],
  timeoutMs: number,
): Promise<EligibleReplicas> {
  const thin = partitions.filter(isUnderReplicated).map(({ topic }) => topic);
  if (thin.length === 0 || access.brokers.length === 0) return none;
  return firstAnswer(access, 'describes its partitions', async (broker) => {
    const connection = await BrokerConnection.open(broker, timeoutMs);
    try {
      return await eligibleReplicas(connection, thin, timeoutMs);
    } finally {
      connection.close();
    }
  }).catch((error: unknown) => {
    // An older Kafka keeps none, and of brokers that do not answer there is nothing to learn.
    if (error instanceof LabError) return none;
    throw error;
  });
}

/** The same partitions, each with its eligible leader replicas. */
export function withEligible(
  partitions: readonly PartitionState[],
  eligible: EligibleReplicas,
): readonly PartitionState[] {
  if (eligible.size === 0) return partitions;
  return partitions.map((state) => {
    const elr = eligible.get(`${state.topic}/${state.partition}`);
    return elr === undefined || !isUnderReplicated(state) ? state : { ...state, elr };
  });
}
