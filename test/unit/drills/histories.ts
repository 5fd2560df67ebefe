/** Hand-made drill histories: a clean kill-leader run of three partitions, and ways to damage it. */
import type { DrillSettings, HistoryEvent, ReadBackRecord } from '../../../src/drills/history.ts';
import type { VerdictInput } from '../../../src/drills/verdict.ts';

export const settings: DrillSettings = {
  topic: 'lab',
  partitions: 3,
  replicationFactor: 3,
  minInSyncReplicas: 2,
  acks: 'all',
  idempotent: false,
  intervalMs: 10,
};

export const faultMs = 2_000;
export const failoverMs = 11_000;
export const healMs = 14_000;
export const fullIsrMs = 18_000;
const endMs = 20_000;

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

/** Traffic with one stall from the fault to the failover; the record under way then is tried every 25 ms. */
function trafficEvents(partition: number): HistoryEvent[] {
  const events: HistoryEvent[] = [];
  let offset = 0;
  let sequence = 0;
  for (let atMs = 100; atMs < endMs; sequence += 1) {
    let attempt = 1;
    events.push({ type: 'attempt', atMs, partition, sequence, attempt, leader: 1 });
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
      events.push({ type: 'attempt', atMs, partition, sequence, attempt, leader: 1 });
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

/** A drill in which everything went as promised; tests damage it. */
export function cleanDrill(): VerdictInput & { readBack: ReadBackRecord[] } {
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
            key: `p${event.partition}`,
          },
        ]
      : [],
  );
  return {
    history: { startedAt: '2026-01-01T00:00:00.000Z', settings, events },
    readBack,
    expectation: { survives: true, because: '2 of 3 copies left, min ISR 2' },
  };
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
