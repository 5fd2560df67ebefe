/** A consumer group that reads a topic while a drill breaks things, and knows how far it is. */
import type { ClusterAccess } from '../../cluster/access.ts';
import type { ClientTimes } from '../../client/kafkajs/client-limits.ts';
import { createKafka, withAdmin } from '../../client/kafkajs/kafka.ts';
import type { TopicRecord } from '../../client/kafkajs/read-topic.ts';
import { lastOffsetsOf } from '../../client/topics/read-whole-topic.ts';
import { removeGroup } from '../../client/kafkajs/remove-group.ts';
import { LabError, messageOf } from '../../errors.ts';
import { NotYet, waitFor } from '../../wait.ts';
import { Alarm } from '../../alarm.ts';
import { drillGroup } from './group-names.ts';
import { GroupMember, tunedFor } from '../../client/kafkajs/group-member.ts';

/** What a group needs. */
export interface GroupReadersOptions {
  readonly access: ClusterAccess;
  readonly topic: string;
  readonly partitions: number;
  /** How many members it has. */
  readonly consumers: number;
  readonly times: ClientTimes;
  /** What it is called in errors: `the consumer group`. */
  readonly what: string;
  /** Told what each member is given; members count from 1. */
  readonly onRecords: (member: number, partition: number, records: readonly TopicRecord[]) => void;
  /** Told each time a member has joined, and its partitions. @default nobody is told */
  readonly onJoin?: (member: number, partitions: readonly number[]) => void;
  /** Told each time that a member gave up, and why; it joins again. @default nobody is told */
  readonly onGaveUp?: (member: number, reason: string) => void;
  readonly signal: AbortSignal;
}

/** How long members may take to leave: one whose coordinator is gone asks for it for a long time. */
const leaveTimeoutMs = 10_000;
const pollMs = 50;

/** The members of one group. */
export class GroupReaders {
  private readonly options: GroupReadersOptions;
  private readonly members: readonly GroupMember[];
  private readonly joined = new Set<number>();
  /** Partitions that were read from since a member joined last. */
  private readonly readFrom = new Set<number>();
  /** Offset that each partition was read to last; a log that was cut is read again from its new end. */
  private readonly reached = new Map<number, number>();
  private stopped: Promise<void> | undefined;

  constructor(options: GroupReadersOptions) {
    this.options = options;
    this.members = Array.from({ length: options.consumers }, (_, index) => this.member(index + 1));
  }

  /**
   * Lets all members join, and waits until they read every partition; traffic must run.
   * @throws RuntimeError when they do not within `timeoutMs`; InterruptedError
   */
  async start(timeoutMs: number): Promise<void> {
    if (this.members.length === 0) return;
    for (const member of this.members) member.start();
    await this.wait(`${this.options.what} to read every partition`, timeoutMs, async () => {
      const missing = this.members.length - this.joined.size;
      if (missing > 0) return new NotYet(`${missing} of ${this.members.length} members have not joined`);
      const unread = partitionsOf(this.options).filter((partition) => !this.readFrom.has(partition));
      return unread.length === 0 || new NotYet(`partitions ${unread.join(', ')} are not read`);
    });
  }

  /**
   * Waits until the group has read everything there is; traffic must have ended.
   * @returns what is missing after `timeoutMs`, in words: damage is a finding, not an error.
   * @throws InterruptedError
   */
  async catchUp(timeoutMs: number): Promise<string | undefined> {
    if (this.members.length === 0) return undefined;
    const { access, topic, signal } = this.options;
    try {
      const last = await lastOffsetsOf({ access, topic, timeoutMs, signal });
      await this.wait(`${this.options.what} to catch up`, timeoutMs, async () => {
        const behind = [...last].find(([partition, offset]) => (this.reached.get(partition) ?? -1) < offset);
        if (behind === undefined) return true;
        const [partition, offset] = behind;
        return new NotYet(
          `partition ${partition} is read to offset ${this.reached.get(partition) ?? 'none'} of ${offset}`,
        );
      });
      return undefined;
    } catch (error) {
      if (!(error instanceof LabError) || error.code === 'interrupted') throw error;
      return messageOf(error);
    }
  }

  /** Lets all members leave, and removes the group. @throws RuntimeError when it cannot be removed in time. */
  async stop(timeoutMs: number): Promise<void> {
    this.stopped ??= this.leave(timeoutMs);
    await this.stopped;
  }

  private async leave(timeoutMs: number): Promise<void> {
    if (this.members.length === 0) return;
    const left = new Alarm();
    const leaving = Promise.allSettled(this.members.map((member) => member.stop()));
    void leaving.finally(() => left.ring());
    await left.wait(leaveTimeoutMs);
    const { access } = this.options;
    await withAdmin(createKafka({ access, retries: 3 }), (admin) =>
      removeGroup(admin, this.groupId, timeoutMs),
    );
  }

  /** As brokers know the group. */
  get groupId(): string {
    return drillGroup(this.options.topic);
  }

  private member(number: number): GroupMember {
    const { access, topic, times, onRecords, onJoin, onGaveUp } = this.options;
    return new GroupMember({
      topic,
      makeConsumer: () =>
        createKafka({ access, clientId: `klab-member-${number}`, requestTimeoutMs: 3_000 }).consumer({
          ...tunedFor(this.groupId, times.sessionMs),
          retry: { retries: 5, initialRetryTime: 100, maxRetryTime: 1_000 },
        }),
      onJoin: (partitions) => {
        this.joined.add(number);
        this.readFrom.clear();
        // When one leaves at the end, the other is not to be seen joining again.
        if (this.stopped === undefined) onJoin?.(number, partitions);
      },
      onGaveUp: (reason) => {
        if (this.stopped === undefined) onGaveUp?.(number, reason);
      },
      onRecords: (partition, records, lastOffset) => {
        this.readFrom.add(partition);
        this.reached.set(partition, lastOffset);
        if (records.length > 0 && this.stopped === undefined) onRecords(number, partition, records);
      },
    });
  }

  private async wait(what: string, timeoutMs: number, probe: () => Promise<true | NotYet>): Promise<void> {
    await waitFor({ what, timeoutMs, intervalMs: pollMs, signal: this.options.signal }, probe);
  }
}

function partitionsOf({ partitions }: GroupReadersOptions): readonly number[] {
  return Array.from({ length: partitions }, (_, partition) => partition);
}
