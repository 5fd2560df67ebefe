/**
 * Mends a loss of kafkajs 2.2.4: a consumer whose coordinator dies crashes, and is started anew as a member that nobody
 * knows (consumer/index.js). The group then waits for the member of before, which will never come, for a whole session, six
 * seconds at the least; other clients join again as who they were.
 */
import { createRequire } from 'node:module';

/** The part of kafkajs's ConsumerGroup that matters here; one is made for each start of a consumer. */
interface ConsumerGroup {
  /** Belongs to one consumer, through all its starts. */
  readonly cluster: object;
  /** Null for one that has not joined, or has left. */
  memberId: string | null;
  joinAndSync: (this: ConsumerGroup) => Promise<void>;
  leave: (this: ConsumerGroup) => Promise<void>;
}

const load = createRequire(import.meta.url);
const { prototype } = load('kafkajs/src/consumer/consumerGroup') as { readonly prototype: ConsumerGroup };

/** Lets a consumer that is started anew join as the member that it was; a coordinator that knows it no more says so. */
export function keepMembership(): void {
  const { joinAndSync, leave } = prototype;
  const members = new WeakMap<object, string>();
  prototype.joinAndSync = async function joinAsBefore() {
    this.memberId ??= members.get(this.cluster) ?? null;
    try {
      await joinAndSync.call(this);
    } finally {
      // Null where the coordinator knows it no more; a join that failed in another way is tried again as the same.
      if (this.memberId === null) members.delete(this.cluster);
      else members.set(this.cluster, this.memberId);
    }
  };
  prototype.leave = async function leaveForGood() {
    await leave.call(this);
    members.delete(this.cluster);
  };
}
