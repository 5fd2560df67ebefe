/** Events in the order of their times, whatever order a file has them in: whoever reads a history relies on it. */
import type { HistoryEvent } from './history.ts';

/** The same events, put in the order of their times where they are not; what happened at one time keeps its order. */
export function inOrderOfTime(events: readonly HistoryEvent[]): readonly HistoryEvent[] {
  const isInOrder = events.every(({ atMs }, index) => index === 0 || atMs >= (events[index - 1]?.atMs ?? 0));
  return isInOrder ? events : events.toSorted((a, b) => a.atMs - b.atMs);
}
