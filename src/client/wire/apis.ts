/**
 * Every request that the lab writes itself, and in which versions it can: with what a broker says that it knows
 * (ApiVersions), the one to ask by. Upstream: Kafka protocol guide; clients/src/main/resources/common/message.
 */

import type { FieldReader } from './codec/field-reader.ts';

/** A request of Kafka's protocol, as far as the lab speaks it. */
export interface Api {
  /** Kafka's number of it. */
  readonly key: number;
  /** Kafka's name of it. */
  readonly name: string;
  /** The versions that the lab can write, and read the answers of. */
  readonly oldest: number;
  readonly newest: number;
  /** The first version with compact fields and tagged ones (KIP-482). @default none of the lab's */
  readonly flexibleFrom?: number;
  /** The Kafka that brought the oldest of them, as it reads after "Kafka has it since". */
  readonly since: string;
}

/**
 * Fetch is there twice: probers take the plainest that Kafka 4 still serves (KIP-896), and only later ones have sessions.
 * Versions that name topics by id alone, which a prober would have to look up first, are left out.
 */
export const apis = {
  produce: { key: 0, name: 'Produce', oldest: 7, newest: 7, since: '2.1' },
  fetch: { key: 1, name: 'Fetch', oldest: 4, newest: 4, since: '0.11' },
  fetchInSession: { key: 1, name: 'Fetch', oldest: 7, newest: 7, since: '1.1' },
  listOffsets: { key: 2, name: 'ListOffsets', oldest: 1, newest: 1, since: '0.10.1' },
  metadata: { key: 3, name: 'Metadata', oldest: 7, newest: 7, since: '2.1' },
  leaveGroup: { key: 13, name: 'LeaveGroup', oldest: 1, newest: 1, since: '0.11' },
  listGroups: { key: 16, name: 'ListGroups', oldest: 1, newest: 1, since: '0.11' },
  apiVersions: {
    key: 18,
    name: 'ApiVersions',
    oldest: 3,
    newest: 3,
    flexibleFrom: 3,
    since: '2.4',
  },
  deleteTopics: { key: 20, name: 'DeleteTopics', oldest: 3, newest: 3, since: '2.1' },
  initProducerId: { key: 22, name: 'InitProducerId', oldest: 1, newest: 1, since: '2.0' },
  createAcls: { key: 30, name: 'CreateAcls', oldest: 2, newest: 2, flexibleFrom: 2, since: '2.5' },
  deleteAcls: { key: 31, name: 'DeleteAcls', oldest: 2, newest: 2, flexibleFrom: 2, since: '2.5' },
  describeLogDirs: { key: 35, name: 'DescribeLogDirs', oldest: 1, newest: 1, since: '2.0' },
  electLeaders: { key: 43, name: 'ElectLeaders', oldest: 2, newest: 2, flexibleFrom: 2, since: '2.4' },
  incrementalAlterConfigs: { key: 44, name: 'IncrementalAlterConfigs', oldest: 0, newest: 0, since: '2.3' },
  alterPartitionReassignments: {
    key: 45,
    name: 'AlterPartitionReassignments',
    oldest: 0,
    newest: 0,
    flexibleFrom: 0,
    since: '2.4',
  },
  listPartitionReassignments: {
    key: 46,
    name: 'ListPartitionReassignments',
    oldest: 0,
    newest: 0,
    flexibleFrom: 0,
    since: '2.4',
  },
  alterUserScramCredentials: {
    key: 51,
    name: 'AlterUserScramCredentials',
    oldest: 0,
    newest: 0,
    flexibleFrom: 0,
    since: '2.7 with ZooKeeper and 3.5 with KRaft',
  },
  describeQuorum: {
    key: 55,
    name: 'DescribeQuorum',
    oldest: 0,
    newest: 2,
    flexibleFrom: 0,
    since: '3.3 with KRaft',
  },
  describeCluster: {
    key: 60,
    name: 'DescribeCluster',
    oldest: 0,
    newest: 2,
    flexibleFrom: 0,
    since: '2.8',
  },
  updateFeatures: {
    key: 57,
    name: 'UpdateFeatures',
    oldest: 1,
    newest: 1,
    flexibleFrom: 0,
    since: '3.3 with KRaft',
  },
  unregisterBroker: {
    key: 64,
    name: 'UnregisterBroker',
    oldest: 0,
    newest: 0,
    flexibleFrom: 0,
    since: '2.8 with KRaft',
  },
  describeTopicPartitions: {
    key: 75,
    name: 'DescribeTopicPartitions',
    oldest: 0,
    newest: 0,
    flexibleFrom: 0,
    since: '3.8 with KRaft',
  },
  addRaftVoter: {
    key: 80,
    name: 'AddRaftVoter',
    oldest: 0,
    newest: 0,
    flexibleFrom: 0,
    since: '3.9 with KRaft',
  },
  removeRaftVoter: {
    key: 81,
    name: 'RemoveRaftVoter',
    oldest: 0,
    newest: 0,
    flexibleFrom: 0,
    since: '3.9 with KRaft',
  },
} as const satisfies Readonly<Record<string, Api>>;

/** The versions of one request that a broker knows. */
interface VersionRange {
  readonly oldest: number;
  readonly newest: number;
}

/** What a broker knows, by Kafka's number of the request. */
export type KnownVersions = ReadonlyMap<number, VersionRange>;

/** Reads what a broker answers to ApiVersions (API key 18, version 0). */
export function readVersions(reader: FieldReader): KnownVersions {
  reader.int16(); // error code: none, of a version that every broker has
  const ranges = reader.array((): [number, VersionRange] => [
    reader.int16(),
    { oldest: reader.int16(), newest: reader.int16() },
  ]);
  return new Map(ranges);
}

/** The highest version that both sides know; undefined where there is none. */
export function sharedVersion(api: Api, known: KnownVersions): number | undefined {
  const range = known.get(api.key);
  if (range === undefined) return undefined;
  const version = Math.min(api.newest, range.newest);
  return version >= Math.max(api.oldest, range.oldest) ? version : undefined;
}

/** Why there is no version that both know, as it reads after the broker's address. */
export function whyNotShared({ key, name, oldest, newest, since }: Api, known: KnownVersions): string {
  const range = known.get(key);
  if (range === undefined || range.newest < oldest) {
    const which = range === undefined ? name : `${name} ${oldest}`;
    return `the broker does not know ${which}, which Kafka has since ${since}`;
  }
  const ours = oldest === newest ? `${oldest}` : `${oldest} to ${newest}`;
  return `the broker takes ${name} from version ${range.oldest} on, and klab speaks ${ours}: this Kafka is newer than klab knows`;
}
