/** Topics as a person makes, looks at, grows and removes them. */
import type { ClusterAccess } from '../../cluster/access.ts';
import type { PartitionState } from '../../cluster/partition.ts';
import { instead, LabError, RuntimeError } from '../../errors.ts';
import { removeTopic, untilKnown } from '../topics/placed-topic.ts';
import { NoLeader, TopicLeaders } from '../topics/topic-leaders.ts';
import { viewOfLiving } from '../watch/living-view.ts';
import { LeaderRefusal } from '../wire/codec/leader-answer.ts';
import { fetchEndOffset } from '../wire/list-offsets.ts';
import { WireFailure } from '../wire/wire-failure.ts';
import { createKafka, makingTopicsTimeoutMs, withAdmin } from '../kafkajs/kafka.ts';
import { topicsThere } from '../kafkajs/topics.ts';

/** Brokers hear of a topic within moments; on a busy machine in seconds. */
const knownTimeoutMs = 30_000;

/** What a topic is to be. */
export interface NewTopic {
  readonly topic: string;
  readonly partitions: number;
  /** Copies of each partition. @default the brokers' default.replication.factor */
  readonly replicationFactor?: number;
  /** Settings of its own, by their upstream names. */
  readonly configs: Readonly<Record<string, string>>;
}

/** One partition, and from where to where its log goes. */
export interface PartitionView extends PartitionState {
  /** Offset of the first record that is there; absent where its leader does not say so now. */
  readonly first?: number;
  /** Offset behind the last record that consumers are shown, the high watermark; absent where its leader does not say so now. */
  readonly next?: number;
}

/** A topic as the cluster has it. */
export interface TopicView {
  readonly topic: string;
  readonly partitions: readonly PartitionView[];
  /** Settings that are the topic's own; absent where nobody says so now. */
  readonly configs?: Readonly<Record<string, string>>;
}

/** How long a leader may take to say where a log begins and ends. */
const askTimeoutMs = 2_000;

/** Makes the topic, and is done once every broker that answers knows it. @throws RuntimeError `client` where it is there already, or Kafka refuses it */
export async function makeTopic(
  access: ClusterAccess,
  { topic, partitions, replicationFactor = -1, configs }: NewTopic,
): Promise<void> {
  const kafka = createKafka({ access, requestTimeoutMs: makingTopicsTimeoutMs });
  const isNew = await withAdmin(
    kafka,
    (admin) =>
      admin.createTopics({
        waitForLeaders: false,
        topics: [
          {
            topic,
            numPartitions: partitions,
            replicationFactor,
            configEntries: Object.entries(configs).map(([name, value]) => ({ name, value })),
          },
        ],
      }),
    `make topic ${topic}`,
  );
  if (!isNew)
    throw new RuntimeError('client', `topic ${topic} is there already; describe shows it, delete removes it`);
  await untilAllKnow(access, topic, partitions);
}

/** Gives a topic more partitions; Kafka never takes one away. @throws RuntimeError `client` where Kafka refuses it */
export async function growTopic(access: ClusterAccess, topic: string, partitions: number): Promise<void> {
  await withAdmin(
    createKafka({ access, requestTimeoutMs: makingTopicsTimeoutMs, retries: 4 }),
    (admin) => admin.createPartitions({ topicPartitions: [{ topic, count: partitions }] }),
    `give ${topic} ${partitions} partitions`,
  );
  await untilAllKnow(access, topic, partitions);
}

async function untilAllKnow(access: ClusterAccess, topic: string, partitions: number): Promise<void> {
  const replicas = Array.from({ length: partitions }, () => []);
  await untilKnown(access, { topic, replicas }, { timeoutMs: knownTimeoutMs, exceptSilent: true });
}

/** Removes the topic with all its records. @throws RuntimeError `client` where there is none of that name */
export async function deleteTopicNamed(access: ClusterAccess, topic: string): Promise<void> {
  if (!(await topicNames(access)).includes(topic)) throw missingTopic(topic);
  await removeTopic(access, topic, knownTimeoutMs);
}

/** Names of all topics, Kafka's own last; asked of every broker at once, since a partition may be without a leader. @throws RuntimeError `client` */
export async function topicNames(access: ClusterAccess): Promise<readonly string[]> {
  const { partitions } = await viewOfLiving(access);
  const names = [...new Set(partitions.map(({ topic }) => topic))];
  const isOwn = (name: string): boolean => name.startsWith('__');
  return names.toSorted((a, b) => Number(isOwn(a)) - Number(isOwn(b)) || a.localeCompare(b));
}

/** The topic as it is now. @throws RuntimeError `client` where there is none of that name */
export async function describeTopic(access: ClusterAccess, topic: string): Promise<TopicView> {
  const found = await topicIfThere(access, topic);
  if (found === undefined) throw missingTopic(topic);
  return found;
}

/**
 * The same; undefined where there is none of that name. Asked of every broker at once: a person looks just when one is gone,
 * and what hangs on that one is left out.
 */
export async function topicIfThere(access: ClusterAccess, topic: string): Promise<TopicView | undefined> {
  const { partitions } = await viewOfLiving(access);
  const own = partitions.filter((state) => state.topic === topic);
  if (own.length === 0) return undefined;
  const [configs, ends] = await Promise.all([ownConfigs(access, topic), endsOf(access, topic)]);
  return {
    topic,
    ...(configs && { configs }),
    partitions: own.map((state) => ({ ...state, ...ends.get(state.partition) })),
  };
}

async function ownConfigs(access: ClusterAccess, topic: string): Promise<TopicView['configs']> {
  const found = await topicsThere(access, [topic]).catch(instead([], LabError));
  return found[0]?.configs;
}

type Ends = Pick<PartitionView, 'first' | 'next'>;

async function endsOf(access: ClusterAccess, topic: string): Promise<ReadonlyMap<number, Ends>> {
  const leaders = await TopicLeaders.find(access, topic);
  try {
    const found = await Promise.all(
      leaders.partitions.map(
        async ({ partition }) => [partition, await endsIn(leaders, topic, partition)] as const,
      ),
    );
    return new Map(found);
  } finally {
    leaders.close();
  }
}

async function endsIn(leaders: TopicLeaders, topic: string, partition: number): Promise<Ends> {
  const asked = { topic, partition };
  try {
    const connection = await leaders.connectionTo(partition);
    const [first, next] = [
      await fetchEndOffset(connection, asked, askTimeoutMs, 'earliest'),
      await fetchEndOffset(connection, asked, askTimeoutMs),
    ];
    return { first, next };
  } catch (error) {
    return instead({}, LeaderRefusal, WireFailure, NoLeader)(error);
  }
}

/** What is said of a topic that is not there. */
export function missingTopic(topic: string): RuntimeError {
  return new RuntimeError(
    'client',
    `there is no topic ${topic}; make it with klab topics TOPOLOGY create ${topic}`,
  );
}
