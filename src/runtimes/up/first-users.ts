/**
 * Users of SCRAM where nobody can be told of them before nodes start: images format their storage themselves. What they come
 * by stands in the metadata, so until then no listener that asks for it lets anybody in, the lab neither; the quorum's, which
 * never asks for it, does.
 */
import { describeQuorum } from '../../client/wire/describe-quorum.ts';
import { alterScramCredentials, takesPasswords } from '../../client/wire/users/alter-scram-credentials.ts';
import type { Instance } from '../../cluster/instance.ts';
import { endpointOf } from '../../cluster/running-cluster.ts';
import { RuntimeError } from '../../errors.ts';
import { listenersOn, votersOf, type LabNode, type Listener } from '../../kafka/node.ts';
import { scramUsersOf, secretsOf } from '../secrets/secrets.ts';

/** Does something with an address that leads to a listener of a node, from wherever it is meant to be used. */
export type ThroughListener = (
  node: LabNode,
  listener: Listener,
  work: (address: string) => Promise<void>,
) => Promise<void>;

/**
 * What tells the quorum of the users: to be called until it has been done, again and again while nodes start. It does nothing
 * once they are known, and where there is no SCRAM.
 */
export function firstUsers(instance: Instance, through: ThroughListener): () => Promise<void> {
  const { security } = instance.topology;
  const users = security === undefined ? [] : scramUsersOf(secretsOf(instance.id), security);
  const entrances = votersOf(instance.topology).flatMap((node) =>
    listenersOn(node, instance.runtime)
      .filter(({ reach }) => reach === 'quorum')
      .map((listener) => ({ node, listener })),
  );
  let areKnown = users.length === 0;
  return async () => {
    if (areKnown) return;
    // A controller that does not lead writes what it refuses into its log, with all that it was to keep secret.
    const outcomes = await Promise.allSettled(
      entrances.map(({ node, listener }) =>
        through(node, listener, async (address) => {
          const endpoint = endpointOf(instance, 'quorum', address);
          const { leaderId } = await describeQuorum(endpoint);
          if (leaderId !== node.number || !(await takesPasswords(endpoint)))
            throw new RuntimeError('client', `${node.id} does not lead`);
          const broker = { ...endpoint, number: node.number, id: node.id, listeners: {} };
          await alterScramCredentials({ brokers: [broker] }, users);
        }),
      ),
    );
    areKnown = outcomes.some(({ status }) => status === 'fulfilled');
  };
}
