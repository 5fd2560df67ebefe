/** Consumer groups that a person starts on the page: members that come and go, and how far they have read. */
import { randomBytes } from 'node:crypto';
import { beginningsOf, deleteGroup, unreadOf } from '../../client/by-hand/groups.ts';
import { GroupMember, tunedFor } from '../../client/kafkajs/group-member.ts';
import { createKafka } from '../../client/kafkajs/kafka.ts';
import type { RunningCluster } from '../../cluster/running-cluster.ts';
import { LabError } from '../../errors.ts';
import type { GroupView, MemberView } from '../view.ts';

/** The shortest that brokers allow by default (group.min.session.timeout.ms). */
const sessionMs = 6_000;
/** A member that was just stopped may be in its group for a session. */
const patience = { timeoutMs: 10_000, retries: 2 } as const;

interface Member {
  readonly member: GroupMember;
  view: MemberView;
}

interface Group {
  readonly id: string;
  readonly topic: string;
  readonly members: Map<number, Member>;
  /** Where each partition began when the group did. */
  readonly beginnings: ReadonlyMap<number, number>;
  /** The offset of each partition that is read next. */
  readonly readTo: Map<number, number>;
  readonly strikeOut: (() => Promise<void>) | undefined;
  begun: number;
}

/** All groups of one page. */
export class Groups {
  private readonly groups = new Map<string, Group>();
  private readonly ever = new Set<string>();
  private readonly onChange: () => void;

  /** @param onChange told whenever there is something new to see. */
  constructor(onChange: () => void) {
    this.onChange = onChange;
  }

  /** Starts a group with one member. @returns its id, which no group has had before. @throws RuntimeError `client` */
  async start(cluster: RunningCluster, name: string, topic: string): Promise<string> {
    const id = `${name}-${randomBytes(2).toString('hex')}`;
    const beginnings = await beginningsOf(cluster, topic);
    const strikeOut = await cluster.noteTraces?.(id);
    this.ever.add(id);
    this.groups.set(id, {
      id,
      topic,
      members: new Map(),
      beginnings,
      readTo: new Map(),
      strikeOut,
      begun: 0,
    });
    this.addMember(cluster, id);
    return id;
  }

  /** Adds a member to a group that is there. @returns its number */
  addMember(cluster: RunningCluster, groupId: string): number {
    const group = this.groups.get(groupId);
    if (group === undefined) return 0;
    const id = (group.begun += 1);
    const change = (changed: (view: MemberView) => Partial<MemberView>): void => {
      const found = group.members.get(id);
      if (found !== undefined) found.view = { ...found.view, ...changed(found.view) };
      this.onChange();
    };
    const kafka = createKafka({ access: cluster, clientId: `klab-ui-member-${id}` });
    const member = new GroupMember({
      topic: group.topic,
      makeConsumer: () => kafka.consumer(tunedFor(groupId, sessionMs)),
      onRecords(partition, records, lastOffset) {
        group.readTo.set(partition, lastOffset + 1);
        change(({ read }) => ({ read: read + records.length }));
      },
      onJoin: (partitions) => change(() => ({ partitions, state: 'reads' })),
      onGaveUp: (reason) => change(() => ({ partitions: [], state: `joins again: ${reason}` })),
    });
    group.members.set(id, { member, view: { id, partitions: [], read: 0, state: 'joins' } });
    member.start();
    this.onChange();
    return id;
  }

  /** Has a member leave its group. */
  async removeMember(groupId: string, id: number): Promise<void> {
    const members = this.groups.get(groupId)?.members;
    const found = members?.get(id);
    members?.delete(id);
    this.onChange();
    await found?.member.stop();
  }

  /** Has all members leave, and removes the group. @throws LabError where its coordinator cannot be asked in time */
  async stop(cluster: RunningCluster, groupId: string): Promise<void> {
    const group = this.groups.get(groupId);
    if (group === undefined) return;
    this.groups.delete(groupId);
    this.onChange();
    await Promise.all([...group.members.values()].map(async ({ member }) => await member.stop()));
    await deleteGroup(cluster, groupId, patience);
    await group.strikeOut?.();
  }

  /** Ends all of them, as far as the cluster lets it. */
  async stopAll(cluster: RunningCluster): Promise<void> {
    await Promise.all(
      this.ids.map(async (id) => {
        try {
          await this.stop(cluster, id);
        } catch (error) {
          // A cluster that is gone has taken its groups along; one that is noted is removed by whoever comes next.
          if (!(error instanceof LabError)) throw error;
        }
      }),
    );
  }

  /** Ids of those that are there. */
  get ids(): readonly string[] {
    return [...this.groups.keys()];
  }

  /** Ids of all that were ever started here: one that is being removed is still nobody else's. */
  get allIds(): readonly string[] {
    return [...this.ever];
  }

  /** Numbers of the members of a group. */
  membersOf(groupId: string): readonly number[] {
    return [...(this.groups.get(groupId)?.members.keys() ?? [])];
  }

  /** Those that are there. @param endsOf where each partition of a topic ends, as far as it is known */
  views(endsOf: (topic: string) => ReadonlyMap<number, number>): readonly GroupView[] {
    return [...this.groups.values()].map(({ id, topic, members, beginnings, readTo }) => {
      const lag = [...endsOf(topic)]
        .map(([partition, end]) => unreadOf(end, beginnings.get(partition) ?? 0, readTo.get(partition)))
        .reduce((sum, records) => sum + records, 0);
      return { id, topic, members: [...members.values()].map(({ view }) => view), lag };
    });
  }
}
