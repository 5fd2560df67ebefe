/** Smoke check: each group gets every record, each record goes to one member, members come and go without loss. */
import { withAdmin, type Admin, type Producer } from '../../client/kafkajs/kafka.ts';
import { lastOffsetsOf } from '../../client/topics/read-whole-topic.ts';
import { NotYet, waitFor } from '../../wait.ts';
import { said } from '../../words.ts';
import { failOn, type CheckContext, type SmokeCheck } from '../kit/check.ts';
import { joinGroup, type JoinedMember } from '../kit/group-member.ts';
import { countBy, makeRecords, some, type ReadRecord, type SentRecord } from '../kit/records.ts';
import { connectProducer, sendByKey } from '../kit/sending.ts';
import { makeTopic } from '../kit/topics.ts';

const partitionCount = 6;
/** Keys and records of each phase; enough keys that every partition gets some. */
const phaseRecords = { keys: 12, perKey: 5 } as const;

/** How long a group may take to settle after a change, in milliseconds. */
const settleTimeoutMs = 20_000;

/**
 * When a record was sent: while a group's members were settled, or while partitions moved between them.
 * Only then may a record be read twice: Kafka promises at least once, and a move can come before a commit.
 */
export type Phase = 'alone' | 'joining' | 'shared' | 'leaving';

/** Phases in which members are settled, unless one of them had to join again. */
const settledPhases: readonly Phase[] = ['alone', 'shared'];

/** All records that were sent, by the phase they were sent in. */
export type SentByPhase = ReadonlyMap<Phase, readonly SentRecord[]>;

/** One group's members and what each read. */
export type GroupReads = ReadonlyMap<string, readonly ReadRecord[]>;

/** One group keeps its one member; in the other a second member joins and leaves again. */
export const consumerGroups: SmokeCheck = {
  name: 'consumer-groups',
  claim:
    'Each group gets every record, inside a group one member gets each, and members come and go without loss.',
  async run(context) {
    const kafka = context.kafka();
    return withAdmin(kafka, async (admin) => {
      const { topic } = await makeTopic(context, { suffix: 'groups', partitions: partitionCount });
      const producer = await connectProducer(kafka);
      const story = new GroupStory(context, admin, producer, topic);
      try {
        return await story.play();
      } finally {
        await story.end();
        await producer.disconnect();
      }
    });
  },
};

class GroupStory {
  private readonly context: CheckContext;
  private readonly admin: Admin;
  private readonly producer: Producer;
  private readonly topic: string;
  private readonly sent = new Map<Phase, readonly SentRecord[]>();
  private readonly members: JoinedMember[] = [];
  /** Phases in which every partition stayed where it was. */
  private readonly settled = new Set<Phase>();

  constructor(context: CheckContext, admin: Admin, producer: Producer, topic: string) {
    this.context = context;
    this.admin = admin;
    this.producer = producer;
    this.topic = topic;
  }

  async play(): Promise<string> {
    this.context.note('one member joins each of two groups');
    const [loner, stayer] = await Promise.all([this.join('a', 'a1'), this.join('b', 'b1')]);
    await this.undisturbed('alone', async () => {
      await this.send('alone');
      await this.settle([loner], [stayer]);
    });

    this.context.note('a second member joins');
    const [guest] = await Promise.all([this.join('b', 'b2'), this.send('joining')]);
    await this.waitForShares([stayer, guest]);
    const guestPartitions = guest.partitions().length;
    await this.undisturbed('shared', async () => {
      await this.send('shared');
      await this.settle([loner], [stayer, guest]);
    });

    this.context.note('the second member leaves');
    await Promise.all([guest.leave(), this.send('leaving')]);
    await this.waitForShares([stayer]);
    await this.settle([loner], [stayer, guest]);

    const groupA: GroupReads = new Map([[loner.name, loner.read]]);
    const groupB: GroupReads = new Map([stayer, guest].map(({ name, read }) => [name, read]));
    const judge = (group: string, reads: GroupReads): string[] =>
      judgeGroup(group, this.sent, reads, this.settled);
    failOn([...judge('group a', groupA), ...judge('group b', groupB)]);
    failOn(judgeShared(this.sent, groupB));
    const repeated = stayer.read.length + guest.read.length - this.total();
    return (
      `2 groups each read all ${this.total()} records; a second member took ${guestPartitions} of ` +
      `${partitionCount} partitions and gave them back; ${repeated} records read again while partitions moved`
    );
  }

  /**
   * Notes the phase as settled, unless a member had to join again meanwhile: a group that has not heard of a member for
   * a session takes its partitions away, and gives them back from what was committed.
   */
  private async undisturbed(phase: Phase, act: () => Promise<void>): Promise<void> {
    const joins = (): number => this.members.reduce((sum, member) => sum + member.joins(), 0);
    const before = joins();
    await act();
    if (joins() === before) this.settled.add(phase);
  }

