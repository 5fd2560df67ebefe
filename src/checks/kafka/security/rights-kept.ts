/** Smoke check: a user may do what rules say, and nothing else; not even see what it may not use. */
import { errorKind } from '../../../client/wire/codec/error-kinds.ts';
import { LeaderRefusal } from '../../../client/wire/codec/leader-answer.ts';
import { BrokerConnection } from '../../../client/wire/connection.ts';
import { fetchMetadata, metadataOf, topicIn } from '../../../client/wire/fetch-metadata.ts';
import { fetchRecords } from '../../../client/wire/fetch-records.ts';
import { produceOne } from '../../../client/wire/produce.ts';
import { createAcls } from '../../../client/wire/users/create-acls.ts';
import { deleteAcls } from '../../../client/wire/users/delete-acls.ts';
import type { BrokerAccess } from '../../../cluster/access.ts';
import { isAuthenticated } from '../../../kafka/security/listener.ts';
import { bindingsOf, checksUser, isAuthorized, isOpenWithoutRules } from '../../../kafka/security/users.ts';
import { NotYet, notYet } from '../../../wait.ts';
import { said } from '../../../words.ts';
import { until } from '../../kit/awaiting.ts';
import { failOn, type CheckContext, type SmokeCheck } from '../../kit/check.ts';
import { readTopic } from '../../kit/reading.ts';
import { judgeArrival, makeRecords } from '../../kit/records.ts';
import { connectProducer, sendByKey } from '../../kit/sending.ts';
import { tidyAfter } from '../../kit/tidy-after.ts';
import { makeTopic } from '../../kit/topics.ts';
import { comingAs } from './coming-as.ts';

const timeoutMs = 5_000;

/** Brokers hear of rules one after another, within moments. */
const rulesTimeoutMs = 20_000;

/** How a broker refuses who may not use a topic. */
const unauthorized = 'topic-authorization-failed';

const groupSuffix = 'rights';

/** The lab's own user has no rights of the topology's, so what it is given here is all that it has. */
export const rightsKept: SmokeCheck = {
  name: 'rights-kept',
  claim:
    'Who has no right to a topic does not see it and is refused; with the right it writes and reads, until it is taken back.',
  security: {
    what: 'rules about users who say who they are',
    isThere: ({ nodes }, security) =>
      isAuthorized(security) &&
      isAuthenticated(security.external) &&
      !nodes.some(({ settings }) => isOpenWithoutRules(settings)),
  },
  async run(context) {
    const { cluster, topicPrefix } = context;
    const { topic } = await makeTopic(context, { suffix: 'rights', partitions: 1 });
    const theirs = comingAs(context, checksUser);
    failOn(await judgeRefused(theirs, topic));
    const group = bindingsOf([
      { name: checksUser, acls: [{ group: `${topicPrefix}-${groupSuffix}`, operations: ['Read'] }] },
    ]);
    const use = bindingsOf([{ name: checksUser, acls: [{ topic, operations: ['Read', 'Write'] }] }]);
    const count = await tidyAfter(context, {
      what: `rules that let ${checksUser} use ${topic}`,
      work: async () => {
        // Brokers take in one change after another: who sees the topic may use the group as well.
        await createAcls(cluster, group);
        await createAcls(cluster, use);
        await untilSeen(theirs, topic, true);
        return await writeAndRead(theirs, topic);
      },
      tidy: () => deleteAcls(cluster, [...use, ...group]),
    });
    await untilSeen(theirs, topic, false);
    failOn(await judgeRefused(theirs, topic));
    const brokers = cluster.brokers.length;
    return `unseen and refused (${unauthorized}) at ${brokers} brokers without a rule, ${count} records written and read with one, refused again without`;
  },
};

async function writeAndRead(theirs: CheckContext, topic: string): Promise<number> {
  const records = makeRecords({ keys: 3, perKey: 10, label: 'allowed', firstSequence: 0 });
  theirs.note('writing with a right');
  const producer = await connectProducer(theirs.kafka());
  try {
    await sendByKey(producer, topic, records);
  } finally {
    await producer.disconnect();
  }
  failOn(judgeArrival(records, await readTopic(theirs, { topic, group: groupSuffix })));
  return records.length;
}

async function untilSeen(theirs: CheckContext, topic: string, isSeen: boolean): Promise<void> {
  const what = `every broker to ${isSeen ? 'show' : 'hide'} ${topic}`;
  await until(theirs, what, rulesTimeoutMs, async () => {
    for (const broker of theirs.cluster.brokers) {
      const answer = await metadataOf(broker, undefined, timeoutMs).catch(notYet);
      if (answer instanceof NotYet) return answer;
      const shows = answer.topics.some((one) => one.topic === topic);
      if (shows !== isSeen) return new NotYet(`${broker.id} ${shows ? 'shows' : 'hides'} it`);
    }
    return true;
  });
}

/** What a user without a right gets in spite of that; empty for nothing. */
async function judgeRefused(theirs: CheckContext, topic: string): Promise<string[]> {
  theirs.note('trying without a right');
  const { brokers } = theirs.cluster;
  const problems = await Promise.all(brokers.map((broker) => judgeBroker(broker, topic)));
  return problems.flat();
}

/** Rights are looked at before the leader is, so every broker must refuse. */
async function judgeBroker(broker: BrokerAccess, topic: string): Promise<string[]> {
  const connection = await BrokerConnection.open(broker, timeoutMs);
  try {
    const all = await fetchMetadata(connection, undefined, timeoutMs);
    const named = topicIn(await fetchMetadata(connection, [topic], timeoutMs), topic);
    const record = {
      key: Buffer.from('k'),
      value: Buffer.from('refused'),
      timestampMs: Date.now(),
      sequence: 0,
    };
    const at = { topic, partition: 0, timeoutMs };
    const answers = {
      'asked for the topic': named.errorCode === 0 ? 'none' : errorKind(named.errorCode),
      'that writes': await refusalOf(() =>
        produceOne(connection, { ...at, record, acks: 'all', replicationTimeoutMs: timeoutMs }),
      ),
      'that reads': await refusalOf(() => fetchRecords(connection, { ...at, offset: 0 })),
    };
    return said(
      all.topics.some((one) => one.topic === topic) &&
        `${broker.id} shows ${topic} to ${checksUser}, who has no right to it`,
      ...Object.entries(answers).map(
        ([what, kind]) =>
          kind !== unauthorized &&
          `${broker.id} answers ${checksUser} ${what} without a right: ${kind === 'none' ? 'yes' : kind}`,
      ),
    );
  } finally {
    connection.close();
  }
}

async function refusalOf(exchange: () => Promise<unknown>): Promise<string> {
  try {
    await exchange();
    return 'none';
  } catch (error) {
    if (error instanceof LeaderRefusal) return error.kind;
    throw error;
  }
}
