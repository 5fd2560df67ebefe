/** Whether partitions could be written and read while nodes were gone and once they were back, each fault for itself. */
import type { Evidence, PartitionVerdict } from './evidence.ts';
import type { Finding } from './finding.ts';
import type { FaultGroup } from './fault-spans.ts';
import { undoneEarly } from './measure-drill.ts';
import { nodesNamed, partitionsNamed } from './words.ts';

/** What a partition is used for, and the event that shows it works. */
const uses = {
  writes: { event: 'ack', during: 'writes-during-fault', after: 'writes-after', verb: 'took writes' },
  reads: { event: 'read', during: 'reads-during-fault', after: 'reads-after', verb: 'could be read' },
} as const;

type Use = keyof typeof uses;

/** Findings on writes and reads, during each group of faults and after the last. */
export function availabilityFindings(evidence: Evidence): readonly Finding[] {
  const { groups, input } = evidence;
  if (groups.length === 0) return [];
  // A recording without readers says nothing of reads.
  const used: Use[] = input.history.events.some(({ type }) => type === 'read')
    ? ['writes', 'reads']
    : ['writes'];
  return used.flatMap((use) => [...duringFindings(evidence, use), ...afterFindings(evidence, use)]);
}

function duringFindings(evidence: Evidence, use: Use): Finding[] {
  const { groups, input } = evidence;
  const { survives, because } = input.expectation;
  const code = uses[use].during;
  const judged = groups.map((group) => ({ group, dead: deadDuring(evidence, use, group) }));
  const { sessionTimeoutMs } = input.topology;
  if (!survives)
    return [
      unpromised(
        evidence,
        use,
        judged.flatMap(({ dead }) => dead),
      ),
    ];
  const failed = judged.filter(({ group, dead }) => dead.length > 0 && !undoneEarly(group, sessionTimeoutMs));
  if (failed.length > 0) {
    return failed.map(({ group, dead }) => ({
      code,
      ok: false,
      text: `${use} ${preposition[use]} ${partitionsNamed(dead)} did not come back with ${nodesNamed(group.spans)} gone: they should have (${because})`,
    }));
  }
  const kept = judged.filter(({ dead }) => dead.length === 0).map(({ group }) => group);
  const early = judged.filter(({ dead }) => dead.length > 0).map(({ group }) => group);
  return [
    ...(kept.length === 0 ? [] : [{ code, ok: true, text: `${use} came back ${gone(kept)} (${because})` }]),
    ...(early.length === 0 ? [] : [{ code, ok: true, text: notMissed(early, use, sessionTimeoutMs) }]),
  ];
}

const preposition = { writes: 'to', reads: 'of' } as const;

/** Partitions that showed no sign of life between the fault's effect on them and its undoing. */
function deadDuring(
  { input, partitions, faults }: Evidence,
  use: Use,
  group: FaultGroup,
): PartitionVerdict[] {
  return partitions.filter(({ partition, effects }) => {
    const noticedMs = group.spans.map((span) => {
      const effect = effects[faults.indexOf(span)];
      // Reads need a leader; writes with acks=all need the lost copy to be counted out as well.
      const shrankAfterMs = use === 'writes' ? (effect?.isrShrankAfterMs ?? 0) : 0;
      // What is answered while a fault is still being done says nothing of how things are with it.
      return Math.max(span.endMs ?? 0, span.startMs + Math.max(effect?.newLeaderAfterMs ?? 0, shrankAfterMs));
    });
    const untilMs = group.healMs ?? Infinity;
    return !input.history.events.some(
      (event) =>
        event.type === uses[use].event &&
        event.partition === partition &&
        event.atMs > Math.max(...noticedMs) &&
        event.atMs <= untilMs,
    );
  });
}

/** Nothing was promised: said all the same, so that nobody takes a long outage for a failure. */
function unpromised({ input, groups }: Evidence, use: Use, dead: readonly PartitionVerdict[]): Finding {
  const { because } = input.expectation;
  const names = nodesNamed(groups.flatMap(({ spans }) => spans));
  if (use === 'writes') {
    const text = `writes need not go on with ${names} gone (${because})`;
    return { code: 'writes-during-fault', ok: true, text };
  }
  const stopped = [...new Set(dead)].toSorted((a, b) => a.partition - b.partition);
  const text =
    stopped.length === 0
      ? `reads went on with ${names} gone`
      : `reads of ${partitionsNamed(stopped)} stopped with ${names} gone, as they may (${because})`;
  return { code: 'reads-during-fault', ok: true, text };
}

function gone(groups: readonly FaultGroup[]): string {
  const names = nodesNamed(groups.flatMap(({ spans }) => spans));
  if (groups.length === 1) return `with ${names} still gone`;
  return `each of ${groups.length} times, with ${names} still gone`;
}

function notMissed(groups: readonly FaultGroup[], use: Use, sessionTimeoutMs: number): string {
  const names = nodesNamed(groups.flatMap(({ spans }) => spans));
  const times = groups.length === 1 ? '' : `, ${groups.length} times`;
  return `${use} need not come back before ${names} did: it was there again within its session of ${sessionTimeoutMs} ms${times}`;
}

function afterFindings({ input, partitions, groups, faults }: Evidence, use: Use): Finding[] {
  if (faults.some(({ healMs }) => healMs === null)) return [];
  const healMs = Math.max(...faults.map((span) => span.healMs ?? 0));
  const { event: sign, after: code, verb } = uses[use];
  const dead = partitions.filter(
    ({ partition }) =>
      !input.history.events.some(
        (event) => event.type === sign && event.partition === partition && event.atMs > healMs,
      ),
  );
  const names = nodesNamed(groups.at(-1)?.spans ?? []);
  const ok = dead.length === 0;
  const text = ok
    ? `every partition ${verb} once ${names} came back`
    : `${use} ${preposition[use]} ${partitionsNamed(dead)} never came back, though ${names} did`;
  return [{ code, ok, text }];
}
