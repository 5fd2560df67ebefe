/** Smoke check: everybody whom the topology declares comes in, at every broker. */
import { describeBroker } from '../../../client/wire/describe-cluster.ts';
import { messageOf } from '../../../errors.ts';
import { isAuthenticated } from '../../../kafka/security/listener.ts';
import { failOn, type SmokeCheck } from '../../kit/check.ts';
import { comingAs } from './coming-as.ts';

/** Brokers learn of users one after another, and by some mechanisms only when they start. */
export const usersLetIn: SmokeCheck = {
  name: 'users-let-in',
  claim: 'Every user of the topology, and every super user, is let in by every broker.',
  security: {
    what: 'users who say who they are',
    isThere: (_, { external, users, superUsers }) =>
      isAuthenticated(external) && users.length + superUsers.length > 0,
  },
  async run(context) {
    const { users = [], superUsers = [] } = context.cluster.topology.security ?? {};
    const names = [...users.map(({ name }) => name), ...superUsers];
    context.note('coming to every broker as every user');
    const problems = await Promise.all(
      names.flatMap((name) =>
        comingAs(context, name).cluster.brokers.map(async (broker) => {
          const error = await describeBroker(broker).then(() => undefined, messageOf);
          return error === undefined ? [] : [`${broker.id} does not let ${name} in: ${error}`];
        }),
      ),
    );
    failOn(problems.flat());
    return `${names.join(', ')} let in by ${context.cluster.brokers.length} brokers`;
  },
};
