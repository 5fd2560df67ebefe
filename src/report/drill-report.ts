/** What a person sees of a drill: progress lines while it runs, then tables, a timeline and one verdict line. */
import pc from 'picocolors';
import type { HistoryEvent, ViewEvent } from '../drills/history.ts';
import type { DrillResult } from '../drills/run-drill.ts';
import type { FaultEffect } from '../drills/fault-effects.ts';
import type { PartitionVerdict, Verdict } from '../drills/verdict.ts';
import { isBroker, type ResolvedTopology } from '../kafka/node.ts';
import { timeline, timelineLegend } from './drill-timeline.ts';
import { humanDuration, table } from './table.ts';

/** Turns events into lines as they happen; undefined where an event is not worth one. */
export function drillProgress(topology: ResolvedTopology): (event: HistoryEvent) => string | undefined {
  const name = brokerName(topology);
  const leaders = new Map<number, ViewEvent>();
  let fault: { atMs: number; node: number } | undefined;
  return (event) => {
    switch (event.type) {
      case 'step':
        return event.text;
      case 'fault':
        if (event.edge === 'start') fault = { atMs: event.atMs, node: event.node };
        return event.edge === 'end' ? `${past[event.fault]} ${event.nodeId}` : undefined;
      case 'heal':
        return event.edge === 'end' ? `${event.nodeId} is back` : undefined;
      case 'controller':
        return fault === undefined
          ? undefined
          : `active controller: ${controllerName(topology)(event.controller)}`;
      case 'view':
        return leaderLine(event);
      case 'attempt':
      case 'ack':
      case 'error':
      case 'reach':
        break;
    }
    return undefined;
  };

  function leaderLine(event: ViewEvent): string | undefined {
    const known = leaders.get(event.partition);
    // Brokers learn one after another: the newest election is told once, whoever tells it first.
    if (known !== undefined && known.leaderEpoch >= event.leaderEpoch) return undefined;
    leaders.set(event.partition, event);
    if (fault === undefined || known === undefined || known.leader === event.leader) return undefined;
    const afterMs = Math.round(event.atMs - fault.atMs);
    const leader = event.leader < 0 ? 'no leader' : `new leader ${name(event.leader)}`;
    return `partition ${event.partition}: ${leader} after ${afterMs} ms`;
  }
}

const past = { kill: 'killed', stop: 'stopped', pause: 'paused' } as const;

/** All of a finished drill. */
export function drillReport(
  { drill, instance, verdict, history }: DrillResult,
  topology: ResolvedTopology,
): string {
  const { settings } = verdict;
  return [
    `${pc.bold(drill)} on ${instance}: ${settings.partitions} partitions, RF ${settings.replicationFactor}, min ISR ${settings.minInSyncReplicas}, acks=${settings.acks}, ${settings.idempotent ? 'idempotent' : 'non-idempotent'} producers`,
    '',
    ...verdict.faults.flatMap((fault, index) => [
      ...(verdict.faults.length > 1 ? [`fault ${index + 1}: ${fault.fault} ${fault.nodeId}`] : []),
      effectsTable(verdict, index, topology),
      '',
    ]),
    recordsTable(verdict),
    '',
    ...timeline(history),
    timelineLegend(),
    '',
    ...verdict.findings.map(({ ok, text }) => `${ok ? pc.green('✓') : pc.red('✗')} ${text}`),
    '',
    verdictLine(verdict),
  ].join('\n');
}

/** The one line to remember. */
function verdictLine(verdict: Verdict): string {
  const { totals, passed, findings } = verdict;
  const longest = longestWindow(verdict);
  const gap = longest === undefined ? 'no interruption' : `longest interruption ${humanDuration(longest)}`;
  if (passed)
    return pc.green(
      pc.bold(`PASSED: ${totals.acknowledged} records acknowledged, ${totals.lost} lost, ${gap}`),
    );
  const broken = findings.filter(({ ok }) => !ok).map(({ text }) => text);
  return pc.red(pc.bold(`FAILED: ${broken.join('; ')}`));
}

