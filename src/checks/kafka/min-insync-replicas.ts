/** Smoke check: with fewer copies in sync than min.insync.replicas, acks=all is refused and acks=1 accepted. */
import { assertAllRunning } from '../../cluster/all-running.ts';
import { kafkaErrorType } from '../../client/kafkajs/error-type.ts';
import type { KafkaClient, Producer } from '../../client/kafkajs/kafka.ts';
import { CheckFailure } from '../../errors.ts';
import { brokersOf, type LabNode, type ResolvedTopology } from '../../kafka/node.ts';
import { NotYet } from '../../wait.ts';
import { said } from '../../words.ts';
import { until } from '../kit/awaiting.ts';
import { failOn, type CheckContext, type SmokeCheck } from '../kit/check.ts';
import { readTopic } from '../kit/reading.ts';
import { brokerToStop, stopInOrder } from '../kit/stoppable.ts';
import { makeTopic, waitForFullIsr, waitForPartitions } from '../kit/topics.ts';

/** Copies of the check's topic, all of which must be in sync: so the loss of one node is enough, and no quorum is at risk. */
const copies = 3;

const shrinkTimeoutMs = 30_000;
const restartTimeoutMs = 120_000;

/** What Kafka answers below min.insync.replicas: before the leader wrote the record, or after it. */
const refusals: readonly string[] = ['NOT_ENOUGH_REPLICAS', 'NOT_ENOUGH_REPLICAS_AFTER_APPEND'];

/** A copy is stopped, never the leader: a new leader would be another story. */
export const minInsyncReplicas: SmokeCheck = {
  name: 'min-insync-replicas',
  claim: 'Below min.insync.replicas a write with acks=all is refused and one with acks=1 accepted.',
  timeoutMs: 240_000,
  stopsNodes: true,
  sharesOutage: true,
  skipReason({ cluster: { topology } }) {
    const count = brokersOf(topology).length;
    if (count >= copies) return undefined;
    return `needs ${copies} brokers, since ${copies} copies must all be in sync; the topology has ${count}`;
  },
  async run(context) {
    await assertAllRunning(context.cluster, 'the check');
    const kafka = context.kafka();
    const follower = await brokerToStop(context);
    const { topic } = await makeTopic(context, {
      suffix: 'min-isr',
      partitions: 1,
      replicas: [placed(context.cluster.topology, follower)],
      minInSyncReplicas: copies,
    });
    const writer = kafka.producer();
    await writer.connect();
    try {
      await write(writer, topic, -1, 'accepted-before');
      await stopInOrder(context, follower);
      const remaining = await waitForShrink(context, topic, follower);
      const refusal = await expectRefusal(context, kafka, topic);
      context.note('writing with acks=1');
      await write(writer, topic, 1, 'accepted-with-one');
      context.note(`starting ${follower.id} again`);
      await context.cluster.start(follower.id);
      await waitForFullIsr(context, topic, 1, restartTimeoutMs);
      await write(writer, topic, -1, 'accepted-after');
      const read = await readTopic(context, { topic, group: 'min-isr' });
      const values = read.map(({ value }) => value);
      failOn(judgeWrites(refusal, values));
      return (
        `${follower.id} stopped, ${remaining} of ${copies} copies in sync: acks=all refused (${refusal.type}), ` +
        'acks=1 accepted; acks=all accepted again once it was back'
      );
    } finally {
      await writer.disconnect();
    }
  },
};

async function write(producer: Producer, topic: string, acks: number, value: string): Promise<void> {
  try {
    await producer.send({ topic, acks, messages: [{ key: 'key', value, partition: 0 }] });
  } catch (error) {
    const how = acks === 1 ? 'acks=1' : 'acks=all';
    throw new CheckFailure(`a write with ${how} (${value}) was refused: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

/** Three copies of one partition, of which the broker that checks stop has one and does not lead. */
function placed(topology: ResolvedTopology, follower: LabNode): readonly number[] {
  const others = brokersOf(topology).filter(({ number }) => number !== follower.number);
  const [leader, ...rest] = others.map(({ number }) => number);
  return [leader!, follower.number, ...rest].slice(0, copies);
}

async function waitForShrink(context: CheckContext, topic: string, stopped: LabNode): Promise<number> {
  const what = `${stopped.id} to leave the in-sync replicas of ${topic}`;
  const views = await waitForPartitions(context, topic, what, shrinkTimeoutMs, ([view]) =>
    view === undefined || view.leader < 0 || view.isr.includes(stopped.number)
      ? `in sync are ${view?.isr.join(', ') || 'none'}`
      : undefined,
  );
  return views[0]?.isr.length ?? 0;
}

/** A write that was refused. */
export interface Refusal {
  /** Kafka's name of the error. */
  readonly type: string;
  readonly value: string;
}

/** @throws CheckFailure when a write is accepted. */
async function expectRefusal(context: CheckContext, kafka: KafkaClient, topic: string): Promise<Refusal> {
  // kafkajs takes the refusal for something that passes and would try on.
  const producer = kafka.producer({ retry: { retries: 0 } });
  await producer.connect();
  let attempt = 0;
  try {
    return await until(context, 'a write with acks=all to be refused', 30_000, async () => {
      attempt += 1;
      const value = `refused-${attempt}`;
      try {
        const messages = [{ key: 'key', value, partition: 0 }];
        await producer.send({ topic, acks: -1, timeout: 3_000, messages });
      } catch (error) {
        const type = kafkaErrorType(error);
        // Until the leader has heard that the copy is gone it waits for it; a broker may not have heard of the topic.
        return type !== undefined && refusals.includes(type)
          ? { type, value }
          : new NotYet(type ?? (error as Error).message);
      }
      throw new CheckFailure(
        `a write with acks=all was accepted with ${copies - 1} of ${copies} copies in sync`,
      );
    });
  } finally {
    await producer.disconnect();
  }
}

/** What is wrong with the topic's records after all is healed; empty when nothing is. */
export function judgeWrites(refusal: Refusal, values: readonly string[]): string[] {
  const accepted = ['accepted-before', 'accepted-with-one', 'accepted-after'];
  const missing = accepted.filter((value) => !values.includes(value));
  // Only a refusal before the write promises that nothing was written.
  const kept = refusal.type === 'NOT_ENOUGH_REPLICAS' && values.includes(refusal.value);
  return said(
    missing.length > 0 && `accepted records are missing: ${missing.join(', ')}`,
    kept && `the refused record (${refusal.value}) was written all the same`,
  );
}
