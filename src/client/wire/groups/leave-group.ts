/** LeaveGroup requests in the name of members that are gone without a word: a group keeps their places for a session otherwise. */
import type { BrokerAccess, ClusterAccess } from '../../../cluster/access.ts';
import { messageOf, RuntimeError } from '../../../errors.ts';
import { apis } from '../apis.ts';
import { askOnce } from '../ask-once.ts';
import { errorWords } from '../codec/error-kinds.ts';
import { FieldWriter } from '../codec/field-writer.ts';

const timeoutMs = 5_000;

/** A member that its group does not know has left it. */
const unknownMember = 25;

/**
 * Has a member of a classic group leave it; one that is in it no more is fine. Only the group's coordinator does it, so every broker is asked.
 * @throws RuntimeError `client` where none does
 */
export async function leaveGroup({ brokers }: ClusterAccess, group: string, member: string): Promise<void> {
  const asked = await Promise.allSettled(brokers.map((broker) => leave(broker, group, member)));
  if (asked.some(({ status }) => status === 'fulfilled')) return;
  const reasons = asked.flatMap((one) => (one.status === 'rejected' ? [messageOf(one.reason)] : []));
  throw new RuntimeError('client', `${member} could not leave ${group}: ${reasons.join('; ')}`);
}

async function leave(broker: BrokerAccess, group: string, member: string): Promise<void> {
  const body = new FieldWriter().string(group).string(member);
  const reader = await askOnce({
    api: apis.leaveGroup,
    body,
    timeoutMs,
    broker,
    what: 'have a member leave',
  });
  reader.int32(); // throttle time
  const code = reader.int16();
  if (code !== 0 && code !== unknownMember)
    throw new RuntimeError('client', `${broker.id}: ${errorWords({ code, message: null })}`);
}
