/** What became of records, held against what acks, min.insync.replicas and idempotence promise. */
import type { Evidence } from '../evidence.ts';
import type { Finding } from '../finding.ts';
import type { DrillSettings } from '../../record/history.ts';
import { counted, uncleanAllows } from '../words.ts';

/** Totals of a log that was read back. */
interface KnownTotals {
  readonly acknowledged: number;
  readonly lost: number;
  readonly duplicated: number;
  readonly outOfOrder: number;
  readonly unexpected: number;
  readonly seenThenGone: number;
}

/** Findings on what was written, read and found in the end. */
export function recordFindings({ input, totals }: Evidence): readonly Finding[] {
  const { settings } = input.history;
  if ('problem' in input.readBack) {
    const text = `nothing is known of ${totals.acknowledged} acknowledged records: ${input.readBack.problem}`;
    return [{ code: 'read-back', ok: false, unknown: true, text }];
  }
  const known: KnownTotals = {
    acknowledged: totals.acknowledged,
    lost: totals.lost ?? 0,
    duplicated: totals.duplicated ?? 0,
    outOfOrder: totals.outOfOrder ?? 0,
    unexpected: totals.unexpected ?? 0,
    seenThenGone: totals.seenThenGone ?? 0,
  };
  return [
    lossFinding(settings, known),
    duplicateFinding(settings, known),
    orderFinding(known),
    goneFinding(settings, known),
    ...unexpectedFindings(known),
  ];
}

function lossFinding(settings: DrillSettings, { lost, acknowledged }: KnownTotals): Finding {
  if (lost === 0) return { code: 'lost', ok: true, text: `0 of ${acknowledged} acknowledged records lost` };
  const text = `${lost} lost of ${acknowledged} acknowledged records: ${lossReason(settings)}`;
  return { code: 'lost', ok: false, text };
}

function lossReason({ acks, minInSyncReplicas, uncleanElection, removedBy }: DrillSettings): string {
  if (removedBy !== undefined) {
    return `${removedBy.join(' and ')} lets brokers remove them, so it is not known which were lost`;
  }
  const gaps = [
    ...(acks === 1 ? ["acks=1 promises no more than the leader's own copy"] : []),
    ...(uncleanElection ? [uncleanAllows] : []),
  ];
  return gaps.length === 0
    ? `NOT allowed with acks=all, min ISR ${minInSyncReplicas}`
    : `${gaps.join(', and ')}, but acknowledged is acknowledged`;
}

function duplicateFinding({ idempotent }: DrillSettings, { duplicated }: KnownTotals): Finding {
  if (duplicated === 0) return { code: 'duplicated', ok: true, text: '0 duplicates' };
  const why = idempotent ? 'NOT allowed with an idempotent producer' : 'allowed without idempotence';
  return { code: 'duplicated', ok: !idempotent, text: `${counted(duplicated, 'duplicate')}: ${why}` };
}

function orderFinding({ outOfOrder }: KnownTotals): Finding {
  const ok = outOfOrder === 0;
  const text = `${outOfOrder} out of order${ok ? '' : ': NOT allowed with one record under way per partition'}`;
  return { code: 'out-of-order', ok, text };
}

function goneFinding({ uncleanElection, removedBy }: DrillSettings, { seenThenGone }: KnownTotals): Finding {
  const ok = seenThenGone === 0;
  if (ok) return { code: 'seen-then-gone', ok, text: 'what readers were given is still there' };
  const why = removedBy
    ? `${removedBy.join(' and ')} lets brokers remove them`
    : uncleanElection
      ? `${uncleanAllows}, but what was read was relied on`
      : 'NOT allowed: only records that every copy in sync has are given to readers';
  const text = `${counted(seenThenGone, 'record')} read and then gone: ${why}`;
  return { code: 'seen-then-gone', ok, text };
}

function unexpectedFindings({ unexpected }: KnownTotals): Finding[] {
  if (unexpected === 0) return [];
  const text = `${unexpected} read back that were refused or never written`;
  return [{ code: 'unexpected', ok: false, text }];
}
