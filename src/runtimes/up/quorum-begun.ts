/** Whether a dynamic quorum is there in full: until then its first voters must be told that they are. */
import { describeQuorum } from '../../client/wire/describe-quorum.ts';
import { firstAnswer } from '../../client/wire/first-answer.ts';
import type { Instance } from '../../cluster/instance.ts';
import { accessOf } from '../../cluster/running-cluster.ts';

/** Looks once whether every voter follows the leader; false where voters are fixed, or nobody tells. */
export async function hasBegun(instance: Instance): Promise<boolean> {
  if (instance.topology.dynamicQuorum !== true) return false;
  const asked = firstAnswer(accessOf(instance), 'describes its quorum', (broker) => describeQuorum(broker));
  return await asked.then(
    ({ behind }) => behind.length === 0,
    () => false,
  );
}
