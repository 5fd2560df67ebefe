/** Judges a drill from its history and what was read back: pure, so that recorded damage can prove it right. */
import { auditRecords } from './auditors/records.ts';
import { clusterChanges, type ClusterChanges } from '../record/cluster-changes.ts';
import type { PartitionVerdict, RecordTotals, VerdictInput } from './evidence.ts';
import { inOrderOfTime } from '../record/event-order.ts';
import { faultEffect, newestView } from './fault-effects.ts';
import { faultGroups, faultSpans, type FaultGroup, type FaultSpan } from '../record/fault-spans.ts';
import type { Finding } from './finding.ts';
import { findings } from './findings.ts';
import { auditGroup, type GroupVerdict } from './auditors/group.ts';
import type { DrillSettings, HistoryEvent, ReadBackRecord } from '../record/history.ts';
import { measureLoad, type Load } from './load.ts';
import { incidentsOf, type Incident } from '../record/incidents.ts';
import { measureDrill } from './measure-drill.ts';
import type { DrillMeasures } from './measures.ts';
import type { Expectation } from '../plan/expectation.ts';
import { holesOf } from './integrity.ts';
import { auditReads } from './auditors/reads.ts';
import { auditTransactions, type TransactionVerdict } from './auditors/transactions.ts';
import { measureUnderReplicated, type UnderReplicated } from './auditors/under-replicated.ts';
import { findWindows, measureCalm, readProbes, trafficEnd, writeProbes, type Probes } from './windows.ts';

export type { PartitionVerdict, RecordTotals, VerdictInput } from './evidence.ts';
export type { Finding, FindingCode } from './finding.ts';

/** What a drill proved. */
export interface Verdict {
  /** True when every promise was kept. */
  readonly passed: boolean;
  /** `broken` where one was broken for certain; `unknown` where none was, and not all of them are known to be kept. */
  readonly outcome: 'held' | 'broken' | 'unknown';
  readonly settings: DrillSettings;
  readonly expectation: Expectation;
  readonly faults: readonly FaultSpan[];
  readonly partitions: readonly PartitionVerdict[];
  /** Sums over all partitions. */
  readonly totals: RecordTotals;
  /** The load that was asked for, and the load that was reached. */
  readonly load: Load;
  /** What the drill showed of its consumer group. @default it had none */
  readonly group?: GroupVerdict;
  /** What the drill showed of its transactions. @default it had none */
  readonly transactions?: TransactionVerdict;
  /** The cluster's own count of under-replicated partitions. @default the recording has no metrics of the brokers */
  readonly underReplicated?: UnderReplicated;
  /** What changed for the whole cluster. */
  readonly changes: ClusterChanges;
  /** What happened and was not the drill's doing, in order. @default nothing */
  readonly incidents?: readonly Incident[];
  /** The numbers that sum it up. */
  readonly measures: DrillMeasures;
  /** Every promise that was looked at, kept or broken. */
  readonly findings: readonly Finding[];
}

/** Judges. What is left of a recording with holes proves neither loss nor its absence, so nothing is made of its log. */
export function judge(asRecorded: VerdictInput): Verdict {
  const { history } = asRecorded;
  const recorded = { ...asRecorded, history: { ...history, events: inOrderOfTime(history.events) } };
  const holes = holesOf(recorded);
  const input: VerdictInput = holes.length === 0 ? recorded : withoutLog(recorded, holes);
  const { settings, events } = input.history;
  const faults = faultSpans(events);
  const groups = faultGroups(faults);
  const readBack = 'problem' in input.readBack ? undefined : input.readBack;
  const end = trafficEnd(events);
  const partitions = Array.from({ length: settings.partitions }, (_, partition) =>
    judgePartition({
      end,
      partition,
      settings,
      groups,
      // Every broker's coming and going decides whose views count.
      events: events.filter((event) => !('partition' in event) || event.partition === partition),
      readBack: readBack
        ?.filter((record) => record.partition === partition)
        .toSorted((a, b) => a.offset - b.offset),
    }),
  );
  const totals = sum(partitions);
  const group = auditGroup(input.history, input.topology, readBack);
  const transactions = auditTransactions(input.history, input.transactionsReadBack);
  const changes = clusterChanges(events);
  const incidents = incidentsOf(events);
  const underReplicated = measureUnderReplicated(input.underReplicated ?? [], faults);
  const load = measureLoad(settings, events);
  const evidence = {
    load,
    input,
    faults,
    groups,
    partitions,
    totals,
    changes,
    incidents,
    group,
    transactions,
    underReplicated,
  };
  const measures = measureDrill(evidence);
  const found = findings({ ...evidence, measures });
  return {
    passed: found.every(({ ok }) => ok),
    outcome: outcomeOf(found),
    settings,
    expectation: input.expectation,
    faults,
    partitions,
    totals,
    load,
    changes,
    ...(incidents.length > 0 && { incidents }),
    ...(group !== undefined && { group }),
    ...(transactions !== undefined && { transactions }),
    ...(underReplicated !== undefined && { underReplicated }),
    measures,
    findings: found,
  };
}

