/** Nodes that came back by themselves, in words: what starts them whenever they end is no meddling, and its time is a result. */
import type { EventOf } from './events.ts';

/** `broker-1 came back by itself after 3.1 s (StatefulSet shop)`. */
export function returnText({
  nodeId,
  by,
  afterMs,
}: Pick<EventOf<'return'>, 'nodeId' | 'by' | 'afterMs'>): string {
  return `${nodeId} came back by itself after ${(afterMs / 1_000).toFixed(1)} s (${by})`;
}
