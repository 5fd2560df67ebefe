/** Makes and removes a topic whose copies lie exactly where the caller wants them. */
import { addressesOf, type ClusterAccess, type Endpoint } from '../../cluster/access.ts';
import { messageOf } from '../../errors.ts';
import { topicConfigs } from '../../kafka/topic-settings.ts';
import { NotYet, waitFor } from '../../wait.ts';
import { deleteTopic, TopicDeletionDisabled } from '../wire/delete-topic.ts';
import { metadataOf, topicIn, unknownTopic, type TopicState } from '../wire/fetch-metadata.ts';
import { firstAnswer } from '../wire/first-answer.ts';
import { createKafka, makingTopicsTimeoutMs, withAdmin, type Admin } from '../kafkajs/kafka.ts';

export { roundRobinReplicas } from '../../kafka/round-robin-replicas.ts';

/** A topic with a stated place for every copy. */
export interface PlacedTopic {
  readonly topic: string;
  /** Broker numbers by partition; the first leads. */
  readonly replicas: readonly (readonly number[])[];
  /** Topic settings by their upstream names, besides and before those of every topic of the lab. @default none */
  readonly configs?: Readonly<Record<string, string>>;
}

/** Makes the topic with a client of its own; brokers may take a moment to know it. */
export function createPlacedTopic(access: ClusterAccess, placed: PlacedTopic): Promise<void> {
  const what = `make topic ${placed.topic} on ${addressesOf(access).join(', ')}`;
  return withAdmin(
    createKafka({ access, requestTimeoutMs: makingTopicsTimeoutMs }),
    (admin) => placeTopic(admin, placed),
    what,
  );
}

/** Makes the topic; brokers may take a moment to know it. */
export async function placeTopic(admin: Admin, { topic, replicas, configs }: PlacedTopic): Promise<void> {
  await admin.createTopics({
    waitForLeaders: false,
    topics: [
      {
        topic,
        replicaAssignment: replicas.map((numbers, partition) => ({ partition, replicas: [...numbers] })),
        configEntries: Object.entries(topicConfigs(configs)).map(([name, value]) => ({ name, value })),
      },
    ],
  });
}

/** How long to wait for brokers to know a topic, and for which. */
export interface UntilKnownOptions {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  /** Whether a broker that does not answer is left out: no client can ask it either. @default false */
  readonly exceptSilent?: boolean;
}

/**
 * Waits until every broker knows a leader of each partition: kafkajs gives up at once on a topic that the broker it asks
 * has not heard of.
 * @throws RuntimeError `not-ready` with the broker that does not; InterruptedError
 */
export async function untilKnown(
  { brokers }: ClusterAccess,
  { topic, replicas }: PlacedTopic,
  { timeoutMs, signal, exceptSilent = false }: UntilKnownOptions,
): Promise<void> {
  const what = `every broker to know topic ${topic}`;
  await waitFor({ what, timeoutMs, intervalMs: 50, ...(signal && { signal }) }, async () => {
    const missing = await Promise.all(
      brokers.map(async (broker) => {
        const answer = await ask(broker, topic);
        if (answer === undefined) return exceptSilent ? [] : [`${broker.address} does not answer`];
        return isWhole(answer, replicas.length) ? [] : [`${broker.address} does not`];
      }),
    );
    const [first] = missing.flat();
    return first === undefined || new NotYet(first);
  });
}

function isWhole({ partitions }: TopicState, count: number): boolean {
  return partitions.length === count && partitions.every(({ leader }) => leader >= 0);
}

const askTimeoutMs = 1_000;

/** A deletion that was taken may still be lost with the controller that took it. */
const askAgainMs = 1_000;

/**
 * Removes the topic, and is done when no broker that answers lists it any more.
 * @param timeoutMs how long to go on trying; a cluster that is still hurt needs some time.
 * @throws RuntimeError `not-ready` with the broker that still lists it; at once TopicDeletionDisabled.
 */
export async function removeTopic(access: ClusterAccess, topic: string, timeoutMs: number): Promise<void> {
  let askedAtMs = Number.NEGATIVE_INFINITY;
  await waitFor({ what: `topic ${topic} to be gone`, timeoutMs, intervalMs: 20 }, async () => {
    const answers = await Promise.all(
      access.brokers.map(async (broker) => ({ ...broker, lists: await lists(broker, topic) })),
    );
    const listing = answers.filter((answer) => answer.lists === true).map(({ address }) => address);
    if (listing.length === 0) {
      return answers.some((answer) => answer.lists === false) ? true : new NotYet('no broker answers');
    }
    const stillThere = new NotYet(`${listing.join(', ')} still lists it`);
    let disabled: TopicDeletionDisabled | undefined;
    // Brokers that start have enough to do without hearing it again and again.
    if (performance.now() - askedAtMs < askAgainMs) return stillThere;
    try {
      // Of all brokers, since one that is not the controller may say no more than that.
      const ask = (broker: Endpoint): Promise<TopicDeletionDisabled | undefined> =>
        deleteTopic(broker, topic).then(() => undefined, disabledOnly);
      disabled = await firstAnswer(access, `deletes topic ${topic}`, ask);
      askedAtMs = performance.now();
    } catch (error) {
      return new NotYet(messageOf(error));
    }
    if (disabled !== undefined) throw disabled;
    return stillThere;
  });
}

/** @throws every error but that topics may not be deleted, which is an answer. */
function disabledOnly(error: unknown): TopicDeletionDisabled {
  if (error instanceof TopicDeletionDisabled) return error;
  throw error;
}

/** Whether the broker knows the topic; undefined for one that cannot be asked. */
async function lists(broker: Endpoint, topic: string): Promise<boolean | undefined> {
  const answer = await ask(broker, topic);
  return answer && answer.errorCode !== unknownTopic;
}

/** What the broker says of the topic; undefined for one that cannot be asked. */
async function ask(broker: Endpoint, topic: string): Promise<TopicState | undefined> {
  try {
    return topicIn(await metadataOf(broker, [topic], askTimeoutMs), topic);
  } catch {
    return undefined;
  }
}
