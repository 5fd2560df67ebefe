/** Holds what a drill showed against what the settings promise, and says each result in one line. */
import type { Evidence, PartitionVerdict, RecordTotals } from './evidence.ts';
import type { FaultSpan } from './fault-effects.ts';
import type { DrillSettings, HistoryEvent } from './history.ts';

/** What a finding is about; a word that scripts can match. */
export type FindingCode =
  | 'lost'
  | 'duplicated'
  | 'out-of-order'
  | 'unexpected'
  | 'read-back'
  | 'writes-during-fault'
  | 'writes-after'
  | 'new-leader'
  | 'full-isr'
  | 'not-reached';

/** One promise that was looked at. */
export interface Finding {
  readonly code: FindingCode;
  readonly ok: boolean;
  /** `2 duplicates: allowed without idempotence`. */
  readonly text: string;
}

/** Every finding of a drill; it has passed when all are ok. */
export function findings(evidence: Evidence): readonly Finding[] {
  const { input } = evidence;
  return [
    ...recordFindings(evidence),
    ...availabilityFindings(evidence),
    ...(input.notReached ?? []).map((text): Finding => ({ code: 'not-reached', ok: false, text })),
  ];
}

function recordFindings({ input, totals }: Evidence): Finding[] {
  const { settings } = input.history;
  if ('problem' in input.readBack) {
    const text = `nothing is known of ${totals.acknowledged} acknowledged records: ${input.readBack.problem}`;
    return [{ code: 'read-back', ok: false, text }];
  }
  const all: Finding[] = [lossFinding(settings, totals), duplicateFinding(settings, totals)];
  all.push({
    code: 'out-of-order',
    ok: totals.outOfOrder === 0,
    text: `${totals.outOfOrder} out of order${totals.outOfOrder === 0 ? '' : ': NOT allowed with one record under way per partition'}`,
  });
  if (totals.unexpected > 0) {
    all.push({
      code: 'unexpected',
      ok: false,
      text: `${totals.unexpected} read back that were refused or never written`,
    });
  }
  return all;
}

function lossFinding(
  { acks, minInSyncReplicas }: DrillSettings,
  { lost, acknowledged }: RecordTotals,
): Finding {
  if (lost === 0) return { code: 'lost', ok: true, text: `0 of ${acknowledged} acknowledged records lost` };
  const why =
    acks === 'all'
      ? `NOT allowed with acks=all, min ISR ${minInSyncReplicas}`
      : "acks=1 promises no more than the leader's own copy, but acknowledged is acknowledged";
  return { code: 'lost', ok: false, text: `${lost} lost of ${acknowledged} acknowledged records: ${why}` };
}

function duplicateFinding({ idempotent }: DrillSettings, { duplicated }: RecordTotals): Finding {
  const noun = duplicated === 1 ? 'duplicate' : 'duplicates';
  if (duplicated === 0) return { code: 'duplicated', ok: true, text: '0 duplicates' };
  const why = idempotent ? 'NOT allowed with an idempotent producer' : 'allowed without idempotence';
  return { code: 'duplicated', ok: !idempotent, text: `${duplicated} ${noun}: ${why}` };
}

function availabilityFindings(evidence: Evidence): Finding[] {
  const { faults, input } = evidence;
  const [first] = faults;
  if (first === undefined) return [];
  const lastHealMs = Math.max(...faults.map(({ healMs }) => healMs ?? -1));
  const healed = faults.every(({ healMs }) => healMs !== null);
  const { survives } = input.expectation;
  return [
    ...(survives
      ? [...duringFault(evidence, first), ...newLeaders(evidence)]
      : [notExpected(evidence, first)]),
    ...(healed ? [...afterHeal(evidence, lastHealMs), ...fullIsr(evidence)] : []),
  ];
}

/** The topology should survive: every partition must be written to between the fault's effect and its undoing. */
function duringFault({ input, partitions }: Evidence, fault: FaultSpan): Finding[] {
  const untilMs = fault.healMs ?? Infinity;
  const dead = partitions.filter(({ partition, effects }) => {
    const noticedMs =
      fault.startMs + Math.max(effects[0]?.newLeaderAfterMs ?? 0, effects[0]?.isrShrankAfterMs ?? 0);
    return !ackedBetween(input.history.events, partition, noticedMs, untilMs);
  });
  const text =
    dead.length === 0
      ? `writes came back with ${fault.nodeId} still gone (${input.expectation.because})`
      : `writes to ${listPartitions(dead)} did not come back with ${fault.nodeId} gone: they should have (${input.expectation.because})`;
  return [{ code: 'writes-during-fault', ok: dead.length === 0, text }];
}

/** Nothing was promised: said all the same, so that nobody takes a long outage for a failure. */
function notExpected({ input, faults }: Evidence, { nodeId }: FaultSpan): Finding {
  const gone = faults.length === 1 ? nodeId : `${faults.length} nodes`;
  const text = `writes need not go on with ${gone} gone (${input.expectation.because})`;
  return { code: 'writes-during-fault', ok: true, text };
}

function newLeaders({ partitions, faults }: Evidence): Finding[] {
  return faults
    .filter(({ broker }) => broker)
    .flatMap((fault) => {
      const index = faults.indexOf(fault);
      const led = partitions.filter(({ effects }) => effects[index]?.leaderBefore === fault.node);
      const stuck = led.filter(({ effects }) => effects[index]?.newLeader === null);
      if (led.length === 0) return [];
      const ok = stuck.length === 0;
      const text = ok
        ? `${listPartitions(led)} of ${fault.nodeId} got a new leader`
        : `${listPartitions(stuck)} of ${fault.nodeId} got no new leader`;
      return [{ code: 'new-leader' as const, ok, text }];
    });
}

function afterHeal({ input, partitions }: Evidence, healMs: number): Finding[] {
  const dead = partitions.filter(
    ({ partition }) => !ackedBetween(input.history.events, partition, healMs, Infinity),
  );
  const ok = dead.length === 0;
  const text = ok
    ? 'every partition took writes after the restart'
    : `writes to ${listPartitions(dead)} never came back after the restart`;
  return [{ code: 'writes-after', ok, text }];
}

function fullIsr({ partitions, faults }: Evidence): Finding[] {
  const last = faults.findLastIndex(({ broker }) => broker);
  if (last < 0) return [];
  const thin = partitions.filter(({ effects }) => effects[last]?.fullIsrAfterMs === null);
  const ok = thin.length === 0;
  const text = ok
    ? 'all copies came back in sync'
    : `${listPartitions(thin)} did not get all copies in sync again`;
  return [{ code: 'full-isr', ok, text }];
}

function ackedBetween(
  events: readonly HistoryEvent[],
  partition: number,
  fromMs: number,
  untilMs: number,
): boolean {
  return events.some(
    (event) =>
      event.type === 'ack' && event.partition === partition && event.atMs > fromMs && event.atMs <= untilMs,
  );
}

function listPartitions(partitions: readonly PartitionVerdict[]): string {
  const noun = partitions.length === 1 ? 'partition' : 'partitions';
  return `${noun} ${partitions.map(({ partition }) => partition).join(', ')}`;
}
