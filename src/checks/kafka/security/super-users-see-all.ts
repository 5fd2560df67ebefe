/** Smoke check: super users see and use what no rule allows anybody. */
import { metadataOf, topicIn } from '../../../client/wire/fetch-metadata.ts';
import { isAuthenticated } from '../../../kafka/security/listener.ts';
import { errorKind } from '../../../client/wire/codec/error-kinds.ts';
import { failOn, type CheckContext, type SmokeCheck } from '../../kit/check.ts';
import { makeTopic } from '../../kit/topics.ts';
import { comingAs } from './coming-as.ts';

const timeoutMs = 5_000;

/** Whoever loses this right with a typing error in a setting cannot give it back to himself. */
export const superUsersSeeAll: SmokeCheck = {
  name: 'super-users-see-all',
  claim: 'Every super user sees a topic that no rule is about, and writes to it.',
  security: {
    what: 'super users who say who they are',
    isThere: (_, { external, superUsers }) => isAuthenticated(external) && superUsers.length > 0,
  },
  async run(context) {
    const { superUsers = [] } = context.cluster.topology.security ?? {};
    const { topic } = await makeTopic(context, { suffix: 'super-users', partitions: 1 });
    context.note(`looking for ${topic} as every super user`);
    failOn((await Promise.all(superUsers.map((user) => judge(context, user, topic)))).flat());
    return `${superUsers.join(', ')} found a topic without rules at ${context.cluster.brokers.length} brokers, and wrote to it`;
  },
};

async function judge(context: CheckContext, user: string, topic: string): Promise<string[]> {
  const theirs = comingAs(context, user);
  const unseen = await Promise.all(
    theirs.cluster.brokers.map(async (broker) => {
      const { errorCode } = topicIn(await metadataOf(broker, undefined, timeoutMs), topic);
      return errorCode === 0
        ? []
        : [`${broker.id} does not show ${topic} to ${user}: ${errorKind(errorCode)}`];
    }),
  );
  if (unseen.flat().length > 0) return unseen.flat();
  const producer = theirs.kafka().producer();
  await producer.connect();
  try {
    await producer.send({ topic, acks: -1, messages: [{ value: user }] });
    return [];
  } finally {
    await producer.disconnect();
  }
}
