/** Which Kafka versions the lab knows, and the upstream images that carry them. */

/** Kafka versions with lock files in `locks/`, newest first. */
export const kafkaVersions = ['4.4.0', '4.3.1', '4.2.2', '4.1.2', '4.0.2', '3.9.2'] as const;

/** A Kafka version: one of {@link kafkaVersions}, or one of which `klab lock` has made the lock files. */
export type KafkaVersion = `${number}.${number}.${number}`;

/** How a cluster keeps its metadata. */
export type MetadataMode = 'kraft' | 'zookeeper';

/** The modes as people write them. */
export const modeNames: Readonly<Record<MetadataMode, string>> = { kraft: 'KRaft', zookeeper: 'ZooKeeper' };

/** Version taken where a topology names none. */
export const defaultKafkaVersion: Readonly<Record<MetadataMode, KafkaVersion>> = {
  kraft: '4.3.1',
  zookeeper: '3.9.2',
};

/** Confluent Platform release whose images carry Kafka 3.9, the last line with ZooKeeper mode. */
export const confluentRelease = '7.9.7';

/** True when brokers of this version can keep their metadata in ZooKeeper (removed in Kafka 4.0, KIP-833). */
export function supportsZooKeeper(version: string): boolean {
  return version.startsWith('3.');
}

/** Upstream image of a Kafka node: `apache/kafka` for KRaft, `confluentinc/cp-kafka` for ZooKeeper mode. */
export function kafkaImage(mode: MetadataMode, version: KafkaVersion): string {
  return mode === 'kraft' ? `apache/kafka:${version}` : `confluentinc/cp-kafka:${confluentRelease}`;
}

/** Upstream image of a ZooKeeper server. */
export const zooKeeperImage = `confluentinc/cp-zookeeper:${confluentRelease}`;

/** Kafka's line of a version: `4.3` of `4.3.1`. */
export function lineOf(version: string): string {
  return version.split('.').slice(0, 2).join('.');
}

/** Compares dotted versions by number; what follows the numbers, such as `+dfsg1`, does not count. */
export function isOlder(version: string, than: string): boolean {
  const [a, b] = [version, than].map((text) => (/^v?([\d.]+)/.exec(text)?.[1] ?? '0').split('.').map(Number));
  for (const index of [0, 1, 2]) {
    const difference = (a?.[index] ?? 0) - (b?.[index] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}
