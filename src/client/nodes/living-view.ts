/** The cluster by the view of the brokers that answer: each is asked at the same time, so none that is dead or paused is waited for long. */
import { messageOf, RuntimeError } from '../../errors.ts';
import type { BrokerAccess, Endpoint } from '../../cluster/access.ts';
import type { PartitionView } from '../kafkajs/cluster-view.ts';
import { describeBroker } from '../wire/describe-cluster.ts';
import { fetchTopics, type TopicsAnswer } from '../wire/fetch-topics.ts';
import { mergedPartitions } from '../watch/snapshot.ts';
import { BrokerConnection } from '../wire/connection.ts';

/** A broker that does not answer, and why. */
export interface SilentBroker {
  readonly id: string;
  readonly address: string;
  readonly reason: string;
}

/** Who answers, and what they know together. */
export interface LivingView {
  readonly partitions: readonly PartitionView[];
  /** Numbers of the brokers that those which answer count as alive. */
  readonly registered: readonly number[];
  readonly silent: readonly SilentBroker[];
}

/** One that answers does so in milliseconds, on a busy machine in a second. */
const timeoutMs = 2_000;

/** @throws RuntimeError `client` when no broker answers. */
export async function viewOfLiving(brokers: readonly BrokerAccess[]): Promise<LivingView> {
  const { answers, silent } = await askEach(brokers, async (broker) => {
    const [topics, { brokers: known }] = await Promise.all([
      topicsAt(broker),
      describeBroker(broker, timeoutMs),
    ]);
    return { topics, registered: known.map(({ number }) => number) };
  });
  if (answers.size === 0) throw new RuntimeError('client', `no broker answers: ${silentWords(silent)}`);
  const topics = new Map([...answers].map(([number, answer]) => [number, answer.topics]));
  // One that was cut off goes on counting whom it knew; most know better.
  const counts = [...answers.values()].flatMap(({ registered }) => registered);
  const registered = [...new Set(counts)].filter(
    (number) => counts.filter((one) => one === number).length * 2 > answers.size,
  );
  return { partitions: mergedPartitions(topics, () => true), registered, silent };
}

/** The brokers that do not answer now. */
export async function silentBrokers(brokers: readonly BrokerAccess[]): Promise<readonly SilentBroker[]> {
  return (await askEach(brokers, (broker) => describeBroker(broker, timeoutMs))).silent;
}

/** `broker-3 (127.0.0.1:9094: connection refused)`. */
export function silentWords(silent: readonly SilentBroker[]): string {
  return silent.map(({ id, reason }) => `${id} (${reason})`).join(', ');
}

async function askEach<T>(
  brokers: readonly BrokerAccess[],
  ask: (broker: BrokerAccess) => Promise<T>,
): Promise<{ answers: ReadonlyMap<number, T>; silent: readonly SilentBroker[] }> {
  const outcomes = await Promise.allSettled(brokers.map(ask));
  const answers = new Map<number, T>();
  const silent: SilentBroker[] = [];
  for (const [index, outcome] of outcomes.entries()) {
    const { number, id, address } = brokers[index]!;
    if (outcome.status === 'fulfilled') answers.set(number, outcome.value);
    else silent.push({ id, address, reason: messageOf(outcome.reason) });
  }
  return { answers, silent };
}

async function topicsAt(broker: Endpoint): Promise<TopicsAnswer> {
  const connection = await BrokerConnection.open(broker, timeoutMs);
  try {
    return await fetchTopics(connection, timeoutMs);
  } finally {
    connection.close();
  }
}
