/** Which upgrades Kafka has: a later version on the data of an earlier one. */
import { isOlder, type KafkaVersion, type MetadataMode } from './versions.ts';

/** From one version to a later one. */
export interface Upgrade {
  readonly from: KafkaVersion;
  readonly to: KafkaVersion;
}

/** Every upgrade from one of some versions to a later one of others, the earliest first. */
export function upgradesBetween(
  from: readonly KafkaVersion[],
  to: readonly KafkaVersion[],
): readonly Upgrade[] {
  const earliestFirst = (versions: readonly KafkaVersion[]): readonly KafkaVersion[] =>
    versions.toSorted((a, b) => (isOlder(a, b) ? -1 : 1));
  return earliestFirst(from).flatMap((before) =>
    earliestFirst(to)
      .filter((after) => isOlder(before, after))
      .map((after) => ({ from: before, to: after })),
  );
}

/** The first version whose clusters Kafka 4 can be put on (https://kafka.apache.org/40/documentation.html#upgrade). */
const firstBefore4 = '3.3.0';

/**
 * Why a cluster of this mode cannot be upgraded so, in words; undefined where it can.
 * ZooKeeper mode ends with 3.9 (KIP-833), and 4.0 wants KRaft of 3.3 or newer.
 */
export function upgradeObstacle(mode: MetadataMode, { from, to }: Upgrade): string | undefined {
  if (mode === 'zookeeper')
    return `with its metadata in ZooKeeper it stays at Kafka ${from}, since only one in KRaft goes on`;
  if (!isOlder(to, '4.0.0') && isOlder(from, firstBefore4))
    return `Kafka ${to} takes on clusters of 3.3 and newer; go to 3.9 first`;
  return undefined;
}
