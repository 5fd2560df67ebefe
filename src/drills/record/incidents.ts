/** What somebody else did during a drill: from when to when, in words, and which of the drill's times it touches. */
import type { HistoryEvent, IncidentEvent, IncidentKind } from './history.ts';

/** One incident with its end. */
export interface Incident {
  readonly what: IncidentKind;
  /** Absent where it is not about one node. */
  readonly nodeId?: string;
  /** Whether the node is one of the cluster itself, and no side service. */
  readonly ofCluster: boolean;
  readonly because?: string;
  /** What started it again unasked. */
  readonly by?: string;
  /** Whether the drill had broken the node before, and had given it back. */
  readonly afterOwn?: boolean;
  readonly fromMs: number;
  /** When the node was as it should be again; null where it never was. */
  readonly untilMs: number | null;
}

const verbs: Readonly<Record<Exclude<IncidentKind, 'back' | 'engine-silent' | 'engine-back'>, string>> = {
  ended: 'ended',
  restarted: 'ended and was started again',
  started: 'was started',
  paused: 'was paused',
  resumed: 'was resumed',
  'cut-off': 'was cut off',
  reconnected: 'was reconnected',
  silent: 'runs and ceased to answer',
  fenced: 'runs and was no longer counted as alive by the others',
};

/** `broker-3 ended at 5.2 s, not by this drill: No space left on device`. */
export function incidentText({
  what,
  nodeId,
  sinceMs,
  because,
  afterOwn,
}: Pick<IncidentEvent, 'what' | 'nodeId' | 'sinceMs' | 'because' | 'afterOwn'>): string {
  const at = `at ${seconds(sinceMs)}`;
  if (what === 'engine-silent') return `what runs the nodes fell silent ${at}: ${because}`;
  if (what === 'engine-back') return `what runs the nodes answers again ${at}`;
  if (what === 'back') return `${nodeId} is as it should be again ${at}`;
  const reason = because === undefined ? '' : `: ${because}`;
  return `${nodeId} ${verbs[what]} ${at}${whose(afterOwn)}${reason}`;
}

/** The others miss a node for a while after it was given back: that is no act of anybody else. */
function whose(afterOwn: boolean | undefined): string {
  return afterOwn === true ? ', after this drill gave it back' : ', not by this drill';
}

/** Every incident of a history, in order. */
export function incidentsOf(events: readonly HistoryEvent[]): readonly Incident[] {
  const found: (Incident & { untilMs: number | null; by?: string })[] = [];
  for (const event of events) {
    if (event.type !== 'incident') continue;
    const { what, nodeId, ofCluster, because, afterOwn, sinceMs, by } = event;
    if (what === 'back' || what === 'engine-back') {
      for (const one of found.filter((open) => open.nodeId === nodeId && open.untilMs === null)) {
        one.untilMs = sinceMs;
        if (by !== undefined) one.by = by;
      }
    } else {
      found.push({
        what,
        ofCluster,
        ...(nodeId !== undefined && { nodeId }),
        ...(because !== undefined && { because }),
        ...(by !== undefined && { by }),
        ...(afterOwn !== undefined && { afterOwn }),
        fromMs: sinceMs,
        untilMs: null,
      });
    }
  }
  return found;
}

/** How it reads in a verdict, with how long it lasted. */
export function incidentSentence({ fromMs, untilMs, ...incident }: Incident): string {
  const text = incidentText({ ...incident, sinceMs: fromMs });
  if (untilMs === null) return `${text}, to the end of the drill`;
  const whom = whose(incident.afterOwn);
  const duration = seconds(untilMs - fromMs);
  if (incident.by !== undefined)
    return text.replace(whom, () => `${whom}, and came back by itself after ${duration} (${incident.by})`);
  return text.includes(whom)
    ? text.replace(whom, () => `, for ${duration}${whom}`)
    : `${text}, for ${duration}`;
}

/**
 * Whether a time may be an incident's doing: leaders move and copies catch up for a while after it is over.
 * @param afterMs for how long, in milliseconds
 */
export function touches(
  incidents: readonly Incident[],
  fromMs: number,
  untilMs: number,
  afterMs: number,
): boolean {
  return incidents.some(
    (one) => one.ofCluster && one.fromMs <= untilMs && (one.untilMs ?? Infinity) + afterMs >= fromMs,
  );
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}

/** What lasts, in words for a wait that it ends. */
export function lastingWords(lasting: readonly IncidentEvent[]): string {
  return lasting.map((event) => incidentText(event)).join('; ');
}
