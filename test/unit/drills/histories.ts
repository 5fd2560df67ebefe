/** Hand-made drill histories: a clean kill-leader run of three partitions, and ways to damage it. */
import type { HistoryEvent, ReadBackRecord } from '../../../src/drills/record/history.ts';
import type { DrillSettings } from '../../../src/drills/plan/settings.ts';
import type { DrillRecording } from '../../../src/drills/record/recording.ts';
import { keyOf } from '../../../src/drills/record/probe-record.ts';
import { resolved } from '../../support/topologies.ts';

export const settings: DrillSettings = {
  topic: 'lab',
  partitions: 3,
  replicationFactor: 3,
  minInSyncReplicas: 2,
  acks: 'all',
  idempotent: false,
  intervalMs: 10,
  recordBytes: 0,
  consumers: 0,
  transactions: false,
};

export const faultMs = 2_000;
export const failoverMs = 11_000;
export const healMs = 14_000;
export const fullIsrMs = 18_000;
export const endMs = 20_000;

/** Broker 1 led partition 0; it dies, leaves the in-sync replicas, and partition 0 goes to broker 2. */
function clusterEvents(): HistoryEvent[] {
  const events: HistoryEvent[] = [];
  const isr = (atMs: number): number[] => (atMs >= failoverMs && atMs < fullIsrMs ? [2, 3] : [1, 2, 3]);
  const view = (atMs: number, seenBy: number): void => {
    for (let partition = 0; partition < 3; partition += 1) {
      const leader = partition === 0 && atMs >= failoverMs ? 2 : partition + 1;
      const leaderEpoch = partition === 0 && atMs >= failoverMs ? 1 : 0;
      events.push({ type: 'view', atMs, seenBy, partition, leader, leaderEpoch, isr: isr(atMs) });
    }
  };
  for (const seenBy of [1, 2, 3]) view(10, seenBy);
  events.push({ type: 'reach', atMs: faultMs + 20, broker: 1, answers: false });
  for (const seenBy of [2, 3]) view(failoverMs + 20 * seenBy, seenBy);
  for (const seenBy of [1, 2, 3]) view(fullIsrMs + 20 * seenBy, seenBy);
  const node = { nodeId: 'broker-1', node: 1, broker: true, fault: 'kill' } as const;
  events.push({ type: 'fault', atMs: faultMs, edge: 'start', ...node });
  events.push({ type: 'fault', atMs: faultMs + 15, edge: 'end', ...node });
  events.push({ type: 'heal', atMs: healMs, edge: 'start', ...node });
  events.push({ type: 'heal', atMs: healMs + 50, edge: 'end', ...node });
  return events;
}

/** Who leads a partition, as a prober knows it. */
function leaderAt(partition: number, atMs: number): number {
  return partition === 0 && atMs >= failoverMs ? 2 : partition + 1;
}

/** Traffic with one stall from the fault to the failover; the record under way then is tried every 25 ms. */
function trafficEvents(partition: number): HistoryEvent[] {
  const events: HistoryEvent[] = [];
  let offset = 0;
  let sequence = 0;
  for (let atMs = 100; atMs < endMs; sequence += 1) {
    let attempt = 1;
    events.push({ type: 'attempt', atMs, partition, sequence, attempt, leader: leaderAt(partition, atMs) });
    while (atMs >= faultMs && atMs < failoverMs) {
      events.push({
        type: 'error',
        atMs: atMs + 2,
        partition,
        sequence,
        attempt,
        startedAtMs: atMs,
        kind: 'refused',
        mayBeDone: false,
      });
      atMs += 25;
      attempt += 1;
      events.push({ type: 'attempt', atMs, partition, sequence, attempt, leader: leaderAt(partition, atMs) });
    }
    events.push({
      type: 'ack',
      atMs: atMs + 3,
      partition,
      sequence,
      attempt,
      startedAtMs: atMs,
      offset: offset++,
    });
    atMs += 10;
  }
  return events;
}

