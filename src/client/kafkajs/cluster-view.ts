/** The cluster as a client sees it: brokers, controller, partitions. */
import type { ClusterAccess } from '../../cluster/access.ts';
import { RuntimeError } from '../../errors.ts';
import type { MetadataMode } from '../../kafka/versions.ts';
import { describeBroker } from '../wire/describe-cluster.ts';
import { describeQuorum } from '../wire/describe-quorum.ts';
import { firstAnswer } from '../wire/first-answer.ts';
import type { Admin } from './kafka.ts';

/** One partition's leader and copies, by broker number. */
export interface PartitionView {
  readonly topic: string;
  readonly partition: number;
  /** -1 when there is none. */
  readonly leader: number;
  readonly replicas: readonly number[];
  readonly isr: readonly number[];
}

/** Partitions of the named topics, or of all topics, in order. */
export async function viewPartitions(admin: Admin, topics?: readonly string[]): Promise<PartitionView[]> {
  const metadata = await admin.fetchTopicMetadata(topics === undefined ? undefined : { topics: [...topics] });
  return metadata.topics
    .flatMap(({ name, partitions }) =>
      partitions.map((partition) => ({
        topic: name,
        partition: partition.partitionId,
        leader: partition.leader,
        replicas: partition.replicas,
        isr: partition.isr,
      })),
    )
    .toSorted((a, b) => a.topic.localeCompare(b.topic) || a.partition - b.partition);
}

/** What the first partition lacks that has no leader or not all copies in sync; undefined when none does. */
export function describeLagging(partitions: readonly PartitionView[]): string | undefined {
  const lagging = partitions.filter(
    ({ leader, isr, replicas }) => leader < 0 || isr.length < replicas.length,
  );
  const [first] = lagging;
  if (first === undefined) return undefined;
  const { topic, partition, leader, isr, replicas } = first;
  return (
    `${lagging.length} of ${partitions.length} partitions lag; ${topic}/${partition}: ` +
    `leader ${leader}, in sync ${isr.join(',') || 'none'} of ${replicas.join(',')}`
  );
}

/**
 * Number of the active controller: the quorum's leader with KRaft, the broker that won the election with ZooKeeper.
 * The first broker that answers decides.
 * @throws RuntimeError when none answers or there is no controller.
 */
export async function activeController(mode: MetadataMode, access: ClusterAccess): Promise<number> {
  const found =
    mode === 'zookeeper'
      ? (await firstAnswer(access, 'describes the cluster', (broker) => describeBroker(broker))).controller
      : (await firstAnswer(access, 'describes its quorum', (broker) => describeQuorum(broker))).leaderId;
  if (found < 0) throw new RuntimeError('client', 'the cluster has no active controller now');
  return found;
}
