/** What a certificate that had ended meant: to newcomers, to whoever was connected, to copies, and to the broker's next start. */
import { counted } from '../../words.ts';
import type { EventOf } from '../record/events.ts';
import type { HistoryEvent } from '../record/history.ts';
import { withBrokerAsked } from './broker-asked.ts';
import type { FaultSpan } from './fault-spans.ts';
import { broken, kept, unknown, type Finding } from './finding.ts';

/** A time in which a broker's certificate had ended. */
export interface EndedSpan {
  readonly nodeId: string;
  readonly broker: number;
  readonly fromMs: number;
  /** When the broker was stopped; whoever was connected until then was let go by that. */
  readonly stoppedMs: number;
  /** When it was started with another certificate. */
  readonly untilMs: number;
}

/** Every such time, in order. */
export function endedSpans(
  events: readonly HistoryEvent[],
  faults: readonly FaultSpan[],
): readonly EndedSpan[] {
  const issued = events.filter(
    (event): event is EventOf<'issue'> => event.type === 'issue' && event.what === 'certificate',
  );
  return issued.flatMap(({ nodeId, endsAtMs, atMs }): EndedSpan[] => {
    const shown = events.find((event) => event.type === 'certificate' && event.nodeId === nodeId);
    if (endsAtMs === undefined || nodeId === undefined || shown?.type !== 'certificate') return [];
    const next = issued.find((one) => one.nodeId === nodeId && one.atMs > atMs)?.atMs ?? Infinity;
    const own = faults.filter((span) => span.nodeId === nodeId);
    const stopped = own.find(({ startMs }) => startMs > endsAtMs)?.startMs ?? next;
    const started = own.find(({ healMs }) => healMs !== null && healMs >= next)?.healMs ?? next;
    const ends = { stoppedMs: Math.min(stopped, started), untilMs: started };
    return endsAtMs < next ? [{ nodeId, broker: shown.broker, fromMs: endsAtMs, ...ends }] : [];
  });
}

/** What it meant. */
export function endedFindings(span: EndedSpan, events: readonly HistoryEvent[]): readonly Finding[] {
  return [
    ...newcomers(span, events),
    ...connected(span, events),
    ...copies(span, events),
    ...start(span, events),
  ];
}

function newcomers(
  { nodeId, broker, fromMs, stoppedMs }: EndedSpan,
  events: readonly HistoryEvent[],
): Finding[] {
  const came = events.filter(
    (event) =>
      event.type === 'newcomer' &&
      event.broker === broker &&
      event.startedAtMs >= fromMs &&
      event.startedAtMs < stoppedMs,
  ) as EventOf<'newcomer'>[];
  const clients = [...new Set(came.map(({ client }) => client))];
  if (clients.length === 0) {
    return [unknown('certificate-ended', `no new client came to ${nodeId} once its certificate had ended`)];
  }
  return clients.map((client) => {
    const own = came.filter((one) => one.client === client);
    const refused = own.filter(({ kind }) => kind !== undefined);
    const letIn = own.length - refused.length;
    if (letIn > 0) {
      const text = `${client} took the ended certificate of ${nodeId} ${letIn} of ${counted(own.length, 'time')}`;
      return broken('certificate-ended', text);
    }
    const words = [...new Set(refused.map(({ reason, kind }) => reason ?? kind ?? ''))].join('; ');
    return kept(
      'certificate-ended',
      `a new ${client} turns away from ${nodeId}, each of ${counted(own.length, 'time')}: ${words}`,
    );
  });
}

function connected(
  { nodeId, broker, fromMs, stoppedMs }: EndedSpan,
  events: readonly HistoryEvent[],
): Finding[] {
  const isWithin = (event: { readonly startedAtMs: number; readonly atMs: number }): boolean =>
    event.startedAtMs >= fromMs && event.atMs < stoppedMs;
  let [writes, failed] = [0, 0];
  for (const { event, broker: asked } of withBrokerAsked(events)) {
    if (event.type !== 'ack' && event.type !== 'error') continue;
    if (asked !== broker || !isWithin(event)) continue;
    if (event.type === 'ack') writes += 1;
    else failed += 1;
  }
  // Who came back to it too late was a newcomer.
  if (writes === 0) {
    const text = `nobody who was connected wrote to ${nodeId} once its certificate had ended`;
    return [unknown('connections-kept', text)];
  }
  const text = `whoever was connected to ${nodeId} went on: ${counted(writes, 'write')} acknowledged after its certificate had ended`;
  return failed === 0
    ? [kept('connections-kept', text)]
    : [broken('connections-kept', `${text}, and ${failed} failed`)];
}

function copies({ nodeId, fromMs, stoppedMs }: EndedSpan, events: readonly HistoryEvent[]): Finding[] {
  if (!(stoppedMs > fromMs)) return [];
  const seconds = ((stoppedMs - fromMs) / 1_000).toFixed(1);
  const full = Math.max(
    0,
    ...events.flatMap((event) => (event.type === 'view' && event.atMs <= fromMs ? [event.isr.length] : [])),
  );
  const isThin = events.some(
    (event) =>
      event.type === 'view' && event.atMs > fromMs && event.atMs < stoppedMs && event.isr.length < full,
  );
  return isThin
    ? [
        kept(
          'replication',
          `copies fell out of sync in the ${seconds} s after the certificate of ${nodeId} had ended`,
        ),
      ]
    : [
        kept(
          'replication',
          `replication went on for ${seconds} s, by connections that brokers had: all copies stayed in sync`,
        ),
      ];
}

function start({ nodeId, fromMs, untilMs }: EndedSpan, events: readonly HistoryEvent[]): Finding[] {
  return events.flatMap((event) => {
    if (event.type !== 'vain-start' || event.nodeId !== nodeId) return [];
    if (event.atMs < fromMs || event.atMs > untilMs) return [];
    const { ended, because } = event;
    const why = because === undefined ? '' : `: ${because}`;
    if (ended && !/certificate/i.test(because ?? '')) {
      const text = `${nodeId} ended when it was started with it, and its log names no certificate${why}`;
      return [unknown('start-refused', text)];
    }
    return ended
      ? [kept('start-refused', `${nodeId} does not start again with it${why}`)]
      : [
          kept(
            'start-refused',
            `${nodeId} starts with it, and is out of the cluster until it has another${why}`,
          ),
        ];
  });
}