/** What one partition is judged by. */
interface PartitionEvidence {
  readonly partition: number;
  readonly settings: DrillSettings;
  readonly end: ReturnType<typeof trafficEnd>;
  readonly groups: readonly FaultGroup[];
  /** Of this partition, and of no partition at all. */
  readonly events: readonly HistoryEvent[];
  /** Of this partition, in the order of offsets; undefined when nothing is known. */
  readonly readBack: readonly ReadBackRecord[] | undefined;
}

function judgePartition({
  partition,
  settings,
  end,
  groups,
  events,
  readBack,
}: PartitionEvidence): PartitionVerdict {
  const firstFaultMs = groups[0]?.startMs ?? Infinity;
  const calmOf = ({ successes }: Probes): ReturnType<typeof measureCalm> =>
    measureCalm(
      successes.filter(({ atMs }) => atMs < firstFaultMs),
      settings.intervalMs,
    );
  const [writes, reads] = [writeProbes(events, end.writesMs), readProbes(events, end.readsMs)];
  const [calmWrites, calmReads] = [calmOf(writes), calmOf(reads)];
  const views = events.filter((event) => event.type === 'view');
  const records = auditRecords(events, readBack ?? []);
  const readAudit = auditReads(events, readBack);
  const { replicationFactor } = settings;
  return {
    partition,
    unavailable: findWindows(writes, calmWrites),
    gapThresholdMs: calmWrites.gapThresholdMs,
    unreadable: findWindows(reads, calmReads),
    readGapThresholdMs: calmReads.gapThresholdMs,
    effects: groups.flatMap((group) =>
      group.spans.map((span) => faultEffect({ events, partition, span, group, replicationFactor })),
    ),
    preferredLeader: views.find(({ leader }) => leader >= 0)?.leader ?? -1,
    lastLeader: newestView(views)?.leader ?? -1,
    records: readBack === undefined ? { ...records, ...unread } : records,
    reads: readBack === undefined ? { ...readAudit, gone: null } : readAudit,
  };
}

/** What nobody knows without the log. */
const unread = { lost: null, duplicated: null, outOfOrder: null, unexpected: null } as const;

function withoutLog(input: VerdictInput, holes: readonly string[]): VerdictInput {
  const problem = 'the recording is not whole';
  return {
    ...input,
    holes,
    readBack: { problem },
    ...(input.transactionsReadBack !== undefined && { transactionsReadBack: { problem } }),
  };
}

function outcomeOf(found: readonly Finding[]): Verdict['outcome'] {
  const failed = found.filter(({ ok }) => !ok);
  if (failed.length === 0) return 'held';
  return failed.every(({ unknown = false }) => unknown) ? 'unknown' : 'broken';
}

function sum(partitions: readonly PartitionVerdict[]): RecordTotals {
  const total = (count: (partition: PartitionVerdict) => number): number =>
    partitions.reduce((all, partition) => all + count(partition), 0);
  const totalIfKnown = (count: (partition: PartitionVerdict) => number | null | undefined): number | null =>
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
