/** A member of a check's consumer group that remembers what it was given and which partitions it holds. */
import { GroupMember } from '../../client/kafkajs/group-member.ts';
import { CheckFailure } from '../../errors.ts';
import type { CheckContext } from './check.ts';
import { makeConsumer } from './reading.ts';
import type { ReadRecord } from './records.ts';

/** A member that has joined its group. */
export interface JoinedMember {
  readonly name: string;
  /** Everything it was given, in order. */
  readonly read: readonly ReadRecord[];
  /** Partitions it got at its last join. */
  partitions(): readonly number[];
  /** How often it has joined: again when another member comes or goes, and when the group has missed it for too long. */
  joins(): number;
  /** @throws CheckFailure when kafkajs has given up on the consumer. */
  assertAlive(): void;
  leave(): Promise<void>;
}

/** Lets a new member join; returns when it has joined for the first time. @throws CheckFailure when kafkajs gives up before. */
export async function joinGroup(
  context: CheckContext,
  { groupId, topic, name }: { groupId: string; topic: string; name: string },
): Promise<JoinedMember> {
  const read: ReadRecord[] = [];
  let partitions: readonly number[] = [];
  let joins = 0;
  let gaveUp: CheckFailure | undefined;
  const member = await new Promise<GroupMember>((resolve, reject) => {
    const joining = new GroupMember({
      topic,
      makeConsumer: () => makeConsumer(context, groupId),
      onRecords: (_, records) => read.push(...records),
      onJoin(held) {
        partitions = held;
        joins += 1;
        resolve(joining);
      },
      onGaveUp(reason) {
        gaveUp ??= new CheckFailure(`consumer ${name} gave up: ${reason}`);
        if (joins === 0) void joining.stop().finally(() => reject(gaveUp!));
      },
    });
    joining.start();
  });
  return {
    name,
    read,
    partitions: () => partitions,
    joins: () => joins,
    assertAlive() {
      if (gaveUp !== undefined) throw gaveUp;
    },
    async leave() {
      partitions = [];
      await member.stop();
    },
  };
}
