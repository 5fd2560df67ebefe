/** Whether leaders moved, and came back, and all copies got in sync again. */
import type { Auditor } from '../auditor.ts';
import { isHealed } from '../fault-spans.ts';
import type { Evidence } from './evidence.ts';
import { broken, kept, type Finding } from '../finding.ts';
import { undoneEarly } from './measures.ts';
import { lastVainWait } from './vain-waits.ts';
import { later, nodesNamed, partitionsNamed } from '../words.ts';

/** Leaders and in-sync replicas. */
export const recoveryAuditor: Auditor<Evidence> = {
  of: 'leaders and copies',
  needsEnd: true,
  findings: (evidence) => [
    ...(evidence.input.expectation.survives ? newLeaders(evidence) : []),
    ...(isHealed(evidence) ? [...fullIsr(evidence), ...preferredLeaders(evidence)] : []),
  ],
};

function newLeaders({ partitions, faults, groups, input, waits }: Evidence): Finding[] {
  const led = faults.flatMap((span, index) => {
    const own = partitions.filter(({ effects }) => effects[index]?.leaderBefore === span.node);
    const group = groups.find(({ spans }) => spans.includes(span));
    const early = group !== undefined && undoneEarly(group, input.topology.sessionTimeoutMs);
    const stuck = own.filter(({ effects }) => effects[index]?.newLeader === null);
    const vainMs =
      group &&
      lastVainWait(waits, 'leaders-moved', { fromMs: group.startMs, untilMs: group.healMs ?? Infinity });
    const movedMs = own.map(({ effects }) => span.startMs + (effects[index]?.newLeaderAfterMs ?? 0));
    const isLate = vainMs !== undefined && Math.max(...movedMs) >= vainMs;
    // Where a leader was waited for in vain, and none came after that, the wait has said all there is to say.
    const isDenied = vainMs !== undefined && !isLate;
    return span.broker && own.length > 0 ? [{ span, own, stuck, early, isLate, isDenied }] : [];
  });
  const failed = led.filter(({ stuck, early }) => stuck.length > 0 && !early);
  if (failed.length > 0) {
    return failed.map(({ span, stuck }) =>
      broken('new-leader', `${partitionsNamed(stuck)} of ${span.nodeId} got no new leader`),
    );
  }
  const moved = led.filter(({ stuck, isDenied }) => stuck.length === 0 && !isDenied);
  const [only] = moved;
  if (only === undefined) return [];
  const text =
    moved.length === 1
      ? `${partitionsNamed(only.own)} of ${only.span.nodeId} got a new leader`
      : `what ${nodesNamed(moved.map(({ span }) => span))} led got a new leader each time`;
  return [kept('new-leader', text + later(moved.some(({ isLate }) => isLate)))];
}

function fullIsr({ partitions, faults, groups, waits }: Evidence): Finding[] {
  const last = groups.findLast(({ spans }) => spans.some(({ broker }) => broker));
  if (last === undefined) return [];
  const own = faults.flatMap((span, index) => (span.broker && last.spans.includes(span) ? [index] : []));
  const thin = partitions.filter(({ effects }) =>
    own.some((index) => effects[index]?.fullIsrAfterMs === null),
  );
  if (thin.length > 0) {
    return [broken('full-isr', `${partitionsNamed(thin)} did not get all copies in sync again`)];
  }
  const fullMs = partitions.flatMap(({ effects }) =>
    own.map((index) => (faults[index]?.healMs ?? 0) + (effects[index]?.fullIsrAfterMs ?? 0)),
  );
  const vainMs = lastVainWait(waits, 'full-isr', { fromMs: lastHealMs(faults), untilMs: Infinity });
  if (vainMs !== undefined && Math.max(...fullMs) < vainMs) return [];
  return [kept('full-isr', `all copies came back in sync${later(vainMs !== undefined)}`)];
}

/** Kafka itself moves leaders back only every few minutes, so a drill that does not wait for it is not broken by that. */
function preferredLeaders({ partitions, faults, waits, input }: Evidence): Finding[] {
  const code = 'preferred-leader';
  const known = partitions.filter(({ preferredLeader }) => preferredLeader >= 0);
  if (known.length === 0) return [];
  const vainMs = lastVainWait(waits, 'preferred-leaders', {
    fromMs: lastHealMs(faults),
    untilMs: Infinity,
  });
  const away = known.filter(({ preferredLeader, lastLeader }) => lastLeader !== preferredLeader);
  if (away.length > 0) {
    const named = `${partitionsNamed(away)} not led by the first copy`;
    return vainMs === undefined
      ? [kept(code, `${named}: Kafka moves leaders back in its own time`)]
      : [broken(code, `${named}, though that was asked for`)];
  }
  const hasNews = input.history.events.some(({ type, atMs }) => type === 'view' && atMs > (vainMs ?? 0));
  if (vainMs !== undefined && !hasNews) return [];
  return [kept(code, `every partition is led by its first copy again${later(vainMs !== undefined)}`)];
}

function lastHealMs(faults: Evidence['faults']): number {
  return Math.max(0, ...faults.map(({ healMs }) => healMs ?? 0));
}
