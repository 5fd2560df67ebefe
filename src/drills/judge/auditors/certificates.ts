/** What became of certificates: which are served, by what handshakes showed; and whom brokers let in, and whom not. */
import { isRefusal, type WireFailureKind } from '../../../client/wire/wire-failure.ts';
import { brokersOf } from '../../../kafka/node.ts';
import { counted } from '../../../words.ts';
import type { EventOf } from '../../record/events.ts';
import type { HistoryEvent } from '../../record/history.ts';
import type { Auditor } from '../auditor.ts';
import type { FaultSpan } from '../fault-spans.ts';
import { broken, kept, unknown, type Finding } from '../finding.ts';
import { withBrokerAsked } from '../broker-asked.ts';
import { endedFindings, endedSpans, type EndedSpan } from '../ended-certificates.ts';
import type { Evidence } from './evidence.ts';

type Seen = EventOf<'certificate'>;

/** Certificates, and who was let in. */
export const certificateAuditor: Auditor<Pick<Evidence, 'input' | 'faults'>> = {
  of: 'certificates',
  needsEnd: true,
  findings({ input: { history, topology }, faults }) {
    const { events } = history;
    if (!events.some(({ type }) => type === 'newcomer' || type === 'certificate')) return [];
    const spans = endedSpans(events, faults);
    const nodes = brokersOf(topology);
    return [
      ...nodes.flatMap(({ id }) => served(id, events)),
      ...spans.flatMap((span) => endedFindings(span, events)),
      ...refused(events, spans, faults),
    ];
  },
};

/** Each broker's certificate at the end, against the one that it had at the beginning. */
function served(nodeId: string, events: readonly HistoryEvent[]): Finding[] {
  const issued = events.filter(
    (event) => event.type === 'issue' && event.what === 'certificate' && event.nodeId === nodeId,
  );
  const [firstIssue] = issued;
  if (firstIssue === undefined) return [];
  const seen = events.filter(
    (event): event is Seen => event.type === 'certificate' && event.nodeId === nodeId,
  );
  const before = seen.findLast(({ atMs }) => atMs <= firstIssue.atMs);
  const after = seen.findLast(({ atMs }) => atMs > (issued.at(-1)?.atMs ?? 0));
  if (before === undefined || after === undefined) {
    return [unknown('certificate', `nobody saw which certificate ${nodeId} shows`)];
  }
  const name = ({ fingerprint, issuer }: Seen): string => `${fingerprint.slice(0, 12)}… of ${issuer}`;
  const isReplaced = before.fingerprint !== after.fingerprint;
  if (!isReplaced) {
    return [
      broken('certificate', `${nodeId} still shows certificate ${name(before)}, and was given another`),
    ];
  }
  const isChanged = events.some((event) => event.type === 'issue' && event.what === 'changed');
  if (isChanged && before.issuer === after.issuer) {
    return [broken('certificate', `${nodeId} still shows a certificate of ${before.issuer}: ${name(after)}`)];
  }
  return [kept('certificate', `${nodeId} shows certificate ${name(after)}; before, ${name(before)}`)];
}

/** Whoever was turned away by a broker that was there, and whose certificate had not ended. */
function refused(
  events: readonly HistoryEvent[],
  spans: readonly EndedSpan[],
  faults: readonly FaultSpan[],
): Finding[] {
  const hasEnded = (broker: number, atMs: number): boolean =>
    spans.some((span) => span.broker === broker && atMs >= span.fromMs && atMs <= span.untilMs);
  const isAway = (broker: number, atMs: number): boolean =>
    faults.some(({ node, startMs, healMs, ...fault }) => {
      if (!fault.broker || node !== broker) return false;
      return atMs >= startMs && atMs <= (healMs ?? Infinity);
    });
  const isByBroker = (kind: string, broker: number, atMs: number): boolean =>
    isTurnedAway(kind) && !hasEnded(broker, atMs) && !(ofStrangers.has(kind) && isAway(broker, atMs));
  const newcomers = events.filter((event) => event.type === 'newcomer');
  const turnedAway = newcomers.filter(
    ({ kind, broker, atMs }) => kind !== undefined && isByBroker(kind, broker, atMs),
  );
  const letIn = newcomers.filter(({ kind }) => kind === undefined).length;
  const working = withBrokerAsked(events).filter(
    ({ event, broker }) =>
      (event.type === 'error' || event.type === 'read-error') && isByBroker(event.kind, broker, event.atMs),
  );
  if (turnedAway.length + working.length > 0) {
    const [first] = turnedAway;
    const said =
      first === undefined ? '' : `: ${first.client} by broker ${first.broker}, ${first.reason ?? first.kind}`;
    return [
      broken(
        'refused',
        `clients were turned away ${counted(turnedAway.length + working.length, 'time')}${said}`,
      ),
    ];
  }
  if (letIn === 0) return [unknown('refused', 'no new client came to any broker')];
  const except = spans.length === 0 ? '' : ' but for the time of the ended certificate';
  const away = faults.length === 0 ? '' : '; while a broker was away, nobody got to it';
  return [kept('refused', `no client was turned away${except}: ${letIn} new ones were let in${away}`)];
}

/**
 * How a client turns away from whoever is not the broker: packets to a pod that has gone may leave the machine, and a
 * gateway that looks into TLS answers for every address there is.
 */
const ofStrangers: ReadonlySet<string> = new Set<WireFailureKind>(['unknown-ca', 'name-mismatch']);

/** Whether one side did not let the other in, which is no broker that is away. */
function isTurnedAway(kind: string): boolean {
  return isRefusal(kind as WireFailureKind);
}
