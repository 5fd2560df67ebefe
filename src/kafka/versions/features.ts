/** Which feature levels the lines of Kafka work with (KIP-584): the format of metadata, and of what brokers and clients share. */
import { lineOf, type KafkaVersion } from './versions.ts';

/** The feature that says in which format a KRaft cluster keeps its metadata. */
export const metadataFeature = 'metadata.version';

/**
 * Levels that a new cluster of each line begins with, which are the highest of `metadata.version` that it reads. Since 4.0
 * `kafka-storage.sh version-mapping` prints them; `kraft.version` is left out, which belongs to the quorum.
 */
const releaseFeatures: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  '3.9': levels(21, {}),
  '4.0': levels(25, { transaction: 2, group: 1 }),
  '4.1': levels(27, { transaction: 2, group: 1, 'eligible.leader.replicas': 1 }),
  '4.2': levels(29, { transaction: 2, group: 1, 'eligible.leader.replicas': 1, share: 1, streams: 1 }),
  '4.3': levels(30, { transaction: 2, group: 1, 'eligible.leader.replicas': 1, share: 1, streams: 1 }),
  '4.4': levels(33, { transaction: 2, group: 1, 'eligible.leader.replicas': 1, share: 2, streams: 1 }),
};

function levels(
  metadata: number,
  others: Readonly<Record<string, number>>,
): Readonly<Record<string, number>> {
  const named = Object.entries(others).map(([name, level]) => [`${name}.version`, level] as const);
  return { [metadataFeature]: metadata, ...Object.fromEntries(named) };
}

/** Levels of a version's line; undefined of a line that the lab does not know. */
export function featuresOf(version: KafkaVersion): Readonly<Record<string, number>> | undefined {
  return releaseFeatures[lineOf(version)];
}

/** Highest level of `metadata.version` that a line, such as `4.3`, reads; undefined where the lab does not know it. */
export function highestMetadataLevel(line: string): number | undefined {
  return releaseFeatures[line]?.[metadataFeature];
}

/** The first line that reads a level of `metadata.version`; undefined of one that is newer than the lab knows. */
export function lineReading(level: number): string | undefined {
  return Object.keys(releaseFeatures).find((line) => (highestMetadataLevel(line) ?? 0) >= level);
}
