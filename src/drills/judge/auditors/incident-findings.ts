/** What somebody else did, said in a verdict: what it touches is not put to the fault's account, and proves nothing. */
import type { Auditor } from '../auditor.ts';
import type { Evidence } from './evidence.ts';
import { kept, unknown, type Finding, type FindingCode } from '../finding.ts';
import { incidentSentence, touches, type Incident } from '../../record/incidents.ts';
import type { VerdictInput } from '../../record/recording.ts';
import { returnText } from '../../record/returns.ts';
import { counted } from '../../../words.ts';

/** How long leaders and copies need to be as they were, once a node is back, in milliseconds. */
export function aftermathMs({ sessionTimeoutMs }: { readonly sessionTimeoutMs: number }): number {
  return sessionTimeoutMs + 2_000;
}

/** Findings that a node's being away can break, whoever took it away; a lost record is lost all the same. */
const doubtful: ReadonlySet<FindingCode> = new Set([
  'read-back',
  'writes-during-fault',
  'reads-during-fault',
  'writes-after',
  'reads-after',
  'new-leader',
  'full-isr',
  'under-replicated',
  'expect',
  'not-reached',
  'client-problem',
  'group-behind',
  'group-standstill',
  'transactions-read-back',
  'transactions-committed',
]);

/** One finding for each incident. */
export const incidentAuditor: Auditor<Evidence> = {
  of: 'incidents',
  findings: ({ input, incidents, partitions }) =>
    incidents.map((incident) => {
      const what = incidentSentence(incident);
      // What happens to a side service changes nothing that is measured of the brokers.
      if (!incident.ofCluster) return kept('incident', what);
      const touched = touchedWindows(incident, partitions, aftermathMs(input.topology));
      return unknown('incident', `${what}; ${touched}`);
    }),
};

/** One finding for each node that came back by itself: where something else starts nodes, a drill can keep none down. */
export const returnAuditor: Auditor<{ readonly input: Pick<VerdictInput, 'history'> }> = {
  of: 'nodes that came back',
  findings: ({ input: { history } }) =>
    history.events.flatMap((event) =>
      event.type === 'return' ? [kept('came-back', returnText(event))] : [],
    ),
};

/** Broken promises that may be the doing of somebody else, or hang on a fault that did not bite, are not known to be broken. */
export function doubted(
  findings: readonly Finding[],
  { incidents, unhit }: Pick<Evidence, 'incidents' | 'unhit'>,
): readonly Finding[] {
  const touched = incidents.flatMap((one) => (one.ofCluster ? (one.nodeId ?? 'the engine') : []));
  const reasons = [
    ...named('what happened to', touched),
    ...named(
      'what was not done to',
      unhit.map(({ span }) => span.nodeId),
    ),
  ];
  if (reasons.length === 0) return findings;
  const doubt = `not judged, for ${reasons.join(' and ')}`;
  return findings.map((finding) =>
    finding.ok || !doubtful.has(finding.code)
      ? finding
      : { ...finding, unknown: true as const, text: `${finding.text} (${doubt})` },
  );
}

function named(what: string, names: readonly string[]): readonly string[] {
  return names.length === 0 ? [] : [`${what} ${[...new Set(names)].join(', ')}`];
}

function touchedWindows(incident: Incident, partitions: Evidence['partitions'], afterMs: number): string {
  const said = (['writes', 'reads'] as const).flatMap((use) => {
    const hit = partitions.flatMap(({ partition, unavailable, unreadable }) =>
      (use === 'writes' ? unavailable : unreadable)
        .filter(({ lastSuccessMs, firstSuccessMs }) =>
          touches([incident], lastSuccessMs ?? 0, firstSuccessMs ?? Infinity, afterMs),
        )
        .map(({ durationMs }) => ({ partition, durationMs })),
    );
    if (hit.length === 0) return [];
    const numbers = [...new Set(hit.map(({ partition }) => partition))].toSorted((a, b) => a - b);
    const where = `${numbers.length === 1 ? 'partition' : 'partitions'} ${numbers.join(', ')}`;
    const longest = (Math.max(...hit.map(({ durationMs }) => durationMs)) / 1_000).toFixed(1);
    return [`${counted(hit.length, 'time')} without ${use} (${where}, longest ${longest} s)`];
  });
  if (said.length === 0)
    return 'it touches no time without writes or reads, and the drill ran on another cluster than it began with';
  return `it touches ${said.join(' and ')}, which tell nothing of the fault`;
}

/** Why nothing is known: what somebody else did, where it is among the reasons, for the others follow from it. */
export function mainReasons(open: readonly Finding[]): readonly string[] {
  const incidents = open.filter(({ code }) => code === 'incident');
  return (incidents.length > 0 ? incidents : open).map(({ text }) => text);
}
