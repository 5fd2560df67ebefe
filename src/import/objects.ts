/** Says what becomes of objects of Kubernetes that are no nodes: topics go over, and the rest is named. */
import type { TopicProps } from '../constructs/topics.ts';
import type { FromManifests } from '../lint/completed.ts';
import { placeIn, type Place } from '../lint/places.ts';
import { counted } from '../words.ts';
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
  { topics, users, remarks }: FromManifests,
  files: ReadonlyMap<string, string>,
  isSecured: boolean,
): readonly (ImportNote & Place)[] {
  return [
    ...topics.map(({ name, at }): ImportNote & Place => ({
      kind: 'taken over',
      node: `${at.kind} ${at.name}`,
      text: `topic ${name}`,
      ...placeIn(files, [at], undefined),
    })),
    ...users.map(({ name, acls, at }): ImportNote & Place => ({
      kind: isSecured ? 'taken over' : 'not understood',
      node: `${at.kind} ${at.name}`,
      text: isSecured
        ? `user ${name} with ${counted(acls.length, 'rule')}`
        : `no listener of the cluster asks who comes, so nobody is ${name}`,
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
