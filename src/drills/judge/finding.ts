/** One promise that was looked at: what every part of a verdict ends in. */

/** What a finding is about; a word that scripts can match. */
export type FindingCode =
  | 'lost'
  | 'duplicated'
  | 'out-of-order'
  | 'unexpected'
  | 'seen-then-gone'
  | 'read-back'
  | 'fault'
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
  | 'auditor'
  | 'client-problem'
  | 'incident'
  | 'came-back'
  | 'services'
  | 'certificate'
  | 'certificate-ended'
  | 'connections-kept'
  | 'replication'
  | 'start-refused'
  | 'refused'
  | 'group-skipped'
  | 'group-delivered-again'
  | 'group-out-of-order'
  | 'group-gone'
  | 'group-behind'
  | 'group-standstill'
  | 'group-member'
  | 'transactions-committed'
  | 'transactions-read-back'
  | 'transactions-lost'
  | 'transactions-torn'
  | 'transactions-visible'
  | 'transactions-read-early'
  | 'transactions-gone'
  | 'transactions-duplicated'
  | 'transactions-unexpected';

/** One promise that was looked at. */
export interface Finding {
  readonly code: FindingCode;
  /** True when it was kept. False when it was broken, and where `unknown` says that nobody can tell. */
  readonly ok: boolean;
  /** True when nobody can tell: what was recorded or read back lacks it, or somebody else had a hand in it; never with `ok`. @default false */
  readonly unknown?: boolean;
  /** `2 duplicates: allowed without idempotence`. */
  readonly text: string;
}

/** A promise that was kept. */
export function kept(code: FindingCode, text: string): Finding {
  return { code, ok: true, text };
}

/** A promise that was broken. */
export function broken(code: FindingCode, text: string): Finding {
  return { code, ok: false, text };
}

/** A promise of which nobody can tell. */
export function unknown(code: FindingCode, text: string): Finding {
  return { code, ok: false, unknown: true, text };
}
