/** Whatever happens to a transaction that must not must be found, and blamed on the right one. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DrillRecording, ReadBackTransaction } from '../../../../../src/drills/record/recording.ts';
import type { HistoryEvent, TransactionEvent } from '../../../../../src/drills/record/history.ts';
import { cleanDrill, endMs } from '../../histories.ts';
import { judged } from '../../judged.ts';

const run = { seed: 20260101, numRuns: 25 };
const partitions = 3;
const count = 40;
/** Every tenth is aborted, as the writer does it; of the last one nobody ever heard the end. */
const isAborted = (transaction: number): boolean => (transaction + 1) % 10 === 0;
const unknown = count - 2;
const committed = Array.from({ length: count }, (_, number) => number).filter(
  (number) => !isAborted(number) && number !== unknown,
);
const aborted = fc.nat(count / 10 - 1).map((tenth) => tenth * 10 + 9);
const someCommitted = fc.uniqueArray(fc.constantFrom(...committed), { minLength: 1, maxLength: 4 });

type TransactedDrill = DrillRecording & { transactionsReadBack: readonly ReadBackTransaction[] };

const beginsMs = (transaction: number): number => 100 + transaction * 400;
const asksMs = (transaction: number): number => beginsMs(transaction) + 50;

/** The clean drill beside a writer whose transactions are each read right after their commit. */
function cleanTransactions(): TransactedDrill {
  const drill = cleanDrill();
  const transactionsReadBack: ReadBackTransaction[] = [];
  const events = Array.from({ length: count }, (_, transaction) => {
    const ending = isAborted(transaction)
      ? (['aborting', 'aborted'] as const)
      : (['committing', 'committed'] as const);
    const state = (atMs: number, value: TransactionEvent['state']): HistoryEvent => ({
      type: 'transaction',
      atMs,
      transaction,
      state: value,
    });
    const reads = isAborted(transaction)
      ? []
      : [0, 1, 2].map((partition): HistoryEvent => {
          const place = { transaction, partition, offset: transaction * 2 };
          transactionsReadBack.push(place);
          return { type: 'transaction-read', atMs: asksMs(transaction) + 20, ...place };
        });
    return [
      state(beginsMs(transaction), 'begun'),
      state(asksMs(transaction), ending[0]),
      state(asksMs(transaction) + 10, transaction === unknown ? 'unknown' : ending[1]),
      ...reads,
    ];
  });
  return withEvents({ ...drill, transactionsReadBack }, [...drill.history.events, ...events.flat()]);
}

function withEvents(input: TransactedDrill, events: readonly HistoryEvent[]): TransactedDrill {
  const settings = { ...input.history.settings, transactions: true };
  return {
    ...input,
    history: { ...input.history, settings, events: events.toSorted((a, b) => a.atMs - b.atMs) },
  };
}

/** As if no reader had been given anything of these while the drill ran. */
function unread(input: TransactedDrill, gone: readonly number[]): TransactedDrill {
  return withEvents(
    input,
    input.history.events.filter(
      (event) => event.type !== 'transaction-read' || !gone.includes(event.transaction),
    ),
  );
}

const clean = cleanTransactions();
const inOrder = (numbers: readonly number[]): number[] => numbers.toSorted((a, b) => a - b);

describe('transactions that kept every promise', () => {
  it('pass, and are counted by their ends', () => {
    const { verdict, broken, text } = judged(clean);
    expect(broken).toEqual([]);
    expect(endMs).toBeGreaterThan(asksMs(count - 1));
    expect(verdict.transactions).toMatchObject({ committed: 35, aborted: 4, unknown: 1, unexpected: 0 });
    expect(text('transactions-committed')).toContain(
      '35 transactions committed, 4 aborted; the end of 1 is not known, which may be either: each whole or not there at all',
    );
  });

  it('may have committed what was never answered, or not', () => {
    const transactionsReadBack = clean.transactionsReadBack.filter(
      ({ transaction }) => transaction !== unknown,
    );
    expect(judged({ ...unread(clean, [unknown]), transactionsReadBack }).broken).toEqual([]);
  });

  it('are not known to be whole where nobody could read them', () => {
    const transactionsReadBack = { problem: 'the topic is gone' };
    expect(judged({ ...clean, transactionsReadBack }).broken).toEqual(['transactions-read-back']);
  });
});

