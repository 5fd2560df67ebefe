/** Makes the topics of checks and waits for their copies. */
import { viewPartitions } from '../../client/watch/living-view.ts';
import { describeLagging, type PartitionState } from '../../cluster/partition.ts';
import { makingTopicsTimeoutMs, withAdmin } from '../../client/kafkajs/kafka.ts';
import { untilKnown } from '../../client/topics/placed-topic.ts';
import { topicConfigs } from '../../kafka/topic-settings.ts';
import { NotYet, notYet } from '../../wait.ts';
import { until } from './awaiting.ts';
import type { CheckContext } from './check.ts';

/** What a check wants of its topic, besides what every topic of the lab is set to. */
export interface TopicRequest {
  /** What comes after the run's prefix. */
  readonly suffix: string;
  readonly partitions: number;
  /** Brokers that have each partition's copies, the leader first. @default the cluster chooses */
  readonly replicas?: readonly (readonly number[])[];
  /** @default the topology's */
  readonly minInSyncReplicas?: number;
}

/** How long brokers may take to agree on a new topic or on a change of in-sync replicas, in milliseconds. */
const metadataTimeoutMs = 30_000;

/**
 * Makes a topic and waits until every partition has a leader and all its copies in sync, and every broker knows it.
 * @returns its name and its partitions.
 */
export async function makeTopic(
  context: CheckContext,
  request: TopicRequest,
): Promise<{ topic: string; partitions: readonly PartitionState[] }> {
  const { replicationFactor, minInSyncReplicas } = context.cluster.topology;
  const topic = `${context.topicPrefix}-${request.suffix}`;
  const minIsr = String(request.minInSyncReplicas ?? minInSyncReplicas);
  context.note(`making topic ${topic}`);
  const placing =
    request.replicas === undefined
      ? { numPartitions: request.partitions, replicationFactor }
      : { replicaAssignment: assignment(request.replicas) };
  const configs = Object.entries(topicConfigs({ 'min.insync.replicas': minIsr }));
  const configEntries = configs.map(([name, value]) => ({ name, value }));
  await withAdmin(context.kafka({ requestTimeoutMs: makingTopicsTimeoutMs }), (admin) =>
    admin.createTopics({ waitForLeaders: false, topics: [{ topic, ...placing, configEntries }] }),
  );
  const partitions = await waitForFullIsr(context, topic, request.partitions);
  const placed = { topic, replicas: partitions.map(({ replicas }) => replicas) };
  const { signal, cluster } = context;
  await untilKnown(cluster, placed, { timeoutMs: metadataTimeoutMs, signal, exceptSilent: true });
  return { topic, partitions };
}

function assignment(replicas: readonly (readonly number[])[]): { partition: number; replicas: number[] }[] {
  return replicas.map((brokers, partition) => ({ partition, replicas: [...brokers] }));
}

/** Waits until all copies of all partitions are in sync. */
export function waitForFullIsr(
  context: Pick<CheckContext, 'cluster' | 'signal' | 'note'>,
  topic: string,
  partitionCount: number,
  timeoutMs = metadataTimeoutMs,
): Promise<readonly PartitionState[]> {
  const what = `full in-sync replicas of ${topic}`;
  return waitForPartitions(context, topic, what, timeoutMs, (partitions) => {
    if (partitions.length < partitionCount)
      return `${partitions.length} of ${partitionCount} partitions known`;
    return describeLagging(partitions);
  });
}

/** Waits until a topic's partitions are as they should be: until `missing` has nothing to say. */
export function waitForPartitions(
  context: Pick<CheckContext, 'cluster' | 'signal' | 'note'>,
  topic: string,
  what: string,
  timeoutMs: number,
  missing: (partitions: readonly PartitionState[]) => string | undefined,
): Promise<readonly PartitionState[]> {
  return until(context, what, timeoutMs, async () => {
    // Brokers learn of a new topic one after another, and one may be going down; until then its metadata is an error.
    const partitions = await viewPartitions(context.cluster, topic).catch(notYet);
    if (partitions instanceof NotYet) return partitions;
    const reason = missing(partitions);
    return reason === undefined ? partitions : new NotYet(reason);
  });
}
