/** One partition at one moment: the one shape of it for clients, checks, drills and reports. */

/** A partition as a broker knows it; brokers by their numbers. */
export interface PartitionState {
  readonly topic: string;
  readonly partition: number;
  /** -1 when there is none. */
  readonly leader: number;
  /** Grows with every election: of two views the one with the higher epoch is newer. */
  readonly leaderEpoch: number;
  readonly replicas: readonly number[];
  readonly isr: readonly number[];
  /**
   * Brokers that are not in sync and may lead all the same, since they have every acknowledged record (KIP-966).
   * @default none, or a Kafka that keeps none
   */
  readonly elr?: readonly number[];
}

/** True when fewer copies are in sync than there should be. */
export function isUnderReplicated({ isr, replicas }: Pick<PartitionState, 'isr' | 'replicas'>): boolean {
  return isr.length < replicas.length;
}

/** What the first partition lacks that cannot spare this broker; undefined where each has another copy in sync. */
export function describeUnspared(partitions: readonly PartitionState[], number: number): string | undefined {
  const found = partitions.find(
    ({ leader, isr }) => leader < 0 || (isr.includes(number) && isr.length === 1),
  );
  return (
    found &&
    `${found.topic}/${found.partition}: leader ${found.leader}, in sync ${found.isr.join(',') || 'none'}`
  );
}

/** What the first partition lacks that has no leader or not all copies in sync; undefined when none does. */
export function describeLagging(partitions: readonly PartitionState[]): string | undefined {
  const lagging = partitions.filter((one) => one.leader < 0 || isUnderReplicated(one));
  const [first] = lagging;
  if (first === undefined) return undefined;
  const { topic, partition, leader, isr, replicas } = first;
  return (
    `${lagging.length} of ${partitions.length} partitions lag; ${topic}/${partition}: ` +
    `leader ${leader}, in sync ${isr.join(',') || 'none'} of ${replicas.join(',')}`
  );
}
