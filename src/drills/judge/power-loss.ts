/** What follows from a machine that died with records in its page cache: who was allowed to lead without them. */
import type { DrillSettings } from '../plan/settings.ts';
import type { HistoryEvent } from '../record/history.ts';
import { nodesNamed } from './words.ts';

/** What is added where nothing is lost all the same; undefined where no machine died. */
export function despitePowerLoss(events: readonly HistoryEvent[]): string | undefined {
  const hit = poweredOff(events);
  return hit.length === 0 ? undefined : `, though ${nodesNamed(hit)} lost what it had not flushed`;
}

/**
 * Why a copy that had lost records led all the same; undefined where no machine died, or where other copies were eligible:
 * they have every acknowledged record, so one of them should have led (KIP-966).
 */
export function powerLossReason(
  events: readonly HistoryEvent[],
  { minInSyncReplicas }: Pick<DrillSettings, 'minInSyncReplicas'>,
): string | undefined {
  const hit = poweredOff(events);
  if (hit.length === 0) return undefined;
  const lost = `${nodesNamed(hit)} was the last copy in sync and led again without what it had not flushed`;
  // One copy is enough then, so that no other becomes eligible.
  if (minInSyncReplicas === 1) return `${lost}, which min.insync.replicas=1 lets it acknowledge alone`;
  if (events.some((event) => event.type === 'elr' && event.elr.length > 0)) return undefined;
  return `${lost}, since no other copy was eligible (eligible leader replicas are on by default from Kafka 4.1)`;
}

function poweredOff(events: readonly HistoryEvent[]): readonly { readonly nodeId: string }[] {
  return events.flatMap((event) =>
    event.type === 'fault' && event.edge === 'end' && event.fault === 'power-off' ? [event] : [],
  );
}
