/** One member of a consumer group: what it read and which partitions it holds. */
import { watchCrash } from '../../client/kafkajs/watch-crash.ts';
import { recordsOf } from '../../client/kafkajs/read-topic.ts';
import { CheckFailure } from '../../errors.ts';
import type { CheckContext } from './check.ts';
import { makeConsumer } from './reading.ts';
import type { ReadRecord } from './records.ts';

/** A consumer that has joined its group. */
export interface GroupMember {
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

/** Lets a new member join; returns when it has joined for the first time. */
export async function joinGroup(
  context: CheckContext,
  request: { groupId: string; topic: string; name: string },
): Promise<GroupMember> {
  const consumer = makeConsumer(context, request.groupId);
  const crash = watchCrash(consumer);
  const read: ReadRecord[] = [];
  let partitions: readonly number[] = [];
  let joins = 0;
  consumer.on('consumer.group_join', ({ payload }) => {
    partitions = payload.memberAssignment[request.topic] ?? [];
    joins += 1;
  });
  await consumer.connect();
  await consumer.subscribe({ topics: [request.topic], fromBeginning: true });
  await consumer.run({
    eachBatch: async (payload) => {
      read.push(...recordsOf(payload));
    },
  });
  return {
    name: request.name,
    read,
    partitions: () => partitions,
    joins: () => joins,
    assertAlive() {
      const reason = crash();
      if (reason !== undefined) throw new CheckFailure(`consumer ${request.name} gave up: ${reason}`);
    },
    async leave() {
      partitions = [];
      await consumer.disconnect();
    },
  };
}