  async end(): Promise<void> {
    await Promise.all(this.members.map((member) => member.leave()));
  }

  private async join(group: string, name: string): Promise<JoinedMember> {
    const member = await joinGroup(this.context, { groupId: this.groupId(group), topic: this.topic, name });
    this.members.push(member);
    return member;
  }

  private groupId(group: string): string {
    return `${this.context.topicPrefix}-group-${group}`;
  }

  private total(): number {
    return [...this.sent.values()].flat().length;
  }

  private async send(phase: Phase): Promise<void> {
    const records = makeRecords({ ...phaseRecords, label: phase, firstSequence: this.total() });
    this.sent.set(phase, records);
    await sendByKey(this.producer, this.topic, records);
  }

  /** Until each group has committed the end of every partition: only what is committed stays read after a move. */
  private async settle(...groups: readonly (readonly JoinedMember[])[]): Promise<void> {
    const last = await lastOffsetsOf({
      access: this.context.cluster,
      topic: this.topic,
      timeoutMs: settleTimeoutMs,
      signal: this.context.signal,
    });
    const ids = ['a', 'b'].map((group) => this.groupId(group));
    await this.poll('both groups to read and commit everything', async () => {
      for (const member of groups.flat()) member.assertAlive();
      for (const groupId of ids) {
        const [committed] = await this.admin.fetchOffsets({ groupId, topics: [this.topic] });
        const offsets = new Map(
          committed?.partitions.map(({ partition, offset }) => [partition, Number(offset)]),
        );
        const behind = [...last].filter(([partition, offset]) => (offsets.get(partition) ?? -1) <= offset);
        if (behind.length > 0)
          return `${groupId} has not committed partitions ${behind.map(([partition]) => partition).join(', ')}`;
      }
      return undefined;
    });
  }

  private async waitForShares(members: readonly JoinedMember[]): Promise<void> {
    await this.poll(`${members.length} members to share ${partitionCount} partitions`, async () => {
      for (const member of members) member.assertAlive();
      const shares = members.map((member) => ({ name: member.name, partitions: member.partitions() }));
      return judgeShares(shares, partitionCount);
    });
  }

  private async poll(what: string, missing: () => Promise<string | undefined>): Promise<void> {
    const { signal } = this.context;
    await waitFor({ what, timeoutMs: settleTimeoutMs, intervalMs: 50, signal }, async () => {
      const reason = await missing();
      return reason === undefined ? true : new NotYet(reason);
    });
  }
}

/** What keeps members from sharing all partitions, each held once and every member holding some. */
export function judgeShares(
  members: readonly { name: string; partitions: readonly number[] }[],
  partitions: number,
): string | undefined {
  const held = members.flatMap((member) => member.partitions);
  const shares = members
    .map(({ name, partitions: own }) => `${name} holds ${own.join(',') || 'none'}`)
    .join('; ');
  const fair = members.every((member) => member.partitions.length > 0);
  return fair && held.length === partitions && new Set(held).size === partitions ? undefined : shares;
}

/** What is wrong with what one group read; empty when nothing is. @param settled phases in which partitions stayed */
export function judgeGroup(
  group: string,
  sent: SentByPhase,
  reads: GroupReads,
  settled: ReadonlySet<Phase> = new Set(settledPhases),
): string[] {
  const times = countBy([...reads.values()].flat().map(({ value }) => value));
  return [...sent].flatMap(([phase, records]) => {
    const values = records.map(({ value }) => value);
    const missing = values.filter((value) => !times.has(value));
    const repeated = settled.has(phase) ? values.filter((value) => (times.get(value) ?? 0) > 1) : [];
    return said(
      missing.length > 0 && `${group} missed ${missing.length} records sent ${when[phase]}: ${some(missing)}`,
      repeated.length > 0 &&
        `${group} got ${repeated.length} records more than once, sent ${when[phase]}: ${some(repeated)}`,
    );
  });
}

/** With two settled members, both must work. */
export function judgeShared(sent: SentByPhase, reads: GroupReads): string[] {
  const shared = new Set(sent.get('shared')?.map(({ value }) => value));
  return [...reads].flatMap(([name, read]) =>
    read.some(({ value }) => shared.has(value))
      ? []
      : [`member ${name} got no record while two members shared the topic`],
  );
}

const when: Readonly<Record<Phase, string>> = {
  alone: 'while each group had one member',
  joining: 'while a second member joined',
  shared: 'while two members shared the topic',
  leaving: 'while a member left',
};
