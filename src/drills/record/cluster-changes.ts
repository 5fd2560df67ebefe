/** What changed for the whole cluster while a drill ran: its controller, and which brokers it counted as alive. */
import type { ControllerChange } from '../../client/watch/changes.ts';
import type { HistoryEvent } from './history.ts';

/** When another node became the active controller. */
type ControllerMove = Pick<ControllerChange, 'from' | 'to'> & { readonly atMs: number };

/** A time during which a broker was not counted as alive by another one. */
export interface FencedTime {
  readonly broker: number;
  /** When the first broker that answered no longer counted it. */
  readonly fencedMs: number;
  /** When every broker that answers counted it again; null when that was not seen. */
  readonly backMs: number | null;
}

/** Changes of the whole cluster. */
export interface ClusterChanges {
  readonly controllers: readonly ControllerMove[];
  /** Fenced with KRaft, unregistered with ZooKeeper; in the order of their beginnings. */
  readonly fenced: readonly FencedTime[];
}

/** Reads the changes from a history. */
export function clusterChanges(events: readonly HistoryEvent[]): ClusterChanges {
  return { controllers: controllerChanges(events), fenced: fencedTimes(events) };
}

/** The first controller that is seen is no change. */
function controllerChanges(events: readonly HistoryEvent[]): readonly ControllerMove[] {
  const seen = events.filter((event) => event.type === 'controller');
  return seen.slice(1).map(({ atMs, controller }, index) => ({
    atMs,
    from: seen[index]?.controller ?? -1,
    to: controller,
  }));
}

function fencedTimes(events: readonly HistoryEvent[]): readonly FencedTime[] {
  const times: { broker: number; fencedMs: number; backMs: number | null }[] = [];
  const answering = new Set<number>();
  /** `seenBy/broker` of everyone who does not count a broker. */
  const fenced = new Set<string>();
  for (const event of events) {
    if (event.type === 'reach') {
      if (event.answers) answering.add(event.broker);
      else answering.delete(event.broker);
    } else if (event.type === 'fencing') {
      const { seenBy, broker, atMs } = event;
      answering.add(seenBy);
      if (!event.fenced) fenced.delete(`${seenBy}/${broker}`);
      else {
        fenced.add(`${seenBy}/${broker}`);
        const open = times.some((time) => time.broker === broker && time.backMs === null);
        if (!open) times.push({ broker, fencedMs: atMs, backMs: null });
      }
    } else continue;
    // A broker that does not answer has no opinion; while none answers, nobody knows.
    const open = times.filter(({ backMs }) => backMs === null && answering.size > 0);
    for (const time of open) {
      if (![...answering].some((seenBy) => fenced.has(`${seenBy}/${time.broker}`))) time.backMs = event.atMs;
    }
  }
  return times;
}
