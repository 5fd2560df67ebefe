/**
 * Writes transactions one after another while a drill breaks things, each of one record to every partition.
 * It is an ordinary kafkajs producer, and when that fails it does what a program should: it begins anew under the same
 * transactional id, so that whatever was open is ended by the coordinator.
 */
import type { ClusterAccess } from '../../cluster/access.ts';
import type { ClientTimes } from '../../client/kafkajs/client-limits.ts';
import { failureKind } from '../../client/kafkajs/error-type.ts';
import { createKafka, type Producer } from '../../client/kafkajs/kafka.ts';
import { messageOf } from '../../errors.ts';
import { NotYet, waitFor } from '../../wait.ts';
import { Alarm } from '../../alarm.ts';
import type { TransactionEvent } from '../record/history.ts';
import type { Recorder } from '../record/recorder.ts';

/** What a writer needs. */
export interface TransactionalWriterOptions {
  readonly access: ClusterAccess;
  readonly topic: string;
  readonly partitions: number;
  readonly recorder: Recorder;
  readonly times: ClientTimes;
}

/** A transaction of the producer. */
type Transaction = Awaited<ReturnType<Producer['transaction']>>;

/** Pause between the starts of two transactions: steady work, not a load. */
const intervalMs = 200;
/** Every tenth transaction is aborted on purpose. */
const abortEvery = 10;
const retryMs = 100;

/** One producer at a time under one transactional id. */
export class TransactionalWriter {
  private readonly options: TransactionalWriterOptions;
  private readonly alarm = new Alarm();
  private producer: Producer | undefined;
  private stopping = false;
  /** Why the last transaction could not begin; undefined once one did. */
  private hindered: string | undefined;
  private running: Promise<void> = Promise.resolve();

  constructor(options: TransactionalWriterOptions) {
    this.options = options;
  }

  /** Begins to write. */
  start(): void {
    this.running = this.run();
    // Kept for stop(), which tells it to somebody; until then a drill must go on to heal what it broke.
    this.running.catch(() => undefined);
  }

  /** Begins no new transaction, gives the last one `graceMs` to end, and lets go of the producer. */
  async stop(graceMs: number): Promise<void> {
    this.stopping = true;
    this.alarm.ring();
    const ended = new Alarm();
    try {
      await Promise.race([this.running.finally(() => ended.ring()), ended.wait(graceMs)]);
    } finally {
      this.letGo();
    }
  }

  /**
   * Makes certain that no transaction is open any more: a new producer of this id is let in only when every record of
   * the one before is committed or aborted for good. One that was stopped too early is shut out by it.
   * @throws RuntimeError when that does not happen within `timeoutMs`; InterruptedError
   */
  async settle(timeoutMs: number, signal: AbortSignal): Promise<void> {
    const wait = { what: 'the last transaction to end', timeoutMs, intervalMs: retryMs, signal };
    await waitFor(wait, async () => {
      const producer = this.newProducer();
      try {
        await producer.connect();
        await (await producer.transaction()).abort();
        return true;
      } catch (error) {
        return new NotYet(messageOf(error));
      } finally {
        await producer.disconnect().catch(() => undefined);
      }
    });
  }

  private async run(): Promise<void> {
    const { recorder } = this.options;
    for (let number = 0; !this.stopping;) {
      const dueMs = recorder.nowMs() + intervalMs;
      if (await this.transact(number)) number += 1;
      const pauseMs = dueMs - recorder.nowMs();
      if (pauseMs > 0 && !this.stopping) await this.alarm.wait(pauseMs);
    }
  }

  /** @returns whether the transaction was begun. */
  private async transact(number: number): Promise<boolean> {
    const transaction = await this.begin();
    if (transaction === undefined) return false;
    this.record(number, 'begun');
    const unsent = await this.send(transaction, number);
    const commit = unsent === undefined && (number + 1) % abortEvery !== 0;
    this.record(number, commit ? 'committing' : 'aborting', unsent);
    try {
      await (commit ? transaction.commit() : transaction.abort());
      this.record(number, commit ? 'committed' : 'aborted');
    } catch (error) {
      // Once EndTxn has failed, kafkajs's producer can neither repeat it nor begin another transaction.
      this.record(number, 'unknown', failureKind(error));
      this.letGo();
    }
    // kafkajs would use the sequence numbers of records that were not acknowledged again, and a broker that has them
    // would take the next transaction's records for the same ones and drop them.
    if (unsent !== undefined) this.letGo();
    return true;
  }

  private async begin(): Promise<Transaction | undefined> {
    try {
      if (this.producer === undefined) {
        const producer = this.newProducer();
        this.producer = producer;
        await producer.connect();
      }
      const transaction = await this.producer.transaction();
      this.hindered = undefined;
      return transaction;
    } catch (error) {
      this.tellHindered(failureKind(error));
      this.letGo();
      return undefined;
    }
  }

  /** Told once for each kind in a row: a writer goes on trying. */
  private tellHindered(kind: string): void {
    if (kind === this.hindered) return;
    this.hindered = kind;
    const text = `the transactional writer could not begin a transaction (${kind}); it begins anew`;
    this.options.recorder.record({ type: 'step', text });
  }

  /** @returns how it failed; undefined where every record was acknowledged. */
  private async send(transaction: Transaction, number: number): Promise<string | undefined> {
    const { topic, partitions } = this.options;
    try {
      for (let partition = 0; partition < partitions; partition += 1) {
        // One partition in each send: when leaders move, kafkajs may write twice, or not at all, in a send to several.
        const messages = [{ key: `p${partition}`, value: String(number), partition }];
        await transaction.send({ topic, acks: -1, messages });
      }
      return undefined;
    } catch (error) {
      return failureKind(error);
    }
  }

  private newProducer(): Producer {
    const { access, topic, times } = this.options;
    return createKafka({ access, clientId: 'klab-transactions', requestTimeoutMs: 3_000 }).producer({
      transactionalId: `${topic}-writer`,
      // Long enough for a failover where brokers allow it; a writer that begins anew does not wait for it.
      transactionTimeout: times.transactionMs,
      maxInFlightRequests: 1,
      metadataMaxAge: 1_000,
      // The coordinator finishes a transaction after it has answered, and until then refuses the next one.
      retry: { initialRetryTime: 20, maxRetryTime: 500, retries: 20 },
    });
  }

  private letGo(): void {
    this.producer?.disconnect().catch(() => undefined);
    this.producer = undefined;
  }

  private record(transaction: number, state: TransactionEvent['state'], kind?: string): void {
    const why = kind === undefined ? {} : { kind };
    this.options.recorder.record({ type: 'transaction', transaction, state, ...why });
  }
}
