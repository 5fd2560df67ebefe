/** A transactional writer and a read-committed reader beside it, on a topic of their own, from start to read-back. */
import {
  createPlacedTopic,
  removeTopic,
  untilKnown,
  type PlacedTopic,
} from '../../client/topics/placed-topic.ts';
import { readWholeTopic } from '../../client/topics/read-whole-topic.ts';
import { InterruptedError, messageOf } from '../../errors.ts';
import type { TransactionsReadBack } from '../record/recording.ts';
import { removalMs, type TrafficClient, type TrafficClientMaker, type TrafficContext } from './client.ts';
import { GroupReaders } from './group-readers.ts';
import { TransactionalWriter } from './transactional-writer.ts';

/** Time that the transaction under way gets at the end, in milliseconds. */
const graceMs = 5_000;

/** A writer and a reader, where the drill asks for transactions. */
export const transactions: TrafficClientMaker = (context) =>
  context.settings.transactions ? new Transactions(context) : undefined;

class Transactions implements TrafficClient {
  private readonly context: TrafficContext;
  /** The topic to make, like the drill's own, and to remove in the end. */
  private readonly placed: PlacedTopic;
  private readonly writer: TransactionalWriter;
  private readonly reader: GroupReaders;
  private log: TransactionsReadBack | undefined;

  constructor(context: TrafficContext) {
    this.context = context;
    const { access, recorder, signal, times, placed } = context;
    this.placed = { ...placed, topic: `${placed.topic}-transactions` };
    const { topic, replicas } = this.placed;
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

  /** Makes the topic, and waits until committed transactions are read from every partition. */
  async start(): Promise<void> {
    const { access, limits, recorder, signal } = this.context;
    recorder.record({ type: 'step', text: 'start a transactional writer and a reader of committed records' });
    await createPlacedTopic(access, this.placed);
    // One that is still to come does not answer yet.
    await untilKnown(access, this.placed, { timeoutMs: limits.warmUpMs, signal, exceptSilent: true });
    this.writer.start();
    await this.reader.start(limits.warmUpMs);
  }

  /** Ends the last transaction, lets the reader catch up, and reads everything back. */
  async finish(): Promise<readonly string[]> {
    const { recorder } = this.context;
    recorder.record({ type: 'step', text: 'end the last transaction and read all of them back' });
    const missing = await this.settle();
    this.log = await this.readBack();
    return missing === undefined ? [] : [missing];
  }

  evidence(): { readonly transactionsReadBack?: TransactionsReadBack } {
    return this.log === undefined ? {} : { transactionsReadBack: this.log };
  }

  async close(): Promise<readonly string[]> {
    const { access } = this.context;
    const timeoutMs = removalMs(this.context);
    const ended = await Promise.allSettled([this.writer.stop(0), this.reader.stop(timeoutMs)]);
    const removed = await Promise.allSettled([removeTopic(access, this.placed.topic, timeoutMs)]);
    return [...ended, ...removed].flatMap((outcome) =>
      outcome.status === 'rejected' ? [messageOf(outcome.reason)] : [],
    );
  }

  /** @returns what was not reached, in words. @throws InterruptedError */
  private async settle(): Promise<string | undefined> {
    const { limits, signal } = this.context;
    await this.writer.stop(graceMs);
    try {
      await this.writer.settle(limits.catchUpMs, signal);
    } catch (error) {
      if (error instanceof InterruptedError) throw error;
      return messageOf(error);
    }
    return await this.reader.catchUp(limits.catchUpMs);
  }

  /** Everything that readers of committed records see, or why that is not known. @throws InterruptedError */
  private async readBack(): Promise<TransactionsReadBack> {
    const { access, limits, signal } = this.context;
    try {
      const records = await readWholeTopic({
        access,
        topic: this.placed.topic,
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
}

/** Number of the transaction that a record belongs to; -1 for what the writer did not write. */
function transactionOf(value: string): number {
  return /^\d+$/.test(value) ? Number(value) : -1;
}
