/** Compares what was acknowledged with what is in the log, against what acks, min.insync.replicas and idempotence promise. */
import type { DrillSettings } from '../../plan/settings.ts';
import type { HistoryEvent, ReadBackRecord } from '../../record/history.ts';
import { keyOf } from '../../record/probe-record.ts';
import type { VerdictInput } from '../../record/recording.ts';
import type { Auditor } from '../auditor.ts';
import { broken, kept, unknown as nobodyKnows, type Finding } from '../finding.ts';
import { counted } from '../../../words.ts';
import { despitePowerLoss, powerLossReason } from '../power-loss.ts';
import { uncleanAllows } from '../words.ts';
import type { ReadAudit } from './reads.ts';

/** What became of one partition's records; null is what nobody can tell without the log, which is not the same as none. */
export interface RecordAudit {
  /** Records that a prober tried to write. */
  readonly attempted: number;
  readonly acknowledged: number;
  /** Never acknowledged, but a try may have reached the log: may be there or not. */
  readonly unknown: number;
  /** Never acknowledged, and every try was refused for certain. */
  readonly failed: number;
  /** Acknowledged, but not in the log: their sequence numbers. */
  readonly lost: readonly number[] | null;
  /** Copies beyond the first one, of all records. */
  readonly duplicated: number | null;
  /** Records whose first copy comes after a record that was written later. */
  readonly outOfOrder: number | null;
  /** In the log, though no prober wrote it, not with this key, or every try was refused. */
  readonly unexpected: number | null;
}

/**
 * Audits one partition.
 * A second copy that comes late counts as duplicated only: whoever skips duplicates sees the right order.
 * @param events of this partition only. @param readBack of this partition only, in the order of offsets; undefined when nothing is known of it.
 */
export function auditRecords(
  events: readonly HistoryEvent[],
  readBack: readonly ReadBackRecord[] | undefined,
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
  const counts = {
    attempted: attempted.size,
    acknowledged: acknowledged.size,
    unknown,
    failed: open.length - unknown,
  };
  if (readBack === undefined) {
    return { ...counts, lost: null, duplicated: null, outOfOrder: null, unexpected: null };
  }
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
    ...counts,
    lost: [...acknowledged].filter((sequence) => !seen.has(sequence)).toSorted((a, b) => a - b),
    ...audit,
  };
}

/** Record counts of a whole topic. */
export interface RecordTotals extends Omit<RecordAudit, 'lost'> {
  readonly lost: number | null;
  /** Records that a reader was given and that the log does not have in that place. */
  readonly seenThenGone: number | null;
}

/** What is summed up of a partition. */
interface Counted {
  readonly records: RecordAudit;
  readonly reads: ReadAudit;
}

/** Sums over all partitions; null where one of them is not known. */
export function totalsOf(partitions: readonly Counted[]): RecordTotals {
  const total = (count: (partition: Counted) => number): number =>
    partitions.reduce((all, partition) => all + count(partition), 0);
  const totalIfKnown = (count: (partition: Counted) => number | null | undefined): number | null =>
    partitions.some((partition) => typeof count(partition) !== 'number')
      ? null
      : total((partition) => count(partition) ?? 0);
  return {
    attempted: total(({ records }) => records.attempted),
    acknowledged: total(({ records }) => records.acknowledged),
    unknown: total(({ records }) => records.unknown),
    failed: total(({ records }) => records.failed),
    lost: totalIfKnown(({ records }) => records.lost?.length),
    duplicated: totalIfKnown(({ records }) => records.duplicated),
    outOfOrder: totalIfKnown(({ records }) => records.outOfOrder),
    unexpected: totalIfKnown(({ records }) => records.unexpected),
    seenThenGone: totalIfKnown(({ reads }) => reads.gone?.length),
  };
}

/** Totals of a log that was read back. */
type KnownTotals = { readonly [Count in keyof RecordTotals]: number };

