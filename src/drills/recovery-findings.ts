/** Whether leaders moved, and came back, and all copies got in sync again. */
import type { Evidence } from './evidence.ts';
import type { Finding } from './finding.ts';
import { undoneEarly } from './measure-drill.ts';
import { underReplicatedFindings } from './under-replicated.ts';
import { nodesNamed, partitionsNamed } from './words.ts';

/** Findings on leaders and in-sync replicas. */
export function recoveryFindings(evidence: Evidence): readonly Finding[] {
  const { faults, input, underReplicated } = evidence;
  const healed = faults.length > 0 && faults.every(({ healMs }) => healMs !== null);
  return [
    ...(input.expectation.survives ? newLeaders(evidence) : []),
    ...(healed ? [...fullIsr(evidence), ...preferredLeaders(evidence)] : []),
    ...(underReplicated === undefined ? [] : underReplicatedFindings(underReplicated, healed)),
  ];
}

function newLeaders({ partitions, faults, groups, input }: Evidence): Finding[] {
  const led = faults.flatMap((span, index) => {
    const own = partitions.filter(({ effects }) => effects[index]?.leaderBefore === span.node);
    const group = groups.find(({ spans }) => spans.includes(span));
    const early = group !== undefined && undoneEarly(group, input.topology.sessionTimeoutMs);
    const stuck = own.filter(({ effects }) => effects[index]?.newLeader === null);
    return span.broker && own.length > 0 ? [{ span, own, stuck, early }] : [];
  });
  const failed = led.filter(({ stuck, early }) => stuck.length > 0 && !early);
  if (failed.length > 0) {
    return failed.map(({ span, stuck }) => ({
      code: 'new-leader',
      ok: false,
      text: `${partitionsNamed(stuck)} of ${span.nodeId} got no new leader`,
    }));
  }
  const moved = led.filter(({ stuck }) => stuck.length === 0);
  const [only] = moved;
  if (only === undefined) return [];
  const text =
    moved.length === 1
      ? `${partitionsNamed(only.own)} of ${only.span.nodeId} got a new leader`
      : `what ${nodesNamed(moved.map(({ span }) => span))} led got a new leader each time`;
  return [{ code: 'new-leader', ok: true, text }];
}

function fullIsr({ partitions, faults }: Evidence): Finding[] {
  const last = faults.findLastIndex(({ broker }) => broker);
  if (last < 0) return [];
  const thin = partitions.filter(({ effects }) => effects[last]?.fullIsrAfterMs === null);
  const ok = thin.length === 0;
  const text = ok
    ? 'all copies came back in sync'
    : `${partitionsNamed(thin)} did not get all copies in sync again`;
  return [{ code: 'full-isr', ok, text }];
}

/** Kafka itself moves leaders back only every few minutes, so a drill that does not wait for it is not broken by that. */
function preferredLeaders({ partitions }: Evidence): Finding[] {
  const known = partitions.filter(({ preferredLeader }) => preferredLeader >= 0);
  if (known.length === 0) return [];
  const away = known.filter(({ preferredLeader, lastLeader }) => lastLeader !== preferredLeader);
  const text =
    away.length === 0
      ? 'every partition is led by its first copy again'
      : `${partitionsNamed(away)} not led by the first copy: Kafka moves leaders back in its own time`;
  return [{ code: 'preferred-leader', ok: true, text }];
}
