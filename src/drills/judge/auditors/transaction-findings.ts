/** Holds what became of a drill's transactions against what Kafka promises: whole or not at all, and only after the commit. */
import type { VerdictInput } from '../evidence.ts';
import type { FindingOf } from '../finding.ts';
import { uncleanAllows } from '../words.ts';
import type { TransactionVerdict } from './transactions.ts';

/** What a finding about transactions is about. */
export type TransactionFindingCode =
  | 'transactions-committed'
  | 'transactions-read-back'
  | 'transactions-lost'
  | 'transactions-torn'
  | 'transactions-visible'
  | 'transactions-read-early'
  | 'transactions-gone'
  | 'transactions-duplicated'
  | 'transactions-unexpected';

/** How many transactions a finding names. */
const named = 5;

/** Every finding about transactions; damage of a kind that was not found is not listed. */
export function transactionFindings(
  verdict: TransactionVerdict,
  { history, transactionsReadBack: readBack }: Pick<VerdictInput, 'history' | 'transactionsReadBack'>,
): readonly FindingOf<TransactionFindingCode>[] {
  const { committed, aborted, unknown, unexpected } = verdict;
  const counts = `${committed} transactions committed, ${aborted} aborted`;
  const open = unknown === 0 ? '' : `; the end of ${unknown} is not known, which may be either`;
  if (readBack === undefined || 'problem' in readBack) {
    const reason = readBack?.problem ?? 'they were not read back';
    const text = `nothing is known of what became of ${counts}${open}: ${reason}`;
    return [{ code: 'transactions-read-back', ok: false, text }];
  }
  const [not, but] =
    history.settings.uncleanElection === true ? [uncleanAllows, 'but '] : ['NOT allowed', ''];
  const damage = [
    broken('transactions-lost', verdict.lost, `committed and not there: ${not}`),
    broken('transactions-torn', verdict.torn, `there in part: ${not}, ${but}a transaction is all or nothing`),
    broken('transactions-visible', verdict.visibleAborted, 'visible without a commit: NOT allowed'),
    broken('transactions-read-early', verdict.readEarly, 'read before the commit was asked for: NOT allowed'),
    broken('transactions-gone', verdict.gone, `read as committed and gone: ${not}`),
    broken(
      'transactions-duplicated',
      verdict.duplicated,
      'there more than once: NOT allowed, a transactional producer is idempotent',
    ),
    ...(unexpected === 0
      ? []
      : [
          {
            code: 'transactions-unexpected' as const,
            ok: false,
            text: `${unexpected} records of no transaction of the writer`,
          },
        ]),
  ].flat();
  const whole = damage.length === 0 ? ': each whole or not there at all' : '';
  const paused = `longest pause ${Math.round(verdict.longestPauseMs)} ms`;
  return [
    { code: 'transactions-committed', ok: committed > 0, text: `${counts}${open}${whole}; ${paused}` },
    ...damage,
  ];
}

function broken(
  code: TransactionFindingCode,
  numbers: readonly number[],
  what: string,
): readonly FindingOf<TransactionFindingCode>[] {
  if (numbers.length === 0) return [];
  const some = numbers.slice(0, named).join(', ');
  const more = numbers.length > named ? `, … (${numbers.length} in all)` : '';
  const noun = numbers.length === 1 ? 'transaction' : 'transactions';
  return [{ code, ok: false, text: `${noun} ${some}${more} ${what}` }];
}
