/** Says what becomes of objects of Kubernetes that are no nodes: topics go over, and the rest is named. */
import type { TopicProps } from '../constructs/topics.ts';
import type { FromManifests } from '../lint/completed.ts';
import { placeIn, type Place } from '../lint/places.ts';
import type { ImportNote } from './notes.ts';

/** Topics of a cluster, as its prop has them. */
export function topicsOf({ topics }: FromManifests): readonly TopicProps[] {
  return topics.map(({ name, partitions, replicationFactor, configs }) => ({
    name,
    ...(partitions !== undefined && { partitions }),
    ...(replicationFactor !== undefined && { replicationFactor }),
    ...(Object.keys(configs).length > 0 && { configs }),
  }));
}

/** A note for each of them. */
export function noteObjects(
  { topics, remarks }: FromManifests,
  files: ReadonlyMap<string, string>,
): readonly (ImportNote & Place)[] {
  return [
    ...topics.map(({ name, at }): ImportNote & Place => ({
      kind: 'taken over',
      node: `${at.kind} ${at.name}`,
      text: `topic ${name}`,
      ...placeIn(files, [at], undefined),
    })),
    ...remarks.map(({ isOwnWay, text, at, word }): ImportNote & Place => ({
      kind: isOwnWay ? 'changed' : 'not understood',
      node: `${at.kind} ${at.name}`,
      text,
      ...(word !== undefined && { at: word }),
      ...placeIn(files, [at], word),
    })),
  ];
}
