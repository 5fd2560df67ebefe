/** Consumer groups as a person looks at them: who is in, what each member has, what is committed, what is left to read. */
import type { ClusterAccess } from '../../cluster/access.ts';
import { RuntimeError } from '../../errors.ts';
import { createKafka, withAdmin, type Admin } from '../kafkajs/kafka.ts';
import { assignedPartitions } from '../kafkajs/assigned-partitions.ts';
import { removeGroup } from '../kafkajs/remove-group.ts';
import { listGroups } from '../wire/groups/list-groups.ts';

/** A member may have vanished; its session must end first. */
const removeTimeoutMs = 60_000;
const fewRetries = 2;

/** What a group has of one partition. */
export interface GroupPartition {
  readonly topic: string;
  readonly partition: number;
  /** Offset that the group reads next; undefined where it has committed none. */
  readonly committed?: number;
  /** Offset that the next record will get. */
  readonly next: number;
  /** Records that the group has not read; all there are where it has committed nothing. */
  readonly lag: number;
}

/** A member of a group, and its partitions as `topic/partition`. */
export interface GroupMemberView {
  readonly id: string;
  readonly partitions: readonly string[];
}

/** A group as its coordinator knows it. */
export interface GroupView {
  readonly group: string;
  /** Kafka's word for it, such as `Stable`, `Empty` or `Dead`, which is one that is not there. */
  readonly state: string;
  readonly members: readonly GroupMemberView[];
  readonly partitions: readonly GroupPartition[];
}

/** Where a group is to read on. */
export type ResetTo = 'earliest' | 'latest' | number;

/** Names of the groups that the cluster knows. @throws RuntimeError `client` */
export async function groupNames(access: ClusterAccess): Promise<readonly string[]> {
  return await listGroups(access);
}

/** The group as it is now; one that is not there has no members and has committed nothing. @throws RuntimeError `client` */
export async function describeGroup(access: ClusterAccess, group: string): Promise<GroupView> {
  return await asking(
    access,
    `ask for group ${group}`,
    async (admin) => await groupAsked(admin, group, topicEnds(admin)),
  );
}

/** Several groups as they are now, over one connection and with few tries: whoever looks again soon may miss a look. @throws RuntimeError `client` */
export async function describeGroups(
  access: ClusterAccess,
  groups: readonly string[],
): Promise<readonly GroupView[]> {
  const work = async (admin: Admin): Promise<readonly GroupView[]> => {
    const endsOf = topicEnds(admin);
    return await Promise.all(groups.map(async (group) => await groupAsked(admin, group, endsOf)));
  };
  return await asking(access, 'ask for groups', work, fewRetries);
}

/** Where the partitions of a topic begin and end, asked once for each topic. */
type EndsOf = (topic: string) => ReturnType<Admin['fetchTopicOffsets']>;

function topicEnds(admin: Admin): EndsOf {
  const asked = new Map<string, ReturnType<Admin['fetchTopicOffsets']>>();
  return async (topic) => {
    const known = asked.get(topic) ?? admin.fetchTopicOffsets(topic);
    asked.set(topic, known);
    return await known;
  };
}

async function groupAsked(admin: Admin, group: string, endsOf: EndsOf): Promise<GroupView> {
  const [described, committed] = await Promise.all([
    admin.describeGroups([group]),
    admin.fetchOffsets({ groupId: group }),
  ]);
  const [found] = described.groups;
  const members = (found?.members ?? []).map(({ memberId, memberAssignment }) => ({
    id: memberId,
    partitions: assignedPartitions(memberAssignment),
  }));
  const held = members.flatMap(({ partitions }) =>
    partitions.map((one) => one.slice(0, one.lastIndexOf('/'))),
  );
  const topics = [...new Set([...committed.map(({ topic }) => topic), ...held])].toSorted();
  const partitions = await Promise.all(
    topics.map(async (topic) => {
      const own = committed.find((one) => one.topic === topic)?.partitions ?? [];
      return (await endsOf(topic)).map((ends) => lagOf(topic, ends, own));
    }),
  );
  const sorted = partitions
    .flat()
    .toSorted((a, b) => a.topic.localeCompare(b.topic) || a.partition - b.partition);
  return { group, state: found?.state ?? 'Dead', members, partitions: sorted };
}

/**
 * Moves what a group has committed of a topic, in every partition.
 * @throws RuntimeError `client` while a member is in: Kafka lets nobody move what is being read
 */
export async function resetGroup(
  access: ClusterAccess,
  group: string,
  topic: string,
  to: ResetTo,
): Promise<void> {
  await asking(access, `move group ${group}`, async (admin) => {
    const { groups } = await admin.describeGroups([group]);
    const state = groups[0]?.state;
    if (state !== 'Empty' && state !== 'Dead')
      throw new RuntimeError(
        'client',
        `group ${group} has members (${state}); end them first, then move its offsets`,
      );
    const ends = await admin.fetchTopicOffsets(topic);
    const partitions = ends.map(({ partition, low, high }) => {
      const at = to === 'earliest' ? Number(low) : to === 'latest' ? Number(high) : to;
      return { partition, offset: String(Math.min(Math.max(at, Number(low)), Number(high))) };
    });
    await admin.setOffsets({ groupId: group, topic, partitions });
  });
}

/** How long a removal is tried. */
interface RemovalPatience {
  /** How long a member that has just gone is waited for. @default as long as any may count as there */
  readonly timeoutMs?: number;
  /** How often brokers that do not answer are asked again. @default as often as by every other verb */
  readonly retries?: number;
}

/**
 * Removes a group with what it has committed; one that is not there is fine.
 * @throws RuntimeError `not-ready` while a member is in
 */
export async function deleteGroup(
  access: ClusterAccess,
  group: string,
  { timeoutMs = removeTimeoutMs, retries }: RemovalPatience = {},
): Promise<void> {
  const work = async (admin: Admin): Promise<void> => await removeGroup(admin, group, timeoutMs);
  await asking(access, `remove group ${group}`, work, retries);
}

/** Where each partition of a topic begins: what was removed before, nobody has left to read. @throws RuntimeError `client` */
export async function beginningsOf(
  access: ClusterAccess,
  topic: string,
): Promise<ReadonlyMap<number, number>> {
  return await asking(access, `ask where ${topic} begins`, async (admin) => {
    const offsets = await admin.fetchTopicOffsets(topic);
    return new Map(offsets.map(({ partition, low }) => [partition, Number(low)]));
  });
}

/** Records of a partition that a group has not read. @param readTo the offset that it reads next; undefined before any */
export function unreadOf(next: number, beginning: number, readTo: number | undefined): number {
  return Math.max(0, next - Math.max(readTo ?? beginning, beginning));
}

async function asking<T>(
  access: ClusterAccess,
  what: string,
  work: (admin: Admin) => Promise<T>,
  retries?: number,
): Promise<T> {
  return await withAdmin(createKafka({ access, ...(retries !== undefined && { retries }) }), work, what);
}

function lagOf(
  topic: string,
  { partition, low, high }: { readonly partition: number; readonly low: string; readonly high: string },
  committed: readonly { readonly partition: number; readonly offset: string }[],
): GroupPartition {
  const own = Number(committed.find((one) => one.partition === partition)?.offset ?? -1);
  const lag = unreadOf(Number(high), Number(low), own < 0 ? undefined : own);
  return { topic, partition, next: Number(high), lag, ...(own >= 0 && { committed: own }) };
}
