/** The tables of a finished drill: what its faults did, what became of records, what changed for the whole cluster. */
import { mark } from '../marks.ts';
import type { FaultEffect, FaultSpan } from '../../drills/judge/fault-spans.ts';
import { fencedTimesOf } from '../../drills/judge/fencings.ts';
import type { Verdict } from '../../drills/judge/verdict.ts';
import type { UnavailabilityWindow } from '../../drills/judge/windows.ts';
import { brokerName, nodeName, type ResolvedTopology } from '../../kafka/node.ts';
import { perSecond } from './load-text.ts';
import { humanDuration, table } from './table.ts';

/** Past this a table for each fault is no longer read. */
const mostFaultTables = 2;

/** What the faults did: a table for each of few, one line for each of many. */
export function faultTables(verdict: Verdict, topology: ResolvedTopology): readonly string[] {
  const { faults } = verdict;
  if (faults.length > mostFaultTables) {
    return [windowsTable(verdict), '', manyFaultsTable(verdict), ''];
  }
  return faults.flatMap((fault, index) => [
    ...(faults.length > 1 ? [`fault ${index + 1}: ${fault.fault} ${fault.nodeId}`] : []),
    effectsTable(verdict, index, topology),
    '',
  ]);
}

function effectsTable(verdict: Verdict, fault: number, topology: ResolvedTopology): string {
  const name = (number: number): string => brokerName(topology, number);
  const rows = verdict.partitions.map((partition) => {
    const effect = partition.effects[fault];
    return [
      String(partition.partition),
      effect === undefined || effect.leaderBefore < 0 ? 'none' : name(effect.leaderBefore),
      windowsCell(partition.unavailable),
      windowsCell(partition.unreadable),
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
      'NO READS FOR',
      'NEW LEADER AFTER',
      'ISR SHRANK AFTER',
      'FULL ISR AFTER RESTART',
    ],
    rows,
  );
}

function windowsTable({ partitions }: Verdict): string {
  const rows = partitions.map(({ partition, unavailable, unreadable }) => [
    String(partition),
    windowsCell(unavailable),
    windowsCell(unreadable),
  ]);
  return table(['PARTITION', 'NO WRITES FOR', 'NO READS FOR'], rows);
}

/** Of each fault the partition that it hit longest. */
function manyFaultsTable({ faults, partitions }: Verdict): string {
  const rows = faults.map((span, index) => {
    const effects = partitions.flatMap(({ effects: own }) => own[index] ?? []);
    return [
      `${index + 1}`,
      `${span.fault} ${span.nodeId}`,
      longestCell(effects, span, ({ leaderBefore }) => leaderBefore === span.node, 'newLeaderAfterMs'),
      longestCell(effects, span, ({ wasInSync }) => wasInSync, 'isrShrankAfterMs'),
      longestCell(effects, span, () => true, 'fullIsrAfterMs'),
    ];
  });
  return table(['FAULT', '', 'NEW LEADERS AFTER', 'ISR SHRANK AFTER', 'FULL ISR AFTER RESTART'], rows);
}

function longestCell(
  effects: readonly FaultEffect[],
  { broker }: FaultSpan,
  concerns: (effect: FaultEffect) => boolean,
  time: 'newLeaderAfterMs' | 'isrShrankAfterMs' | 'fullIsrAfterMs',
): string {
  const times = broker ? effects.filter(concerns).map((effect) => effect[time]) : [];
  if (times.length === 0) return mark.dim('not concerned');
  const seen = times.filter((durationMs) => durationMs !== null);
  return after(seen.length < times.length ? null : Math.max(...seen));
}

/** The longest outage in full; the others, most of them a busy machine's hiccups, as a count. */
function windowsCell(windows: readonly UnavailabilityWindow[]): string {
  const [longest, ...others] = windows.toSorted((a, b) => b.durationMs - a.durationMs);
  if (longest === undefined) return mark.good('none');
  const [next] = others;
  const rest = next === undefined ? '' : mark.dim(` (+${others.length} up to ${ms(next.durationMs)})`);
  if (longest.firstSuccessMs === null) return mark.bad(`${ms(longest.durationMs)}, to the end`) + rest;
  return mark.doubtful(`${ms(longest.durationMs)} ± ${ms(longest.uncertaintyMs)}`) + rest;
}

function newLeaderCell(effect: FaultEffect, lost: number, name: (broker: number) => string): string {
  if (effect.leaderBefore !== lost) return mark.dim('not concerned');
  return effect.newLeader === null
    ? mark.doubtful('not seen')
    : `${after(effect.newLeaderAfterMs)} (${name(effect.newLeader)})`;
}

function after(durationMs: number | null): string {
  return durationMs === null ? mark.doubtful('not seen') : ms(durationMs);
}

function ms(durationMs: number): string {
  return `${Math.round(durationMs)} ms`;
}

/** What became of the records of each partition, and the rate that it reached; `?` is what nobody knows. */
export function recordsTable({ partitions, totals, settings, load }: Verdict): string {
  const bad = (count: number | null): string =>
    count === null ? mark.doubtful('?') : count === 0 ? '0' : mark.bad(String(count));
  const cells = (counts: Verdict['totals']): string[] => [
    String(counts.acknowledged),
    counts.lost === 0 ? mark.good('0') : bad(counts.lost),
    settings.idempotent || counts.duplicated === null ? bad(counts.duplicated) : String(counts.duplicated),
    bad(counts.outOfOrder),
    bad(counts.seenThenGone),
    String(counts.unknown),
    String(counts.failed),
  ];
  return table(
    [
      'PARTITION',
      'ACKNOWLEDGED',
      'LOST',
      'DUPLICATED',
      'OUT OF ORDER',
      'READ, THEN GONE',
      'UNKNOWN',
      'FAILED',
      'RECORDS/S',
    ],
    [
      ...partitions.map(({ partition, records, reads }) => [
        String(partition),
        ...cells({
          ...records,
          lost: records.lost?.length ?? null,
          seenThenGone: reads.gone?.length ?? null,
        }),
        perSecond(load.partitions[partition] ?? null),
      ]),
      [mark.strong('all'), ...cells(totals), perSecond(load.reached)],
    ],
  );
}

/** What changed for the whole cluster, a line each; nothing where nothing did. */
export function clusterLines({ changes, faults }: Verdict, topology: ResolvedTopology): readonly string[] {
  const faultMs = faults[0]?.startMs;
  const controller = (number: number): string => nodeName(topology, number, String(number));
  const since = (atMs: number): string => {
    if (faultMs === undefined) return `${humanDuration(atMs)} into the drill`;
    const side = atMs < faultMs ? 'before' : 'after';
    return `${humanDuration(Math.abs(atMs - faultMs))} ${side} the first fault`;
  };
  const lines = [
    ...changes.controllers.map(
      ({ atMs, from, to }) => `controller ${controller(from)} gave way to ${controller(to)} ${since(atMs)}`,
    ),
    ...fencedTimesOf(changes, faults).map(({ broker: number, fencedMs, backMs, whileRunning }) => {
      const length = backMs === null ? 'to the end' : `for ${humanDuration(backMs - fencedMs)}`;
      const line = `${brokerName(topology, number)} was fenced ${since(fencedMs)}, ${length}`;
      return whileRunning ? mark.doubtful(`${line}, while it ran`) : line;
    }),
  ];
  return lines.length === 0 ? [] : [...lines, ''];
}
