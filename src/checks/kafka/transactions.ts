/** Smoke check: a committed transaction is seen once and whole, an aborted one never. */
import type { Producer } from '../../client/kafkajs/kafka.ts';
import { lastOffsetsOf } from '../../client/topics/read-whole-topic.ts';
import { NotYet } from '../../wait.ts';
import { said } from '../../words.ts';
import { until } from '../kit/awaiting.ts';
import { failOn, type CheckContext, type SmokeCheck } from '../kit/check.ts';
import { readTopic } from '../kit/reading.ts';
import {
  countBy,
  judgeArrival,
  makeRecords,
  some,
  type ReadRecord,
  type SentRecord,
} from '../kit/records.ts';
import { makeTopic } from '../kit/topics.ts';

const partitionCount = 3;
const recordsPerTransaction = 30;

/** Commit, abort, commit: the last one ends every partition, so a reader that got there has passed the aborted one. */
export const transactions: SmokeCheck = {
  name: 'transactions',
  claim:
    'Records of an aborted transaction stay unseen to read_committed; committed ones appear exactly once.',
  async run(context) {
    const kafka = context.kafka();
    const { topic } = await makeTopic(context, {
      suffix: 'transactions',
      partitions: partitionCount,
    });
    const transactionalId = `${context.topicPrefix}-transactions`;
    const producer = kafka.producer({
      transactionalId,
      idempotent: true,
      transactionTimeout: context.times.transactionMs,
      maxInFlightRequests: 1,
      // The coordinator finishes a transaction after it has answered, and until then refuses the next one.
      retry: { initialRetryTime: 20, maxRetryTime: 500, retries: 50 },
    });
    context.note('opening a transactional producer');
    await producer.connect();
    const make = (label: string, firstSequence: number): SentRecord[] =>
      makeRecords({ keys: 3, perKey: recordsPerTransaction / 3, label, firstSequence });
    const before = make('committed', 0);
    const aborted = make('aborted', recordsPerTransaction);
    const after = make('committed', 2 * recordsPerTransaction);
    let lastRecords: Map<number, number>;
    try {
      await transact(context, producer, topic, before, 'commit');
      await transact(context, producer, topic, aborted, 'abort');
      lastRecords = await transact(context, producer, topic, after, 'commit');
    } finally {
      await producer.disconnect();
    }
    failOn(await judgeEnds(context, topic, lastRecords));
    const read = (group: string, readUncommitted: boolean): Promise<ReadRecord[]> =>
      readTopic(context, { topic, group, readUncommitted, lastOffsets: lastRecords });
    const [seen, all] = await Promise.all([read('committed', false), read('uncommitted', true)]);
    const committed = [...before, ...after];
    failOn(judgeTransactions(committed, aborted, seen, all));
    return (
      `${seen.length} committed records seen once by read_committed, ${aborted.length} aborted ones unseen; ` +
      `read_uncommitted sees all ${all.length}`
    );
  },
};

/** Runs one transaction. @returns offset of its last record, by partition. */
async function transact(
  context: CheckContext,
  producer: Producer,
  topic: string,
  records: readonly SentRecord[],
  end: 'commit' | 'abort',
): Promise<Map<number, number>> {
  context.note(`a transaction of ${records.length} records that ends in ${end}`);
  const transaction = await producer.transaction();
  const lastOffsets = new Map<number, number>();
  for (let partition = 0; partition < partitionCount; partition += 1) {
    // One partition in each send: kafkajs may write twice in a send to several brokers.
    const own = records.filter(({ sequence }) => sequence % partitionCount === partition);
    const messages = own.map(({ key, value }) => ({ key, value, partition }));
    const [sent] = await transaction.send({ topic, acks: -1, messages });
    lastOffsets.set(partition, Number(sent?.baseOffset) + own.length - 1);
  }
  await transaction[end]();
  return lastOffsets;
}

/** Nothing but the marker of the last commit may follow its records; the marker comes after the answer. */
async function judgeEnds(
  context: CheckContext,
  topic: string,
  lastRecords: ReadonlyMap<number, number>,
): Promise<string[]> {
  const { signal, cluster } = context;
  const timeoutMs = 15_000;
  const look = async (): Promise<string[] | NotYet> => {
    const ends = await lastOffsetsOf({ access: cluster, topic, timeoutMs, signal });
    const unmarked = [...lastRecords].filter(([partition, offset]) => (ends.get(partition) ?? -1) <= offset);
    if (unmarked.length > 0)
      return new NotYet(`partitions ${unmarked.map(([partition]) => partition).join(', ')} have no marker`);
    return [...lastRecords].flatMap(([partition, offset]) => {
      const extra = (ends.get(partition) ?? 0) - offset - 1;
      return extra === 0 ? [] : [`partition ${partition} has ${extra} entries after the last commit`];
    });
  };
  return await until(context, 'the commit to be marked in every partition', timeoutMs, look, 50);
}

/**
 * What is wrong with what the two readers saw; empty when nothing is.
 * @param all what read_uncommitted saw: it shows that the aborted records were there to be hidden.
 */
export function judgeTransactions(
  committed: readonly SentRecord[],
  aborted: readonly SentRecord[],
  seen: readonly ReadRecord[],
  all: readonly ReadRecord[],
): string[] {
  const values = new Set(aborted.map(({ value }) => value));
  const leaked = seen.filter(({ value }) => values.has(value)).map(({ value }) => value);
  const rest = seen.filter(({ value }) => !values.has(value));
  const allTimes = countBy(all.map(({ value }) => value));
  const neverWritten = aborted.filter(({ value }) => !allTimes.has(value));
  return said(
    leaked.length > 0 && `read_committed saw ${leaked.length} aborted records: ${some(leaked)}`,
    ...judgeArrival(committed, rest).map((problem) => `read_committed: ${problem}`),
    neverWritten.length > 0 &&
      `${neverWritten.length} aborted records were never written, so hiding them proves nothing`,
  );
}
