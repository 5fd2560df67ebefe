/** Judges a drill from its history and what was read back: pure, so that recorded damage can prove it right. */
import { auditRecords, type RecordAudit } from './audit.ts';
import type { PartitionVerdict, RecordTotals, VerdictInput } from './evidence.ts';
import { faultEffect, faultSpans, type FaultSpan } from './fault-effects.ts';
import { findings, type Finding } from './findings.ts';
import type { DrillSettings, History, HistoryEvent, ReadBackRecord } from './history.ts';
import type { Expectation } from './promises.ts';
import { findWindows, measureCalm } from './windows.ts';

export type { PartitionVerdict, RecordTotals, VerdictInput } from './evidence.ts';
export type { Finding, FindingCode } from './findings.ts';

/** What a drill proved. */
export interface Verdict {
  readonly passed: boolean;
  readonly settings: DrillSettings;
  readonly expectation: Expectation;
  readonly faults: readonly FaultSpan[];
  readonly partitions: readonly PartitionVerdict[];
  /** Sums over all partitions. */
  readonly totals: RecordTotals;
  /** Every promise that was looked at, kept or broken. */
  readonly findings: readonly Finding[];
}

/** Judges. */
export function judge(input: VerdictInput): Verdict {
  const { settings, events } = input.history;
  const faults = faultSpans(events);
  const readBack = 'problem' in input.readBack ? undefined : input.readBack;
  const partitions = Array.from({ length: settings.partitions }, (_, partition) =>
    judgePartition(partition, input.history, faults, readBack),
  );
  const totals = sum(partitions.map(({ records }) => records));
  const found = findings({ input, faults, partitions, totals });
  return {
    passed: found.every(({ ok }) => ok),
    settings,
    expectation: input.expectation,
    faults,
    partitions,
    totals,
    findings: found,
  };
}

function judgePartition(
  partition: number,
  { events, settings }: History,
  faults: readonly FaultSpan[],
  readBack: readonly ReadBackRecord[] | undefined,
): PartitionVerdict {
  const own = events.filter((event) => isTraffic(event) && event.partition === partition);
  const firstFaultMs = faults[0]?.startMs ?? Infinity;
  const calm = measureCalm(
    own.filter((event) => event.type === 'ack').filter(({ atMs }) => atMs < firstFaultMs),
    settings.intervalMs,
  );
  const copies = readBack
    ?.filter((record) => record.partition === partition)
    .toSorted((a, b) => a.offset - b.offset);
  const records = auditRecords(own, copies ?? []);
  return {
    partition,
    unavailable: findWindows(own, calm),
    gapThresholdMs: calm.gapThresholdMs,
    effects: faults.map((span) => faultEffect(events, partition, span, settings.replicationFactor)),
    // Without a read-back nothing is known to be lost; the findings say that nothing is known at all.
    records: copies === undefined ? { ...records, lost: [] } : records,
  };
}

function isTraffic(
  event: HistoryEvent,
): event is Extract<HistoryEvent, { type: 'attempt' | 'ack' | 'error' }> {
  return event.type === 'attempt' || event.type === 'ack' || event.type === 'error';
}

function sum(audits: readonly RecordAudit[]): RecordTotals {
  const total = (count: (audit: RecordAudit) => number): number =>
    audits.reduce((all, audit) => all + count(audit), 0);
  return {
    attempted: total(({ attempted }) => attempted),
    acknowledged: total(({ acknowledged }) => acknowledged),
    unknown: total(({ unknown }) => unknown),
    failed: total(({ failed }) => failed),
    lost: total(({ lost }) => lost.length),
    duplicated: total(({ duplicated }) => duplicated),
    outOfOrder: total(({ outOfOrder }) => outOfOrder),
    unexpected: total(({ unexpected }) => unexpected),
  };
}