/** The object that `--json` prints, without its schema version. */
export function drillJson(result: DrillResult): object {
  const { drill, topology, instance, verdict, history } = result;
  return {
    kind: 'drill',
    drill,
    topology,
    instance,
    passed: verdict.passed,
    startedAt: history.startedAt,
    verdict,
  };
}

function effectsTable(verdict: Verdict, fault: number, topology: ResolvedTopology): string {
  const name = brokerName(topology);
  const rows = verdict.partitions.map((partition) => {
    const effect = partition.effects[fault];
    return [
      String(partition.partition),
      effect === undefined || effect.leaderBefore < 0 ? 'none' : name(effect.leaderBefore),
      unavailableCell(partition),
      effect === undefined ? '' : newLeaderCell(effect, verdict.faults[fault]?.node ?? -1, name),
      effect === undefined ? '' : after(effect.isrShrankAfterMs),
      effect === undefined ? '' : after(effect.fullIsrAfterMs),
    ];
  });
  return table(
    [
      'PARTITION',
      'LEADER BEFORE',
      'NO WRITES FOR',
      'NEW LEADER AFTER',
      'ISR SHRANK AFTER',
      'FULL ISR AFTER RESTART',
    ],
    rows,
  );
}

/** The longest outage in full; the others, most of them a busy machine's hiccups, as a count. */
function unavailableCell({ unavailable }: PartitionVerdict): string {
  const [longest, ...others] = unavailable.toSorted((a, b) => b.durationMs - a.durationMs);
  if (longest === undefined) return pc.green('never');
  const [next] = others;
  const rest = next === undefined ? '' : pc.dim(` (+${others.length} up to ${ms(next.durationMs)})`);
  if (longest.firstSuccessMs === null) return pc.red(`${ms(longest.durationMs)}, to the end`) + rest;
  return pc.yellow(`${ms(longest.durationMs)} ± ${ms(longest.uncertaintyMs)}`) + rest;
}

function newLeaderCell(effect: FaultEffect, lost: number, name: (broker: number) => string): string {
  if (effect.leaderBefore !== lost) return pc.dim('kept its leader');
  return effect.newLeader === null
    ? pc.yellow('not seen')
    : `${after(effect.newLeaderAfterMs)} (${name(effect.newLeader)})`;
}

function after(durationMs: number | null): string {
  return durationMs === null ? pc.yellow('not seen') : ms(durationMs);
}

function ms(durationMs: number): string {
  return `${Math.round(durationMs)} ms`;
}

function recordsTable({ partitions, totals, settings }: Verdict): string {
  const cells = (counts: Verdict['totals']): string[] => [
    String(counts.acknowledged),
    counts.lost === 0 ? pc.green('0') : pc.red(String(counts.lost)),
    counts.duplicated === 0 || !settings.idempotent
      ? String(counts.duplicated)
      : pc.red(String(counts.duplicated)),
    counts.outOfOrder === 0 ? '0' : pc.red(String(counts.outOfOrder)),
    String(counts.unknown),
    String(counts.failed),
  ];
  return table(
    ['PARTITION', 'ACKNOWLEDGED', 'LOST', 'DUPLICATED', 'OUT OF ORDER', 'UNKNOWN', 'FAILED'],
    [
      ...partitions.map(({ partition, records }) => [
        String(partition),
        ...cells({ ...records, lost: records.lost.length }),
      ]),
      [pc.bold('all'), ...cells(totals)],
    ],
  );
}

function longestWindow({ partitions }: Verdict): number | undefined {
  const durations = partitions.flatMap(({ unavailable }) => unavailable.map(({ durationMs }) => durationMs));
  return durations.length === 0 ? undefined : Math.max(...durations);
}

function brokerName({ nodes }: ResolvedTopology): (broker: number) => string {
  return (broker) => nodes.find((node) => isBroker(node) && node.number === broker)?.id ?? `broker ${broker}`;
}

function controllerName({ nodes }: ResolvedTopology): (controller: number) => string {
  return (controller) =>
    nodes.find(({ software, number }) => software === 'kafka' && number === controller)?.id ??
    String(controller);
}
