/** A member whose client gives up begins again, as often as that happens, until it is told to leave. */
import { describe, expect, it } from 'vitest';
import type { Consumer } from '../../../../src/client/kafkajs/kafka.ts';
import { GroupMember } from '../../../../src/client/kafkajs/group-member.ts';

type Listener = (event: { payload: { restart: boolean; error: Error } }) => void;

/** A client that does nothing but tell who listens that it has crashed. */
function stub(fails?: Error) {
  const listeners: Listener[] = [];
  const consumer = {
    on: (name: string, listener: Listener) => {
      if (name === 'consumer.crash') listeners.push(listener);
    },
    connect: async () => {
      if (fails !== undefined) throw fails;
    },
    subscribe: async () => undefined,
    run: async () => undefined,
    disconnect: async () => undefined,
  } as unknown as Consumer;
  const crash = (restart: boolean, message: string): void => {
    for (const listener of listeners) listener({ payload: { restart, error: new Error(message) } });
  };
  return { consumer, crash };
}

describe('a member', () => {
  it('joins again after its client gave up or could not begin, and not once it was told to leave', async () => {
    const made: ReturnType<typeof stub>[] = [];
    const reasons: string[] = [];
    const member = new GroupMember({
      topic: 'lab',
      onRecords: () => undefined,
      onGaveUp: (reason) => reasons.push(reason),
      makeConsumer: () => {
        const next = stub(made.length === 1 ? new Error('no broker answers') : undefined);
        made.push(next);
        return next.consumer;
      },
    });
    member.start();
    await expect.poll(() => made.length).toBe(1);
    // kafkajs starts this one anew by itself.
    made[0]?.crash(true, 'coordinator is loading');
    made[0]?.crash(false, 'Request Metadata timed out');
    await expect.poll(() => made.length, { timeout: 5_000 }).toBe(3);
    expect(reasons).toEqual(['Request Metadata timed out', 'no broker answers']);
    await member.stop();
    made[2]?.crash(false, 'the connection is closed');
    expect(reasons).toHaveLength(2);
    expect(made).toHaveLength(3);
  });
});
