/** Compares what became of each transaction with what readers of committed records see: all of it or nothing, and only after the commit. */
import type { History, TransactionEvent } from '../../record/history.ts';
import type { TransactionsReadBack, VerdictInput } from '../../record/recording.ts';
import type { Auditor } from '../auditor.ts';
import { broken, type Finding, type FindingCode } from '../finding.ts';
import { uncleanAllows } from '../words.ts';

/** What a drill showed of its transactions, which are named by their numbers. */
export interface TransactionVerdict {
  readonly committed: number;
  readonly aborted: number;
  /** Their end was never answered, so they may be either, but whole; an abort that was asked for is still no commit. */
  readonly unknown: number;
  /** Committed, and no record of theirs is there. */
  readonly lost: readonly number[];
  /** Some of their records are there, but not one in each partition. */
  readonly torn: readonly number[];
  /** Records are there, and nobody ever asked for a commit. */
  readonly visibleAborted: readonly number[];
  /** A reader was given records before their commit was asked for. */
  readonly readEarly: readonly number[];
  /** A reader was given records that are not there in the end. */
  readonly gone: readonly number[];
  /** More than one record of theirs is in a partition. */
  readonly duplicated: readonly number[];
  /** Records that belong to no transaction of the writer. */
  readonly unexpected: number;
  /** Longest time between two transactions that ended, committed or aborted. */
  readonly longestPauseMs: number;
}

/** One transaction as it was recorded. */
interface Ending {
  /** When its commit was asked for; undefined when nobody did. */
  commitAskedMs?: number;
  state: TransactionEvent['state'];
}

/**
 * Audits the transactions; undefined when there were none.
 * @param readBack without it nothing is known to be lost, torn, visible, gone or duplicated.
 */
export function auditTransactions(
  { settings, events }: History,
  readBack: TransactionsReadBack | undefined,
): TransactionVerdict | undefined {
  if (!settings.transactions) return undefined;
  const endings = new Map<number, Ending>();
  const reads = new Map<string, number>();
  const readEarly = new Set<number>();
  const endsMs: number[] = [];
  for (const event of events) {
    if (event.type === 'transaction') {
      const { transaction, state, atMs } = event;
      const ending = endings.get(transaction) ?? { state };
      ending.state = state;
      if (state === 'committing') ending.commitAskedMs = atMs;
      if (state === 'committed' || state === 'aborted') endsMs.push(atMs);
      endings.set(transaction, ending);
    } else if (event.type === 'transaction-read') {
      reads.set(placeOf(event), event.transaction);
      if (endings.get(event.transaction)?.commitAskedMs === undefined) readEarly.add(event.transaction);
    }
  }
  const log = readBack === undefined || 'problem' in readBack ? undefined : readBack;
  const places = log && new Set(log.map(placeOf));
  const gone = places === undefined ? [] : [...reads].filter(([place]) => !places.has(place));
  const count = (...states: readonly TransactionEvent['state'][]): number =>
    [...endings.values()].filter(({ state }) => states.includes(state)).length;
  const [committed, aborted] = [count('committed'), count('aborted')];
  return {
    committed,
    aborted,
    unknown: endings.size - committed - aborted,
    ...auditLog(endings, log, settings.partitions),
    readEarly: inOrder(readEarly),
    gone: inOrder(gone.map(([, transaction]) => transaction)),
    longestPauseMs: Math.max(0, ...endsMs.slice(1).map((atMs, index) => atMs - (endsMs[index] ?? atMs))),
  };
}

type LogAudit = Pick<TransactionVerdict, 'lost' | 'torn' | 'visibleAborted' | 'duplicated' | 'unexpected'>;

