/** What a person sees of a drill: progress lines while it runs, then tables, a timeline and one verdict line. */
import { mark } from '../marks.ts';
import type { HistoryEvent, ViewEvent } from '../../drills/record/history.ts';
import { faults, faultWords, type FaultKind } from '../../drills/faults/index.ts';
import { mainReasons } from '../../drills/judge/auditors/incident-findings.ts';
import { readEvent, type EventReaders } from '../../drills/record/events.ts';
import { incidentText } from '../../drills/record/incidents.ts';
import type { DrillResult } from '../../drills/run/run-drill.ts';
import type { Verdict } from '../../drills/judge/verdict.ts';
import type { Finding } from '../../drills/judge/finding.ts';
import type { UnavailabilityWindow } from '../../drills/judge/windows.ts';
import { brokerName, nodeName, type ResolvedTopology } from '../../kafka/node.ts';
import { configsNamed } from '../../kafka/topic-settings.ts';
import { clientLanes } from './clients/client-lanes.ts';
import { clusterLines, faultTables, recordsTable } from './drill-tables.ts';
import { timeline, timelineLegend } from './drill-timeline.ts';
import { loadReservation, loadText } from './load-text.ts';
import { humanDuration } from './table.ts';

/** Turns events into lines as they happen; undefined where an event is not worth one. */
export function drillProgress(topology: ResolvedTopology): (event: HistoryEvent) => string | undefined {
  const name = (number: number): string => brokerName(topology, number);
  const leaders = new Map<number, ViewEvent>();
  const broken = new Map<number, FaultKind>();
  let fault: { atMs: number; node: number } | undefined;
  const readers: EventReaders<string | undefined> = {
    step: ({ text }) => text,
    fault: ({ atMs, edge, node, nodeId, broker, fault: kind }) => {
      if (edge === 'end') return `${hit(kind)} ${nodeId}`;
      fault = { atMs, node };
      if (broker) broken.set(node, kind);
      return undefined;
    },
    heal: ({ edge, node, nodeId }) => {
      broken.delete(node);
      return edge === 'end' ? `${nodeId} is back` : undefined;
    },
    incident: incidentText,
    controller: ({ controller }) =>
      fault === undefined
        ? undefined
        : `active controller: ${nodeName(topology, controller, String(controller))}`,
    member: ({ member, reason }) =>
      `member ${member} of the consumer group gave up (${reason}); it joins again`,
    view: leaderLine,
  };
  return (event) => readEvent(readers, event);

  function leaderLine(event: ViewEvent): string | undefined {
    const known = leaders.get(event.partition);
    // What tables leave out as no evidence is not told as news either (fault-effects.ts).
    const ofSeer = broken.get(event.seenBy);
    const isMisled = ofSeer !== undefined && faults[ofSeer].cutsOff !== undefined;
    if (known !== undefined && (isMisled || broken.has(event.leader))) return undefined;
    // Brokers learn one after another: the newest election is told once, whoever tells it first.
    if (known !== undefined && known.leaderEpoch >= event.leaderEpoch) return undefined;
    leaders.set(event.partition, event);
    if (fault === undefined || known === undefined || known.leader === event.leader) return undefined;
    const afterMs = Math.round(event.atMs - fault.atMs);
    const leader = event.leader < 0 ? 'no leader' : `new leader ${name(event.leader)}`;
    return `partition ${event.partition}: ${leader} after ${afterMs} ms`;
  }
}

/** `killed`, `cut off from the controllers:`; the node's name follows. */
function hit(fault: FaultKind): string {
  const { done, short } = faultWords(fault);
  return done === short ? done : `${done}:`;
}

/** All of a finished drill. */
export function drillReport({ drill, instance, topology, verdict, history }: DrillResult): string {
  const { settings } = verdict;
  return [
    `${mark.strong(drill)} on ${instance}: ${settings.partitions} partitions, RF ${settings.replicationFactor}, min ISR ${settings.minInSyncReplicas}, acks=${settings.acks}, ${settings.idempotent ? 'idempotent' : 'non-idempotent'} producers`,
    ...(settings.pinned === undefined ? [] : [mark.dim(`topic set to ${configsNamed(settings.pinned)}`)]),
    verdict.load.isReached ? loadText(verdict.load) : mark.doubtful(loadText(verdict.load)),
    '',
    ...faultTables(verdict, topology),
    ...clusterLines(verdict, topology),
    recordsTable(verdict),
    '',
    ...clientLanes(verdict),
    ...timeline(history),
    timelineLegend(),
    '',
    ...verdict.findings.map((finding) => `${findingSign(finding)} ${finding.text}`),
    '',
    verdictLine(verdict),
  ].join('\n');
}

function findingSign({ ok, unknown }: Finding): string {
  if (unknown) return mark.doubtful('?');
  return ok ? mark.good('✓') : mark.bad('✗');
}

/** The one line to remember. */
export function verdictLine({ totals, outcome, findings, partitions, load }: Verdict): string {
  if (outcome === 'held') {
    const [writes, reads] = [
      longestWindow(partitions.flatMap(({ unavailable }) => unavailable)),
      longestWindow(partitions.flatMap(({ unreadable }) => unreadable)),
    ];
    const said = `${totals.acknowledged} records acknowledged, ${totals.lost} lost; longest interruption of writes ${writes}, of reads ${reads}${loadReservation(load)}`;
    return mark.good(mark.strong(`PASSED: ${said}`));
  }
  const open = findings.filter(({ ok }) => !ok);
  if (outcome === 'unknown') {
    return mark.doubtful(mark.strong(`UNKNOWN: ${mainReasons(open).join('; ')}`));
  }
  const broken = open.filter(({ unknown = false }) => !unknown).map(({ text }) => text);
  return mark.bad(mark.strong(`FAILED: ${broken.join('; ')}`));
}

function longestWindow(windows: readonly UnavailabilityWindow[]): string {
  if (windows.length === 0) return 'none';
  const longest = humanDuration(Math.max(...windows.map(({ durationMs }) => durationMs)));
  return windows.some(({ firstSuccessMs }) => firstSuccessMs === null) ? `${longest}, to the end` : longest;
}

/** The object that `--json` prints, without its schema version. */
export function drillJson(result: DrillResult): object {
  const { drill, topology, instance, interrupted = false, verdict, history } = result;
  return {
    kind: 'drill',
    drill,
    topology: topology.name,
    instance,
    ...(interrupted && { interrupted }),
    passed: verdict.passed,
    outcome: verdict.outcome,
    startedAt: history.startedAt,
    verdict,
  };
}
