/** ListGroups requests, one to each broker, which tells of the groups that it coordinates. kafkajs knows none while a broker is away. */
import type { BrokerAccess, ClusterAccess } from '../../../cluster/access.ts';
import { messageOf, RuntimeError } from '../../../errors.ts';
import { apis } from '../apis.ts';
import { askOnce } from '../ask-once.ts';
import { errorWords } from '../codec/error-kinds.ts';
import { FieldWriter } from '../codec/field-writer.ts';

const timeoutMs = 5_000;

/**
 * Ids of the groups of all brokers that answer, sorted; those of a broker that has gone are others' once it is fenced.
 * @throws RuntimeError `client` where no broker tells
 */
export async function listGroups({ brokers }: ClusterAccess): Promise<readonly string[]> {
  const said = await Promise.allSettled(brokers.map(groupsOf));
  const told = said.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const [failed] = said.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
  if (told.length === 0)
    throw new RuntimeError('client', `could not list groups: ${messageOf(failed)}`, { cause: failed });
  return [...new Set(told.flat())].toSorted();
}

async function groupsOf(broker: BrokerAccess): Promise<readonly string[]> {
  const request = { api: apis.listGroups, body: new FieldWriter(), timeoutMs };
  const reader = await askOnce({ ...request, broker, what: 'list its groups' });
  reader.int32(); // throttle time
  const code = reader.int16();
  if (code !== 0)
    throw new RuntimeError('client', `${broker.id} lists no groups: ${errorWords({ code, message: null })}`);
  return reader.array(() => {
    const id = reader.string() ?? '';
    reader.string(); // what kind of group it is
    return id;
  });
}