/** What was written, read and found in the end. */
export const recordAuditor: Auditor<{ readonly input: VerdictInput; readonly totals: RecordTotals }> = {
  of: 'records',
  findings: ({ input, totals }) => recordFindings(input, totals),
};

function recordFindings(input: VerdictInput, totals: RecordTotals): readonly Finding[] {
  const { settings, events } = input.history;
  if ('problem' in input.readBack) {
    const text = `nothing is known of ${totals.acknowledged} acknowledged records: ${input.readBack.problem}`;
    return [nobodyKnows('read-back', text)];
  }
  const known: KnownTotals = {
    ...totals,
    lost: totals.lost ?? 0,
    duplicated: totals.duplicated ?? 0,
    outOfOrder: totals.outOfOrder ?? 0,
    unexpected: totals.unexpected ?? 0,
    seenThenGone: totals.seenThenGone ?? 0,
  };
  return [
    lossFinding(settings, events, known),
    duplicateFinding(settings, known),
    orderFinding(known),
    goneFinding(settings, events, known),
    ...unexpectedFindings(known),
  ];
}

function lossFinding(
  settings: DrillSettings,
  events: readonly HistoryEvent[],
  { lost, acknowledged }: KnownTotals,
): Finding {
  if (lost === 0) {
    const despite = despitePowerLoss(events) ?? '';
    return kept('lost', `0 of ${acknowledged} acknowledged records lost${despite}`);
  }
  const why = lossReason(settings, powerLossReason(events, settings));
  return broken('lost', `${lost} lost of ${acknowledged} acknowledged records: ${why}`);
}

function lossReason(
  { acks, minInSyncReplicas, uncleanElection, removedBy }: DrillSettings,
  powerLoss: string | undefined,
): string {
  if (removedBy !== undefined) {
    return `${removedBy.join(' and ')} lets brokers remove them, so it is not known which were lost`;
  }
  const gaps = [
    ...(acks === 1 ? ["acks=1 promises no more than the leader's own copy"] : []),
    ...(uncleanElection ? [uncleanAllows] : []),
    ...(powerLoss === undefined ? [] : [powerLoss]),
  ];
  return gaps.length === 0
    ? `NOT allowed with acks=all, min ISR ${minInSyncReplicas}`
    : `${gaps.join(', and ')}, but acknowledged is acknowledged`;
}

function duplicateFinding({ idempotent }: DrillSettings, { duplicated }: KnownTotals): Finding {
  if (duplicated === 0) return kept('duplicated', '0 duplicates');
  const why = idempotent ? 'NOT allowed with an idempotent producer' : 'allowed without idempotence';
  return { code: 'duplicated', ok: !idempotent, text: `${counted(duplicated, 'duplicate')}: ${why}` };
}

function orderFinding({ outOfOrder }: KnownTotals): Finding {
  const ok = outOfOrder === 0;
  const text = `${outOfOrder} out of order${ok ? '' : ': NOT allowed with one record under way per partition'}`;
  return { code: 'out-of-order', ok, text };
}

function goneFinding(
  settings: DrillSettings,
  events: readonly HistoryEvent[],
  { seenThenGone }: KnownTotals,
): Finding {
  const { uncleanElection, removedBy } = settings;
  const ok = seenThenGone === 0;
  if (ok) return { code: 'seen-then-gone', ok, text: 'what readers were given is still there' };
  const allows = uncleanElection ? uncleanAllows : powerLossReason(events, settings);
  const why = removedBy
    ? `${removedBy.join(' and ')} lets brokers remove them`
    : allows
      ? `${allows}, but what was read was relied on`
      : 'NOT allowed: only records that every copy in sync has are given to readers';
  const text = `${counted(seenThenGone, 'record')} read and then gone: ${why}`;
  return { code: 'seen-then-gone', ok, text };
}

function unexpectedFindings({ unexpected }: KnownTotals): Finding[] {
  if (unexpected === 0) return [];
  return [broken('unexpected', `${unexpected} read back that were refused or never written`)];
}
