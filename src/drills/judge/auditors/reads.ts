/** Compares what readers were given while the drill ran with what the log holds in the end. */
import type { HistoryEvent, ReadBackRecord } from '../../record/history.ts';

/** What became of one partition's reads. */
export interface ReadAudit {
  /** Fetches that a leader has answered. */
  readonly answered: number;
  /** Fetches that failed. */
  readonly failed: number;
  /** Different places of records that a reader was given. */
  readonly seen: number;
  /** Of those the ones where the log holds nothing in the end, or another record; null where nobody knows what it holds. */
  readonly gone: readonly SeenRecord[] | null;
}

/** A record as a reader was given it. */
export interface SeenRecord {
  readonly offset: number;
  readonly sequence: number;
}

/**
 * Audits one partition. A place that showed two records in turn counts once: one of them is gone.
 * @param events of this partition only. @param readBack of this partition only; undefined when nothing is known of it.
 */
export function auditReads(
  events: readonly HistoryEvent[],
  readBack: readonly ReadBackRecord[] | undefined,
): ReadAudit {
  const log = new Map(readBack?.map(({ offset, sequence }) => [offset, sequence]));
  const seen = new Set<number>();
  const gone = new Map<number, SeenRecord>();
  let [answered, failed] = [0, 0];
  for (const event of events) {
    if (event.type === 'read-error') failed += 1;
    if (event.type !== 'read') continue;
    answered += 1;
    for (const [offset, sequence] of event.records) {
      seen.add(offset);
      if (readBack !== undefined && log.get(offset) !== sequence) gone.set(offset, { offset, sequence });
    }
  }
  return {
    answered,
    failed,
    seen: seen.size,
    gone: readBack === undefined ? null : [...gone.values()].toSorted((a, b) => a.offset - b.offset),
  };
}
