/** Whether partitions could be written and read while nodes were gone and once they were back, each fault for itself. */
import type { Auditor } from '../auditor.ts';
import type { Evidence, PartitionVerdict } from './evidence.ts';
import type { FaultGroup } from '../fault-spans.ts';
import { broken, kept, unknown, type Finding } from '../finding.ts';
import { undoneEarly } from './measures.ts';
import {
  useAfter,
  useDuring,
  uses,
  vainAfter,
  vainDuring,
  type Use,
  type UseState,
} from './use-during-fault.ts';
import { later, nodesNamed, partitionsNamed } from '../words.ts';

/** Writes and reads, during each group of faults and after the last. */
export const availabilityAuditor: Auditor<Evidence> = {
  of: 'writes and reads',
  needsEnd: true,
  findings: availabilityFindings,
};

function availabilityFindings(evidence: Evidence): readonly Finding[] {
  const { groups, input } = evidence;
  if (groups.length === 0) return [];
  // A recording without readers says nothing of reads.
  const used: Use[] = input.history.events.some(({ type }) => type === 'read')
    ? ['writes', 'reads']
    : ['writes'];
  return used.flatMap((use) => [...duringFindings(evidence, use), ...afterFindings(evidence, use)]);
}

/** A group of faults with what became of each partition. */
interface JudgedGroup {
  readonly group: FaultGroup;
  readonly stopped: readonly PartitionVerdict[];
  readonly interrupted: readonly PartitionVerdict[];
  readonly untried: readonly PartitionVerdict[];
}

function duringFindings(evidence: Evidence, use: Use): Finding[] {
  const { groups, input, partitions } = evidence;
  const judged = groups.map((group): JudgedGroup => {
    const states = partitions.map((one) => useDuring(evidence, use, group, one));
    const inState = (state: UseState): PartitionVerdict[] =>
      partitions.filter((_, index) => states[index] === state);
    return {
      group,
      stopped: inState('stopped'),
      interrupted: inState('came-back'),
      untried: inState('untried'),
    };
  });
  const { survives, because } = input.expectation;
  if (!survives) return [unpromised(evidence, use, judged)];
  const { sessionTimeoutMs } = input.topology;
  const code = uses[use].during;
  const failed = judged.filter(
    ({ group, stopped }) => stopped.length > 0 && !undoneEarly(group, sessionTimeoutMs),
  );
  if (failed.length > 0) {
    return failed.map(({ group, stopped }) =>
      broken(
        code,
        `${use} ${preposition[use]} ${partitionsNamed(stopped)} did not come back with ${nodesNamed(group.spans)} gone: they should have (${because})`,
      ),
    );
  }
  const untold = judged.filter(
    ({ group, untried }) => untried.length > 0 && !undoneEarly(group, sessionTimeoutMs),
  );
  if (untold.length > 0) {
    return untold.map(({ group, untried }) =>
      unknown(
        code,
        `nothing is known of ${use} ${preposition[use]} ${partitionsNamed(untried)} with ${nodesNamed(group.spans)} gone: none was tried`,
      ),
    );
  }
  const early = judged.filter(({ stopped }) => stopped.length > 0).map(({ group }) => group);
  const survived = judged.filter(({ stopped }) => stopped.length === 0);
  const wentOn = survived.filter(({ interrupted }) => interrupted.length === 0).map(({ group }) => group);
  const cameBack = survived.filter(({ interrupted }) => interrupted.length > 0).map(({ group }) => group);
  const isLate = cameBack.some((group) => vainDuring(evidence.waits, use, group) !== undefined);
  return [
    ...(wentOn.length === 0 ? [] : [kept(code, `${use} went on ${gone(wentOn)} (${because})`)]),
    ...(cameBack.length === 0
      ? []
      : [kept(code, `${use} came back ${gone(cameBack)} (${because})${later(isLate)}`)]),
    ...(early.length === 0 ? [] : [kept(code, notMissed(early, use, sessionTimeoutMs))]),
  ];
}

const preposition = { writes: 'to', reads: 'of' } as const;

/** Nothing was promised: said all the same, so that nobody takes a long outage for a failure. */
function unpromised({ input, groups }: Evidence, use: Use, judged: readonly JudgedGroup[]): Finding {
  const { because } = input.expectation;
  const names = nodesNamed(groups.flatMap(({ spans }) => spans));
  if (use === 'writes') {
    return kept('writes-during-fault', `writes need not go on with ${names} gone (${because})`);
  }
  const stopped = each(judged.flatMap((one) => one.stopped));
  const interrupted = each(judged.flatMap((one) => one.interrupted));
  const text =
    stopped.length > 0
      ? `reads of ${partitionsNamed(stopped)} stopped with ${names} gone, as they may (${because})`
      : interrupted.length > 0
        ? `reads of ${partitionsNamed(interrupted)} stopped and came back with ${names} gone, as they may (${because})`
        : `reads went on with ${names} gone`;
  return kept('reads-during-fault', text);
}

function each(partitions: readonly PartitionVerdict[]): readonly PartitionVerdict[] {
  return [...new Set(partitions)].toSorted((a, b) => a.partition - b.partition);
}

function gone(groups: readonly FaultGroup[]): string {
  const names = nodesNamed(groups.flatMap(({ spans }) => spans));
  if (groups.length === 1) return `with ${names} still gone`;
  return `each of ${groups.length} times, with ${names} still gone`;
}

function notMissed(groups: readonly FaultGroup[], use: Use, sessionTimeoutMs: number): string {
  const names = nodesNamed(groups.flatMap(({ spans }) => spans));
  const times = groups.length === 1 ? '' : `, ${groups.length} times`;
  if (groups.some(({ cameBack }) => cameBack === true))
    return `${use} need not come back before ${names} did, by itself${times}`;
  return `${use} need not come back before ${names} did: it was there again within its session of ${sessionTimeoutMs} ms${times}`;
}

/** Nothing is claimed of the time after where a node is not back. */
function afterFindings(evidence: Evidence, use: Use): Finding[] {
  const { input, partitions, groups, faults, waits } = evidence;
  if (input.left !== undefined || faults.some(({ healedMs }) => healedMs === null)) return [];
  const healedMs = Math.max(...faults.map((span) => span.healedMs ?? 0));
  const { after: code, verb } = uses[use];
  const states = partitions.map((one) => useAfter(evidence, use, healedMs, one));
  const dead = partitions.filter((_, index) => states[index] === 'never');
  const again = partitions.filter((_, index) => states[index] === 'stopped-again');
  const names = nodesNamed(groups.at(-1)?.spans ?? []);
  if (dead.length === 0 && again.length === 0) {
    const isLate = vainAfter(waits, use, faults) !== undefined;
    return [kept(code, `every partition ${verb} once ${names} came back${later(isLate)}`)];
  }
  const said = (ones: readonly PartitionVerdict[], what: string): Finding[] =>
    ones.length === 0 ? [] : [broken(code, `${use} ${preposition[use]} ${partitionsNamed(ones)} ${what}`)];
  return [
    ...said(dead, `never came back, though ${names} did`),
    ...said(again, `came back with ${names}, and had stopped when the traffic ended`),
  ];
}
