/** The clean drill of histories.ts with a consumer group that was given everything once, and ways to damage it. */
import type { DrillRecording } from '../../../src/drills/record/recording.ts';
import type { DeliveredEvent, HistoryEvent, ReadBackRecord } from '../../../src/drills/record/history.ts';
import { cleanDrill, failoverMs } from './histories.ts';

/** How many records come in one batch. */
export const batchSize = 5;

/** A recording whose read-back is at hand. */
export type ReadDrill = DrillRecording & { readonly readBack: readonly ReadBackRecord[] };

/** The member that holds a partition: the second one has to give partition 1 away at the failover. */
function memberOf(partition: number, atMs: number): number {
  return partition === 1 && atMs < failoverMs ? 2 : 1;
}

/** Two members; the coordinator goes with the leader, so the group forms anew at the failover. */
export function cleanGroupDrill(): ReadDrill {
  const input = cleanDrill();
  const acks = input.history.events.filter((event) => event.type === 'ack');
  const delivered = [0, 1, 2].flatMap((partition) => {
    const own = acks.filter((ack) => ack.partition === partition);
    return Array.from({ length: Math.ceil(own.length / batchSize) }, (_, index): DeliveredEvent => {
      const batch = own.slice(index * batchSize, (index + 1) * batchSize);
      const atMs = (batch.at(-1)?.atMs ?? 0) + 4;
      const records = batch.map(({ offset, sequence }) => [offset, sequence] as const);
      return { type: 'delivered', atMs, member: memberOf(partition, atMs), partition, records };
    });
  });
  const joins: HistoryEvent[] = [
    { type: 'rebalance', atMs: 50, member: 1, partitions: [0, 2] },
    { type: 'rebalance', atMs: 51, member: 2, partitions: [1] },
    { type: 'rebalance', atMs: failoverMs - 1, member: 1, partitions: [0, 1, 2] },
    { type: 'rebalance', atMs: failoverMs - 1, member: 2, partitions: [] },
  ];
  return withEvents(input, [...input.history.events, ...delivered, ...joins]);
}

/** The drill with other events, put in order, and with a group in its settings. */
export function withEvents(input: ReadDrill, events: readonly HistoryEvent[]): ReadDrill {
  const settings = { ...input.history.settings, consumers: 2 };
  const inOrder = events.toSorted((a, b) => a.atMs - b.atMs);
  return { ...input, history: { ...input.history, settings, events: inOrder } };
}

/** The deliveries of a partition, in order. */
export function deliveriesOf(input: ReadDrill, partition: number): readonly DeliveredEvent[] {
  return input.history.events.filter(
    (event): event is DeliveredEvent => event.type === 'delivered' && event.partition === partition,
  );
}

/** The drill with each delivery put through `change`. */
export function changeDeliveries(
  input: ReadDrill,
  change: (delivery: DeliveredEvent) => readonly DeliveredEvent[],
): ReadDrill {
  const events = input.history.events.flatMap((event): readonly HistoryEvent[] =>
    event.type === 'delivered' ? change(event) : [event],
  );
  return withEvents(input, events);
}
