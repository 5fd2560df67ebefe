/** A consumer that kafkajs starts anew after its coordinator died comes back as the member that it was. */
import { createRequire } from 'node:module';
import { expect, it } from 'vitest';
import { createKafka } from '../../../../src/client/kafkajs/kafka.ts';
import { accessTo } from '../../../support/access.ts';

interface Joining {
  joinAndSync(): Promise<void>;
  leave(): Promise<void>;
}

const load = createRequire(import.meta.url);
const ConsumerGroup = load('kafkajs/src/consumer/consumerGroup') as new (options: object) => Joining;

const nobody = { emit() {} };

/** A coordinator that gives numbers to those it does not know, and notes who asked; one that forgets `everything` is not there. */
function coordinatorOf(asked: string[], forgets: Set<string> = new Set()): object {
  let given = 0;
  return {
    async joinGroup({ memberId }: { memberId: string }) {
      asked.push(memberId);
      if (forgets.has('everything')) throw new Error('no coordinator');
      if (forgets.has(memberId)) throw Object.assign(new Error('unknown'), { type: 'UNKNOWN_MEMBER_ID' });
      const joined = memberId === '' ? `member-${(given += 1)}` : memberId;
      return { generationId: 1, leaderId: 'another', memberId: joined, members: [], groupProtocol: 'any' };
    },
    syncGroup: async () => ({ memberAssignment: Buffer.alloc(0) }),
    leaveGroup: async () => undefined,
  };
}

/** What one consumer makes for each of its starts. */
function startsOf(coordinator: object): () => Joining {
  const cluster = { findGroupCoordinator: async () => coordinator, committedOffsets: () => ({}) };
  return () =>
    new ConsumerGroup({
      cluster,
      groupId: 'group',
      topics: [],
      topicConfigurations: {},
      logger: createKafka({ access: accessTo('127.0.0.1:1') }).logger(),
      instrumentationEmitter: nobody,
      retry: { initialRetryTime: 1, retries: 3 },
      assigners: [],
    });
}

it('joins again as the member of before, and anew once it has left', async () => {
  const asked: string[] = [];
  const start = startsOf(coordinatorOf(asked));
  await start().joinAndSync();
  const second = start();
  await second.joinAndSync();
  await second.leave();
  await start().joinAndSync();
  expect(asked).toEqual(['', 'member-1', '']);
});

it('joins anew where the coordinator does not know the member of before', async () => {
  const asked: string[] = [];
  const forgotten = new Set<string>();
  const start = startsOf(coordinatorOf(asked, forgotten));
  await start().joinAndSync();
  forgotten.add('member-1');
  await start().joinAndSync();
  await start().joinAndSync();
  expect(asked).toEqual(['', 'member-1', '', 'member-2']);
});

it('is the same after a start that came to nothing', async () => {
  const asked: string[] = [];
  const forgotten = new Set<string>();
  const start = startsOf(coordinatorOf(asked, forgotten));
  await start().joinAndSync();
  forgotten.add('everything');
  await expect(start().joinAndSync()).rejects.toThrow('no coordinator');
  forgotten.clear();
  await start().joinAndSync();
  expect(asked).toEqual(['', 'member-1', 'member-1']);
});

it('is nobody else: another consumer of the group joins as a new member', async () => {
  const asked: string[] = [];
  const coordinator = coordinatorOf(asked);
  await startsOf(coordinator)().joinAndSync();
  await startsOf(coordinator)().joinAndSync();
  expect(asked).toEqual(['', '']);
});
