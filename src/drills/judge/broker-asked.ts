/** Which broker a prober had asked: answers to a write name the record alone, the try before them names its leader. */
import type { EventOf } from '../record/events.ts';
import type { HistoryEvent } from '../record/history.ts';

/** What a prober was answered, be it that it failed. */
type Answer = EventOf<'ack' | 'error' | 'read' | 'read-error'>;

/** An answer with the number of the broker that was asked; -1 where none was. */
interface Asked {
  readonly event: Answer;
  readonly broker: number;
}

/** Every answer of a history, in its order. */
export function withBrokerAsked(events: readonly HistoryEvent[]): readonly Asked[] {
  const asked = new Map<number, number>();
  return events.flatMap((event): Asked[] => {
    if (event.type === 'attempt') asked.set(event.partition, event.leader);
    if (event.type === 'read' || event.type === 'read-error') return [{ event, broker: event.leader }];
    if (event.type !== 'ack' && event.type !== 'error') return [];
    return [{ event, broker: asked.get(event.partition) ?? -1 }];
  });
}
