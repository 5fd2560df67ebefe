/** One promise that was looked at: what every part of a verdict ends in. */
import type { GroupFindingCode } from './auditors/group-findings.ts';
import type { TransactionFindingCode } from './auditors/transaction-findings.ts';

/** One promise that was looked at; `Code` says what it is about, as a word that scripts can match. */
export interface FindingOf<Code extends string> {
  readonly code: Code;
  /** True when it was kept. False when it was broken, and where `unknown` says that nobody can tell. */
  readonly ok: boolean;
  /** True when nobody can tell: what was recorded or read back lacks it, or somebody else had a hand in it; never with `ok`. @default false */
  readonly unknown?: boolean;
  /** `2 duplicates: allowed without idempotence`. */
  readonly text: string;
}

/** What a finding is about; a word that scripts can match. */
export type FindingCode =
  | 'lost'
  | 'duplicated'
  | 'out-of-order'
  | 'unexpected'
  | 'seen-then-gone'
  | 'read-back'
  | 'writes-during-fault'
  | 'reads-during-fault'
  | 'writes-after'
  | 'reads-after'
  | 'new-leader'
  | 'full-isr'
  | 'under-replicated'
  | 'preferred-leader'
  | 'expect'
  | 'not-reached'
  | 'left'
  | 'interrupted'
  | 'recording'
  | 'client-problem'
  | 'incident'
  | 'services'
  | GroupFindingCode
  | TransactionFindingCode;

/** One promise that was looked at. */
export type Finding = FindingOf<FindingCode>;
