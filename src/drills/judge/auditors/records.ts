/** Compares what was acknowledged with what is in the log: the heart of a drill's verdict. */
import type { HistoryEvent, ReadBackRecord } from '../../record/history.ts';
import { keyOf } from '../../record/probe-record.ts';

/** What became of one partition's records. */
export interface RecordAudit {
  /** Records that a prober tried to write. */
  readonly attempted: number;
  readonly acknowledged: number;
  /** Never acknowledged, but a try may have reached the log: may be there or not. */
  readonly unknown: number;
  /** Never acknowledged, and every try was refused for certain. */
  readonly failed: number;
  /** Acknowledged, but not in the log: their sequence numbers. */
  readonly lost: readonly number[];
  /** Copies beyond the first one, of all records. */
  readonly duplicated: number;
  /** Records whose first copy comes after a record that was written later. */
  readonly outOfOrder: number;
  /** In the log, though no prober wrote it, not with this key, or every try was refused. */
  readonly unexpected: number;
}

/**
 * Audits one partition.
 * A second copy that comes late counts as duplicated only: whoever skips duplicates sees the right order.
 * @param events of this partition only. @param readBack of this partition only, in the order of offsets.
 */
export function auditRecords(
  events: readonly HistoryEvent[],
  readBack: readonly ReadBackRecord[],
): RecordAudit {
  const attempted = new Set<number>();
  const acknowledged = new Set<number>();
  const mayBeDone = new Set<number>();
  for (const event of events) {
    if (event.type === 'attempt') attempted.add(event.sequence);
    if (event.type === 'ack') acknowledged.add(event.sequence);
    if (event.type === 'error' && event.mayBeDone) mayBeDone.add(event.sequence);
  }
  const open = [...attempted].filter((sequence) => !acknowledged.has(sequence));
  const unknown = open.filter((sequence) => mayBeDone.has(sequence)).length;
  const seen = new Set<number>();
  const audit = { duplicated: 0, outOfOrder: 0, unexpected: 0 };
  let highest = -1;
  for (const { partition, sequence, key } of readBack) {
    const written = acknowledged.has(sequence) || mayBeDone.has(sequence);
    if (!written || key !== keyOf(partition, sequence)) audit.unexpected += 1;
    // What nobody wrote has no place in the order of what was written.
    if (!written) continue;
    if (seen.has(sequence)) audit.duplicated += 1;
    else if (sequence < highest) audit.outOfOrder += 1;
    seen.add(sequence);
    highest = Math.max(highest, sequence);
  }
  return {
    attempted: attempted.size,
    acknowledged: acknowledged.size,
    unknown,
    failed: open.length - unknown,
    lost: [...acknowledged].filter((sequence) => !seen.has(sequence)).toSorted((a, b) => a - b),
    ...audit,
  };
}
