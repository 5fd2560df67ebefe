/** Why a consumer group stood still, as far as the recording shows it: a long silence without a cause leaves everybody guessing. */
import { brokersOf, type ResolvedTopology } from '../../../kafka/node.ts';
import { faultSpans } from '../fault-spans.ts';
import type { HistoryEvent } from '../../record/history.ts';

/** A time during which records of a partition lay unread. */
export interface Standstill {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** A member that gave up. */
export interface GaveUp {
  readonly member: number;
  readonly atMs: number;
  readonly reason: string;
  /** When it had joined again; null when that was not seen. */
  readonly joinedMs: number | null;
}

/** How long records of one partition lay unread at most. */
interface PartitionStandstill {
  readonly partition: number;
  readonly longestStandstillMs: number;
  /** Null where nothing ever lay unread. */
  readonly standstill: Standstill | null;
}

/** The longest time that records of a partition lay unread, and what was seen meanwhile. */
export interface IdleGroup extends Standstill {
  readonly partition: number;
  /** In words, what weighs most first; empty where nothing was seen. */
  readonly causes: readonly string[];
}

/** Below this a group only polls, commits and shares out partitions as groups do. */
const shortestMs = 3_000;

/** Names what was seen while the group stood still longest; null where that was not long. */
export function whyIdle(
  partitions: readonly PartitionStandstill[],
  events: readonly HistoryEvent[],
  gaveUp: readonly GaveUp[],
  topology: ResolvedTopology,
): IdleGroup | null {
  const [worst] = partitions.toSorted((a, b) => b.longestStandstillMs - a.longestStandstillMs);
  if (worst === undefined || worst.standstill === null || worst.longestStandstillMs < shortestMs) return null;
  const { partition, standstill } = worst;
  const causes = [
    ...offsetsCauses(events, standstill, topology),
    ...memberCauses(events, gaveUp, standstill),
    ...readCauses(events, partition, standstill),
  ];
  return { partition, ...standstill, causes };
}

/** What happened to the group's coordinator, and to the partition that keeps its offsets. */
function offsetsCauses(
  events: readonly HistoryEvent[],
  span: Standstill,
  topology: ResolvedTopology,
): readonly string[] {
  const seen = events.filter((event) => event.type === 'coordinator');
  const before = seen.findLast(({ atMs }) => atMs <= span.fromMs);
  const during = seen.filter(({ atMs }) => atMs > span.fromMs && atMs < span.untilMs);
  const states = before === undefined ? during : [before, ...during];
  const first = states[0];
  if (first === undefined) return [];
  const name = (number: number): string =>
    brokersOf(topology).find((broker) => broker.number === number)?.id ?? `broker ${number}`;
  const place = `__consumer_offsets-${first.offsetsPartition}`;
  const leaderless = states.filter(({ leader, isr }) => leader < 0 || isr.length === 0);
  const copies = [...new Set(states.flatMap(({ replicas }) => replicas))];
  const downMs = timeDown(events, copies, span);
  if (leaderless.length > 0 || downMs.every) {
    const only =
      copies.length === 1
        ? `its only copy is on ${copies.map(name).join()}`
        : `its copies are on ${copies.map(name).join(', ')}`;
    const gone = downMs.gone.length === 0 ? '' : `, and ${downMs.gone.map(name).join(', ')} was gone`;
    return [`its offsets are kept in ${place}, which had no leader: ${only}${gone}`];
  }
  const required = Math.min(topology.minInSyncReplicas, copies.length);
  const thin = states.find(({ isr }) => isr.length < required);
  const moved = during.find(({ coordinator }) => coordinator >= 0 && coordinator !== first.coordinator);
  const coordinatorDown = timeDown(events, [first.coordinator], span);
  return [
    ...(thin === undefined
      ? []
      : [
          `its offsets are kept in ${place}, which had ${thin.isr.length} of ${copies.length} copies in sync where min ISR is ${required}, so no offset could be committed`,
        ]),
    ...(moved === undefined
      ? coordinatorDown.gone.length === 0
        ? []
        : [`its coordinator ${name(first.coordinator)}, the leader of ${place}, was gone`]
      : [
          `its coordinator moved from ${name(first.coordinator)} to ${name(moved.coordinator)} with the leader of ${place}, ${Math.round(moved.atMs - span.fromMs)} ms into that time`,
        ]),
  ];
}

/** Which of these brokers were broken in a span of time, and whether all of them were for some of it. */
function timeDown(
  events: readonly HistoryEvent[],
  brokers: readonly number[],
  { fromMs, untilMs }: Standstill,
): { readonly gone: readonly number[]; readonly every: boolean } {
  const spans = faultSpans(events).filter(
    (span) =>
      span.broker &&
      brokers.includes(span.node) &&
      span.startMs < untilMs &&
      (span.healMs ?? Infinity) > fromMs,
  );
  const gone = [...new Set(spans.map(({ node }) => node))];
  const latestStartMs = Math.max(...spans.map(({ startMs }) => startMs));
  const firstHealMs = Math.min(...spans.map(({ healMs }) => healMs ?? Infinity));
  return { gone, every: brokers.length > 0 && gone.length === brokers.length && latestStartMs < firstHealMs };
}

function memberCauses(
  events: readonly HistoryEvent[],
  gaveUp: readonly GaveUp[],
  { fromMs, untilMs }: Standstill,
): readonly string[] {
  const out = gaveUp.filter(({ atMs, joinedMs }) => atMs < untilMs && (joinedMs ?? Infinity) > fromMs);
  const joins = events.filter(
    (event) => event.type === 'rebalance' && event.atMs > fromMs && event.atMs <= untilMs,
  );
  return [
    ...out.map(({ member, reason }) => `member ${member} had given up (${reason})`),
    ...(joins.length === 0
      ? []
      : ['the group shared out its partitions again, which nobody reads meanwhile']),
  ];
}

/** A partition that the read probers could not read either is nothing that the group could have read. */
function readCauses(
  events: readonly HistoryEvent[],
  partition: number,
  { fromMs, untilMs }: Standstill,
): readonly string[] {
  const failures = events.filter(
    (event) =>
      event.type === 'read-error' &&
      event.partition === partition &&
      event.atMs > fromMs &&
      event.atMs < untilMs,
  );
  const [first] = failures;
  if (first === undefined || first.type !== 'read-error') return [];
  return [`partition ${partition} itself could not be read for part of it (${first.kind})`];
}
