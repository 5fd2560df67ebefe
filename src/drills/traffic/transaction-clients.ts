/** A transactional writer and a read-committed reader beside it, on a topic of their own, from start to read-back. */
import type { ClusterAccess } from '../../cluster/access.ts';
import type { ClientTimes } from '../../client/kafkajs/client-limits.ts';
import {
  createPlacedTopic,
  removeTopic,
  untilKnown,
  type PlacedTopic,
} from '../../client/topics/placed-topic.ts';
import { readWholeTopic } from '../../client/topics/read-whole-topic.ts';
import { InterruptedError, messageOf } from '../../errors.ts';
import type { DrillLimits } from '../plan/waits.ts';
import type { TransactionsReadBack } from '../record/recording.ts';
import { GroupReaders } from './group-readers.ts';
import type { Recorder } from '../record/recorder.ts';
import { TransactionalWriter } from './transactional-writer.ts';

/** What they need. */
export interface TransactionClientsOptions {
  readonly access: ClusterAccess;
  /** The topic to make, and to remove in the end. */
  readonly placed: PlacedTopic;
  readonly limits: DrillLimits;
  readonly times: ClientTimes;
  readonly recorder: Recorder;
  readonly signal: AbortSignal;
}

/** Time that the transaction under way gets at the end, in milliseconds. */
const graceMs = 5_000;

/** Both of them. */
export class TransactionClients {
  private readonly options: TransactionClientsOptions;
  private readonly writer: TransactionalWriter;
  private readonly reader: GroupReaders;

  constructor(options: TransactionClientsOptions) {
    this.options = options;
    const { access, recorder, signal, times } = options;
    const { topic, replicas } = options.placed;
    const own = { access, topic, partitions: replicas.length, times };
    this.writer = new TransactionalWriter({ ...own, recorder });
    this.reader = new GroupReaders({
      ...own,
      consumers: 1,
      what: 'the reader of transactions',
      signal,
      onGaveUp: (_, reason) => {
        const text = `the reader of transactions gave up (${reason}); it joins again`;
        recorder.record({ type: 'step', text });
      },
      onRecords: (_, partition, records) => {
        for (const { offset, value } of records) {
          recorder.record({ type: 'transaction-read', transaction: transactionOf(value), partition, offset });
        }
      },
    });
  }

  /** Makes the topic, and waits until committed transactions are read from every partition. @throws RuntimeError, InterruptedError */
  async start(): Promise<void> {
    const { access, placed, limits, signal } = this.options;
    await createPlacedTopic(access, placed);
    await untilKnown(access, placed, { timeoutMs: limits.warmUpMs, signal });
    this.writer.start();
    await this.reader.start(limits.warmUpMs);
  }

  /** Ends the last transaction, and lets the reader catch up. @returns what was not reached, in words. @throws InterruptedError */
  async finish(): Promise<readonly string[]> {
    const { limits, signal } = this.options;
    await this.writer.stop(graceMs);
    try {
      await this.writer.settle(limits.catchUpMs, signal);
    } catch (error) {
      if (error instanceof InterruptedError) throw error;
      return [messageOf(error)];
    }
    const missing = await this.reader.catchUp(limits.catchUpMs);
    return missing === undefined ? [] : [missing];
  }

  /** Everything that readers of committed records see, or why that is not known. @throws InterruptedError */
  async readBack(): Promise<TransactionsReadBack> {
    const { access, placed, limits, signal } = this.options;
    try {
      const records = await readWholeTopic({
        access,
        topic: placed.topic,
        readUncommitted: false,
        timeoutMs: limits.readBackMs,
        signal,
      });
      return records.map(({ partition, offset, value }) => ({
        transaction: transactionOf(value),
        partition,
        offset,
      }));
    } catch (error) {
      if (error instanceof InterruptedError) throw error;
      return { problem: `the topic of the transactions could not be read back (${messageOf(error)})` };
    }
  }

  /** Ends both, however far they are, and removes group and topic. @returns what is left, in words. */
  async stop(timeoutMs: number): Promise<readonly string[]> {
    const { access, placed } = this.options;
    const ended = await Promise.allSettled([this.writer.stop(0), this.reader.stop(timeoutMs)]);
    const removed = await Promise.allSettled([removeTopic(access, placed.topic, timeoutMs)]);
    return [...ended, ...removed].flatMap((outcome) =>
      outcome.status === 'rejected' ? [messageOf(outcome.reason)] : [],
    );
  }
}

/** Number of the transaction that a record belongs to; -1 for what the writer did not write. */
function transactionOf(value: string): number {
  return /^\d+$/.test(value) ? Number(value) : -1;
}
