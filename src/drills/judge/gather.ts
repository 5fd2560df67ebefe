/** Reads out of a recording what its auditors judge: each part by itself, so that one that breaks leaves the others. */
import { clusterChanges } from '../record/cluster-changes.ts';
import { inOrderOfTime } from '../record/event-order.ts';
import type { HistoryEvent, ReadBackRecord } from '../record/history.ts';
import { incidentsOf } from '../record/incidents.ts';
import type { VerdictInput } from '../record/recording.ts';
import type { Audit } from './auditor.ts';
import { unhitFaults } from './auditors/bite.ts';
import type { PartitionVerdict } from './auditors/evidence.ts';
import { auditGroup } from './auditors/group.ts';
import { measureDrill, noMeasures, type MeasuredEvidence } from './auditors/measures.ts';
import { auditReads } from './auditors/reads.ts';
import { auditRecords, totalsOf } from './auditors/records.ts';
import { auditTransactions } from './auditors/transactions.ts';
import { measureUnderReplicated } from './auditors/under-replicated.ts';
import { vainWaits } from './auditors/vain-waits.ts';
import { faultEffect, faultGroups, faultSpans, newestView, type FaultGroup } from './fault-spans.ts';
import { holesOf } from './integrity.ts';
import { measureLoad } from './load.ts';
import { findWindows, measureCalm, readProbes, trafficEnd, writeProbes, type Probes } from './windows.ts';

/** All that the recording shows. */
export function gather(recorded: VerdictInput, audit: Audit): MeasuredEvidence {
  const input = readable(recorded, audit);
  const { history, topology } = input;
  const { settings, events } = history;
  const faults = audit.attempt('faults', () => faultSpans(events), []);
  const groups = audit.attempt('faults', () => faultGroups(faults, events), []);
  const readBack = 'problem' in input.readBack ? undefined : input.readBack;
  const end = audit.attempt('traffic', () => trafficEnd(events), { writesMs: 0, readsMs: 0 });
  const partitions = Array.from({ length: settings.partitions }, (_, partition) =>
    judgePartition({
      audit,
      end,
      partition,
      input,
      groups,
      // Every broker's coming and going decides whose views count.
      events: events.filter((event) => !('partition' in event) || event.partition === partition),
      readBack: readBack
        ?.filter((record) => record.partition === partition)
        .toSorted((a, b) => a.offset - b.offset),
    }),
  );
  const incidents = audit.attempt('incidents', () => incidentsOf(events), []);
  const evidence = {
    input,
    faults,
    groups,
    partitions,
    totals: totalsOf(partitions),
    load: audit.attempt('load', () => measureLoad(settings, events), measureLoad(settings, [])),
    incidents,
    changes: audit.attempt('the controller and fencing', () => clusterChanges(events), {
      controllers: [],
      fenced: [],
    }),
    unhit: audit.attempt('faults', () => unhitFaults(input, faults, incidents), []),
    waits: audit.attempt('waits', () => vainWaits(input), []),
    group: audit.attempt('the consumer group', () => auditGroup(history, topology, readBack), undefined),
    transactions: audit.attempt(
      'transactions',
      () => auditTransactions(history, input.transactionsReadBack),
      undefined,
    ),
    underReplicated: audit.attempt(
      'under-replicated partitions',
      () => measureUnderReplicated(input.underReplicated ?? [], faults),
      undefined,
    ),
  };
  return { ...evidence, measures: audit.attempt('measures', () => measureDrill(evidence), noMeasures) };
}

/** The recording in the order of its times; where it has holes without its log, of which nothing can be made then. */
function readable(recorded: VerdictInput, audit: Audit): VerdictInput {
  const { history } = recorded;
  const inOrder = { ...recorded, history: { ...history, events: inOrderOfTime(history.events) } };
  const holes = audit.attempt('the recording', () => holesOf(inOrder), []);
  if (holes.length === 0) return inOrder;
  const problem = 'the recording is not whole';
  return {
    ...inOrder,
    holes,
    readBack: { problem },
    ...(recorded.transactionsReadBack !== undefined && { transactionsReadBack: { problem } }),
    ...(recorded.subjects !== undefined && {
      subjects: recorded.subjects.map((subject) => ({ ...subject, readBack: { problem } })),
    }),
  };
}

/** What one partition is judged by. */
interface PartitionEvidence {
  readonly audit: Audit;
  readonly partition: number;
  readonly input: VerdictInput;
  readonly end: ReturnType<typeof trafficEnd>;
  readonly groups: readonly FaultGroup[];
  /** Of this partition, and of no partition at all. */
  readonly events: readonly HistoryEvent[];
  /** Of this partition, in the order of offsets; undefined when nothing is known. */
  readonly readBack: readonly ReadBackRecord[] | undefined;
}

function judgePartition(own: PartitionEvidence): PartitionVerdict {
  const { audit, partition, input, end, groups, events, readBack } = own;
  const { replicationFactor } = input.history.settings;
  const attempt = <Result>(what: string, work: () => Result, otherwise: Result): Result =>
    audit.attempt(`${what} of partition ${partition}`, work, otherwise);
  const writes = attempt('writes', () => outages(own, writeProbes(events, end.writesMs)), noOutages);
  const reads = attempt('reads', () => outages(own, readProbes(events, end.readsMs)), noOutages);
  const views = events.filter((event) => event.type === 'view');
  return {
    partition,
    unavailable: writes.windows,
    gapThresholdMs: writes.gapThresholdMs,
    unreadable: reads.windows,
    readGapThresholdMs: reads.gapThresholdMs,
    effects: attempt(
      'leaders and copies',
      () =>
        groups.flatMap((group) =>
          group.spans.map((span) => faultEffect({ events, partition, span, group, replicationFactor })),
        ),
      [],
    ),
    preferredLeader: views.find(({ leader }) => leader >= 0)?.leader ?? -1,
    lastLeader: newestView(views)?.leader ?? -1,
    records: attempt('records', () => auditRecords(events, readBack), auditRecords([], readBack && [])),
    reads: attempt(
      'records that were read',
      () => auditReads(events, readBack),
      auditReads([], readBack && []),
    ),
  };
}

const noOutages = { windows: [], gapThresholdMs: 0 } as const;

/** Times without an answer, by what is calm before the first fault. */
function outages(
  { input, groups }: PartitionEvidence,
  probes: Probes,
): { readonly windows: PartitionVerdict['unavailable']; readonly gapThresholdMs: number } {
  const firstFaultMs = groups[0]?.startMs ?? Infinity;
  const calm = measureCalm(
    probes.successes.filter(({ atMs }) => atMs < firstFaultMs),
    input.history.settings.intervalMs,
  );
  return { windows: findWindows(probes, calm), gapThresholdMs: calm.gapThresholdMs };
}