describe('damage to transactions', () => {
  it('names those that were committed and are not there', () => {
    fc.assert(
      fc.property(someCommitted, (lost) => {
        const transactionsReadBack = clean.transactionsReadBack.filter(
          (one) => !lost.includes(one.transaction),
        );
        const { verdict, broken } = judged({ ...unread(clean, lost), transactionsReadBack });
        expect(verdict.transactions?.lost).toEqual(inOrder(lost));
        expect(broken).toEqual(['transactions-lost']);
      }),
      run,
    );
  });

  it('names those that are there in part', () => {
    fc.assert(
      fc.property(someCommitted, fc.nat(partitions - 1), (torn, partition) => {
        const transactionsReadBack = clean.transactionsReadBack.filter(
          (one) => one.partition !== partition || !torn.includes(one.transaction),
        );
        const { verdict, broken } = judged({ ...unread(clean, torn), transactionsReadBack });
        expect(verdict.transactions?.torn).toEqual(inOrder(torn));
        expect(broken).toEqual(['transactions-torn']);
      }),
      run,
    );
  });

  it('names those that nobody committed and that can be seen all the same', () => {
    fc.assert(
      fc.property(aborted, (transaction) => {
        const seen = [0, 1, 2].map((partition) => ({ transaction, partition, offset: 5_000 }));
        const transactionsReadBack = [...clean.transactionsReadBack, ...seen];
        const { verdict, broken, text } = judged({ ...clean, transactionsReadBack });
        expect(verdict.transactions?.visibleAborted).toEqual([transaction]);
        expect(broken).toEqual(['transactions-visible']);
        expect(text('transactions-visible')).toBe(
          `transaction ${transaction} visible without a commit: NOT allowed`,
        );
      }),
      run,
    );
  });

  it('names those that a reader was given before their commit', () => {
    fc.assert(
      fc.property(someCommitted, fc.integer({ min: 1, max: 40 }), (early, beforeMs) => {
        const events = clean.history.events.map((event) =>
          event.type === 'transaction-read' && early.includes(event.transaction)
            ? { ...event, atMs: asksMs(event.transaction) - beforeMs }
            : event,
        );
        const { verdict, broken } = judged(withEvents(clean, events));
        expect(verdict.transactions?.readEarly).toEqual(inOrder(early));
        expect(broken).toEqual(['transactions-read-early']);
      }),
      run,
    );
  });

  it('names those that were read as committed and are gone', () => {
    fc.assert(
      fc.property(someCommitted, (gone) => {
        const transactionsReadBack = clean.transactionsReadBack.filter(
          (one) => !gone.includes(one.transaction),
        );
        const { verdict, broken } = judged({ ...clean, transactionsReadBack });
        expect(verdict.transactions?.gone).toEqual(inOrder(gone));
        expect(broken).toEqual(['transactions-lost', 'transactions-gone']);
      }),
      run,
    );
  });

  it('names those that are there twice, and counts what is none of the writer’s', () => {
    fc.assert(
      fc.property(someCommitted, fc.nat(partitions - 1), fc.nat(3), (twice, partition, aliens) => {
        const again = twice.map((transaction) => ({ transaction, partition, offset: 6_000 + transaction }));
        const alien = Array.from({ length: aliens }, (_, offset) => ({ transaction: -1, partition, offset }));
        const transactionsReadBack = [...clean.transactionsReadBack, ...again, ...alien];
        const { verdict, broken } = judged({ ...clean, transactionsReadBack });
        expect(verdict.transactions).toMatchObject({ duplicated: inOrder(twice), unexpected: aliens });
        expect(broken).toEqual([
          'transactions-duplicated',
          ...(aliens === 0 ? [] : ['transactions-unexpected']),
        ]);
      }),
      run,
    );
  });
});