function auditLog(
  endings: ReadonlyMap<number, Ending>,
  log: Exclude<TransactionsReadBack, { readonly problem: string }> | undefined,
  partitions: number,
): LogAudit {
  if (log === undefined) return { lost: [], torn: [], visibleAborted: [], duplicated: [], unexpected: 0 };
  const seen = new Map<number, number[]>();
  for (const { transaction, partition } of log) {
    seen.set(transaction, [...(seen.get(transaction) ?? []), partition]);
  }
  const known = [...endings].map(([transaction, ending]) => {
    const found = seen.get(transaction) ?? [];
    return { transaction, ending, records: found.length, in: new Set(found).size };
  });
  const numbers = (wanted: (entry: (typeof known)[number]) => boolean): readonly number[] =>
    known.filter(wanted).map(({ transaction }) => transaction);
  return {
    lost: numbers((entry) => entry.ending.state === 'committed' && entry.in === 0),
    torn: numbers((entry) => entry.in > 0 && entry.in < partitions),
    visibleAborted: numbers(({ ending, records }) => {
      const neverAsked = ending.commitAskedMs === undefined;
      return neverAsked && records > 0;
    }),
    duplicated: numbers((entry) => entry.records > entry.in),
    unexpected: log.filter(({ transaction }) => !endings.has(transaction)).length,
  };
}

function placeOf({
  transaction,
  partition,
  offset,
}: {
  readonly transaction: number;
  readonly partition: number;
  readonly offset: number;
}): string {
  return `${transaction}:${partition}:${offset}`;
}

function inOrder(numbers: Iterable<number>): readonly number[] {
  return [...new Set(numbers)].toSorted((a, b) => a - b);
}

/** How many transactions a finding names. */
const named = 5;

/** What became of the writer's transactions. */
export const transactionAuditor: Auditor<{
  readonly input: VerdictInput;
  readonly transactions?: TransactionVerdict | undefined;
}> = {
  of: 'transactions',
  findings: ({ transactions, input }) =>
    transactions === undefined ? [] : transactionFindings(transactions, input),
};

/** Every finding about transactions; damage of a kind that was not found is not listed. */
function transactionFindings(
  verdict: TransactionVerdict,
  { history, transactionsReadBack: readBack }: VerdictInput,
): readonly Finding[] {
  const { committed, aborted, unknown, unexpected } = verdict;
  const counts = `${committed} transactions committed, ${aborted} aborted`;
  const open = unknown === 0 ? '' : `; the end of ${unknown} is not known, which may be either`;
  if (readBack === undefined || 'problem' in readBack) {
    const reason = readBack?.problem ?? 'they were not read back';
    const text = `nothing is known of what became of ${counts}${open}: ${reason}`;
    return [broken('transactions-read-back', text)];
  }
  const [not, but] =
    history.settings.uncleanElection === true ? [uncleanAllows, 'but '] : ['NOT allowed', ''];
  const damage = [
    damaged('transactions-lost', verdict.lost, `committed and not there: ${not}`),
    damaged(
      'transactions-torn',
      verdict.torn,
      `there in part: ${not}, ${but}a transaction is all or nothing`,
    ),
    damaged('transactions-visible', verdict.visibleAborted, 'visible without a commit: NOT allowed'),
    damaged(
      'transactions-read-early',
      verdict.readEarly,
      'read before the commit was asked for: NOT allowed',
    ),
    damaged('transactions-gone', verdict.gone, `read as committed and gone: ${not}`),
    damaged(
      'transactions-duplicated',
      verdict.duplicated,
      'there more than once: NOT allowed, a transactional producer is idempotent',
    ),
    ...(unexpected === 0
      ? []
      : [broken('transactions-unexpected', `${unexpected} records of no transaction of the writer`)]),
  ].flat();
  const whole = damage.length === 0 ? ': each whole or not there at all' : '';
  const paused = `longest pause ${Math.round(verdict.longestPauseMs)} ms`;
  return [
    { code: 'transactions-committed', ok: committed > 0, text: `${counts}${open}${whole}; ${paused}` },
    ...damage,
  ];
}

function damaged(code: FindingCode, numbers: readonly number[], what: string): readonly Finding[] {
  if (numbers.length === 0) return [];
  const some = numbers.slice(0, named).join(', ');
  const more = numbers.length > named ? `, … (${numbers.length} in all)` : '';
  const noun = numbers.length === 1 ? 'transaction' : 'transactions';
  return [broken(code, `${noun} ${some}${more} ${what}`)];
}
