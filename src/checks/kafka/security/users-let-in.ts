/** Smoke check: everybody whom the topology declares comes in, at every broker. */
import pMap from 'p-map';
import { describeBroker } from '../../../client/wire/describe-cluster.ts';
import { messageOf } from '../../../errors.ts';
import { isAuthenticated } from '../../../kafka/security/listener.ts';
import { declaredNames } from '../../../kafka/security/users.ts';
import { failOn, type SmokeCheck } from '../../kit/check.ts';
import { comingAs } from './coming-as.ts';

/** A broker that is busy with handshakes takes its time for each. */
const timeoutMs = 10_000;

/** Handshakes cost the brokers more than the client. */
const concurrency = 8;

/** Brokers learn of users one after another, and by some mechanisms only when they start. */
export const usersLetIn: SmokeCheck = {
  name: 'users-let-in',
  claim: 'Every user of the topology, and every super user, is let in by every broker.',
  security: {
    what: 'users who say who they are',
    isThere: (_, security) => isAuthenticated(security.external) && declaredNames(security).length > 0,
  },
  async run(context) {
    const { security } = context.cluster.topology;
    const names = security === undefined ? [] : declaredNames(security);
    context.note('coming to every broker as every user');
    const ways = names.flatMap((name) =>
      comingAs(context, name).cluster.brokers.map((broker) => ({ name, broker })),
    );
    const problems = await pMap(
      ways,
      async ({ name, broker }) => {
        const error = await describeBroker(broker, timeoutMs).then(() => undefined, messageOf);
        return error === undefined ? [] : [`${broker.id} does not let ${name} in: ${error}`];
      },
      { concurrency, signal: context.signal },
    );
    failOn(problems.flat());
    return `${names.join(', ')} let in by ${context.cluster.brokers.length} brokers`;
  },
};