/** A recording whose log could be read back. */
export type LoggedDrill = DrillRecording & { readBack: readonly ReadBackRecord[] };

/** A drill in which everything went as promised; tests damage it. */
export function cleanDrill(): LoggedDrill {
  const events = [...clusterEvents(), ...[0, 1, 2].flatMap(trafficEvents)].toSorted(
    (a, b) => a.atMs - b.atMs,
  );
  const readBack = events.flatMap((event): ReadBackRecord[] =>
    event.type === 'ack'
      ? [
          {
            partition: event.partition,
            offset: event.offset,
            sequence: event.sequence,
            key: keyOf(event.partition, event.sequence),
          },
        ]
      : [],
  );
  return readersSaw({
    drill: 'kill-leader',
    instance: 'multi-broker-local',
    runtime: 'local',
    topology: resolved('multi-broker'),
    klabVersion: '0.0.0',
    history: { startedAt: '2026-01-01T00:00:00.000Z', settings, events },
    readBack,
    expectation: { survives: true, because: '2 of 3 copies left, min ISR 2' },
  });
}

/** The clean run of a cluster with metrics: as many partitions short of copies as its brokers counted, none scraped once. */
export function scrapedDrill(): LoggedDrill {
  const counted = (atMs: number, ...counts: readonly (readonly [broker: number, partitions: number])[]) => ({
    atMs,
    brokers: counts,
  });
  const underReplicated = [
    counted(1_500, [1, 0], [2, 0], [3, 0]),
    counted(5_500),
    counted(12_500, [2, 3], [3, 4]),
    counted(19_500, [1, 0], [2, 0], [3, 0]),
  ];
  return { ...cleanDrill(), underReplicated };
}

/**
 * The recording as if readers had been given what its log holds, each record once it was acknowledged.
 * Partition 0 refuses readers as it does writers; the others can be read all the time.
 */
export function readersSaw(recording: LoggedDrill): LoggedDrill {
  const { history, readBack } = recording;
  const others = history.events.filter(({ type }) => type !== 'read' && type !== 'read-error');
  const reads = [0, 1, 2].flatMap((partition) => readEvents(partition, others, readBack));
  const events = [...others, ...reads].toSorted((a, b) => a.atMs - b.atMs);
  return { ...recording, history: { ...history, events } };
}

function readEvents(
  partition: number,
  events: readonly HistoryEvent[],
  readBack: readonly ReadBackRecord[],
): HistoryEvent[] {
  const ackedMs = new Map<number, number>();
  for (const event of events) {
    if (event.type === 'ack' && event.partition === partition) ackedMs.set(event.sequence, event.atMs);
  }
  const log = readBack
    .filter((record) => record.partition === partition)
    .toSorted((a, b) => a.offset - b.offset);
  const reads: HistoryEvent[] = [];
  for (let atMs = 100; atMs < endMs; atMs += 10) {
    const asked = { atMs: atMs + 1, startedAtMs: atMs, partition };
    if (partition === 0 && atMs >= faultMs && atMs < failoverMs) {
      reads.push({ type: 'read-error', ...asked, leader: 1, kind: 'refused' });
      continue;
    }
    const later = log.findIndex(({ sequence }) => (ackedMs.get(sequence) ?? 0) > atMs);
    const given = log.splice(0, later < 0 || atMs + 10 >= endMs ? log.length : later);
    const leader = leaderAt(partition, atMs);
    const records = given.map(({ offset, sequence }) => [offset, sequence] as const);
    reads.push({ type: 'read', ...asked, leader, records });
  }
  return reads;
}

/** Gives the records of one partition new offsets in the order of the list. */
export function renumber(records: readonly ReadBackRecord[]): ReadBackRecord[] {
  const next = new Map<number, number>();
  return records.map((record) => {
    const offset = next.get(record.partition) ?? 0;
    next.set(record.partition, offset + 1);
    return { ...record, offset };
  });
}
