/** Finds the Kafka that klab has for the one of a file. */
import { lineOfImage, partsOfImage } from '../kafka/images/image-line.ts';
import { lockedVersions } from '../kafka/versions/locks.ts';
import { defaultKafkaVersion, isOlder, lineOf, supportsZooKeeper } from '../kafka/versions/versions.ts';
import type { Cluster } from '../lint/cluster.ts';
import { NotesOf, type ImportNote } from './notes.ts';
import type { ImportedCluster } from './plan.ts';

/** The nearest version that klab has locked, and the image where it is of those that klab knows how to run. */
export function versionOf(
  brokers: Cluster['nodes'],
  isKraft: boolean,
  notes: ImportNote[],
): Pick<ImportedCluster, 'kafkaVersion'> {
  const [first] = brokers;
  const image = first?.image ?? '';
  const version = first?.version;
  const line = version === undefined ? lineOfImage(image) : lineOf(version);
  const isOld = !isKraft || (line !== undefined && isOlder(line, '4.0'));
  const ofItsLine = lockedVersions().find(
    (one) => line !== undefined && one.startsWith(`${line}.`) && (isKraft || supportsZooKeeper(one)),
  );
  const kafkaVersion = ofItsLine ?? defaultKafkaVersion[isOld ? 'zookeeper' : 'kraft'];
  const of = new NotesOf(notes, first?.id);
  if (version !== undefined) {
    if (version === kafkaVersion) of.taken(`version ${version}`, 'version:');
    else
      of.changed(
        `version ${version} becomes Kafka ${kafkaVersion}: the nearest that klab has locked`,
        'version:',
      );
    if (image !== '') of.changed(`${image}: klab runs upstream's`, 'image:');
  } else if (image !== '') {
    const { tag } = partsOfImage(image);
    const why =
      tag === undefined || tag === 'latest'
        ? 'a tag that floats is pinned'
        : 'the nearest that klab has locked';
    if (line !== undefined && kafkaVersion.startsWith(`${line}.`))
      of.taken(`${image}: Kafka ${kafkaVersion}`, 'image');
    else of.changed(`${image} becomes Kafka ${kafkaVersion}: ${why}`, 'image');
  }
  return isKraft && kafkaVersion === defaultKafkaVersion.kraft ? {} : { kafkaVersion };
}
