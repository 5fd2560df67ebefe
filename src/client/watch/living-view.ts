/** The cluster by the view of the brokers that answer: each is asked at the same time, so none that is dead or paused is waited for long. */
import type { BrokerAccess, ClusterAccess } from '../../cluster/access.ts';
import type { PartitionState } from '../../cluster/partition.ts';
import { messageOf, RuntimeError } from '../../errors.ts';
import { errorKind } from '../wire/codec/error-kinds.ts';
import { describeBroker } from '../wire/describe-cluster.ts';
import { metadataOf, topicIn, type MetadataAnswer } from '../wire/fetch-metadata.ts';
import { mergedPartitions } from './snapshot.ts';

/** A broker that does not answer, and why. */
export interface SilentBroker {
  readonly id: string;
  readonly address: string;
  readonly reason: string;
}

/** Who answers, and what they know together. */
export interface LivingView {
  readonly partitions: readonly PartitionState[];
  /** Numbers of the brokers that those which answer count as alive. */
  readonly registered: readonly number[];
  readonly silent: readonly SilentBroker[];
}

/** One that answers does so in milliseconds, on a busy machine in a second; a secured one lets in first who asks. */
function timeoutMs({ security }: BrokerAccess): number {
  return security === undefined ? 2_000 : 5_000;
}

/** What the brokers that answer know of all topics. @throws RuntimeError `client` when none answers. */
export async function viewOfLiving(access: ClusterAccess): Promise<LivingView> {
  const { answers, silent } = await askForTopics(access);
  // One that was cut off goes on counting whom it knew; most know better.
  const counts = [...answers.values()].flatMap(({ brokers }) => brokers);
  const registered = [...new Set(counts)].filter(
    (number) => counts.filter((one) => one === number).length * 2 > answers.size,
  );
  return { partitions: mergedPartitions(answers), registered, silent };
}

/**
 * The partitions of one topic, or of all, in order, as the best informed broker that answers knows them.
 * @throws RuntimeError `client` when none answers, or none knows the topic.
 */
export async function viewPartitions(
  access: ClusterAccess,
  topic?: string,
): Promise<readonly PartitionState[]> {
  const { answers } = await askForTopics(access, topic);
  const partitions = mergedPartitions(answers);
  if (topic !== undefined && partitions.length === 0) {
    const [answer] = answers.values();
    throw new RuntimeError('client', `topic ${topic}: ${errorKind(topicIn(answer!, topic).errorCode)}`);
  }
  return partitions;
}

/** The brokers that do not answer now. */
export async function silentBrokers(access: ClusterAccess): Promise<readonly SilentBroker[]> {
  return (await askEach(access, (broker) => describeBroker(broker, timeoutMs(broker)))).silent;
}

/** `broker-3 (127.0.0.1:9094: connection refused)`. */
export function silentWords(silent: readonly SilentBroker[]): string {
  return silent.map(({ id, reason }) => `${id} (${reason})`).join(', ');
}

interface Asked<T> {
  /** By the broker's number. */
  readonly answers: ReadonlyMap<number, T>;
  readonly silent: readonly SilentBroker[];
}

async function askForTopics(access: ClusterAccess, topic?: string): Promise<Asked<MetadataAnswer>> {
  const topics = topic === undefined ? undefined : [topic];
  const asked = await askEach(access, (broker) => metadataOf(broker, topics, timeoutMs(broker)));
  if (asked.answers.size === 0) {
    throw new RuntimeError('client', `no broker answers: ${silentWords(asked.silent)}`);
  }
  return asked;
}

async function askEach<T>(
  { brokers }: ClusterAccess,
  ask: (broker: BrokerAccess) => Promise<T>,
): Promise<Asked<T>> {
  const answers = new Map<number, T>();
  const silent = await Promise.all(
    brokers.map(async (broker): Promise<SilentBroker[]> => {
      const { number, id, address } = broker;
      try {
        answers.set(number, await ask(broker));
        return [];
      } catch (error) {
        return [{ id, address, reason: messageOf(error) }];
      }
    }),
  );
  return { answers, silent: silent.flat() };
}
