/** Holds what a consumer group was given against what Kafka promises to whoever reads at least once. */
import type { VerdictInput } from '../../record/recording.ts';
import type { Auditor } from '../auditor.ts';
import { broken, kept, type Finding } from '../finding.ts';
import type { GroupPartitionAudit, GroupVerdict } from './group.ts';
import type { GaveUp, IdleGroup } from './idle-group.ts';
import type { DrillSettings } from '../../plan/settings.ts';
import { counted } from '../../../words.ts';
import { partitionsNamed, uncleanAllows } from '../words.ts';

/** What the consumer group was given. */
export const groupAuditor: Auditor<{
  readonly input: VerdictInput;
  readonly group?: GroupVerdict | undefined;
}> = {
  of: 'the consumer group',
  findings: ({ group, input }) => (group === undefined ? [] : groupFindings(group, input.history.settings)),
};

/** Every finding about a group. What only the log tells is left out where that could not be read back. */
function groupFindings(group: GroupVerdict, { uncleanElection = false }: DrillSettings): readonly Finding[] {
  const { partitions, rebalances, idle, gaveUp } = group;
  const again = total(partitions, (audit) => audit.deliveredAgain);
  const standstillMs = Math.max(0, ...partitions.map(({ longestStandstillMs }) => longestStandstillMs));
  const isKnown = partitions.every(({ skipped }) => skipped !== null);
  return [
    ...(isKnown ? [skippedFinding(partitions)] : []),
    kept(
      'group-delivered-again',
      `${counted(again, 'record')} delivered again${again === 0 ? '' : ': at least once allows it'}`,
    ),
    ...(isKnown
      ? [orderFinding(partitions), ...goneFindings(partitions, uncleanElection), ...behindFindings(group)]
      : []),
    kept(
      'group-standstill',
      `${counted(rebalances, 'rebalance')} of the consumer group; a partition's records lay unread for ${Math.round(standstillMs)} ms at most${idle === null ? '' : whyText(idle)}`,
    ),
    ...gaveUpFindings(gaveUp),
  ];
}

function whyText({ partition, causes }: IdleGroup): string {
  const where = `, in partition ${partition}`;
  if (causes.length === 0) return `${where}: the recording does not show why`;
  return `${where}, while ${causes.join('; and ')}`;
}

function skippedFinding(partitions: Audits): Finding {
  const delivered = total(partitions, (audit) => audit.delivered);
  const skipped = total(partitions, (audit) => audit.skipped?.length ?? 0);
  const text =
    skipped === 0
      ? `the consumer group was given ${counted(delivered, 'record')} and skipped none`
      : `the consumer group skipped ${counted(skipped, 'record')} of ${listed(partitions, (audit) => audit.skipped?.length ?? 0)}: NOT allowed, nobody will read them any more`;
  return { code: 'group-skipped', ok: skipped === 0, text };
}

function orderFinding(partitions: Audits): Finding {
  const outOfOrder = total(partitions, (audit) => audit.outOfOrder ?? 0);
  const text = `${counted(outOfOrder, 'record')} delivered out of order${outOfOrder === 0 ? '' : ': NOT allowed within a partition'}`;
  return { code: 'group-out-of-order', ok: outOfOrder === 0, text };
}

function goneFindings(partitions: Audits, uncleanElection: boolean): readonly Finding[] {
  const gone = total(partitions, (audit) => audit.gone?.length ?? 0);
  if (gone === 0) return [];
  const why = uncleanElection
    ? `${uncleanAllows}, but what was read was relied on`
    : 'NOT allowed, a reader has seen what never was';
  const text = `${counted(gone, 'record')} of ${listed(partitions, (audit) => audit.gone?.length ?? 0)} delivered and then gone from the log: ${why}`;
  return [broken('group-gone', text)];
}

/** A group with a member that gave up only looks on, and shows nothing of the cluster by what it has not read. */
function behindFindings({ partitions, gaveUp }: GroupVerdict): readonly Finding[] {
  const behind = total(partitions, (audit) => audit.behind ?? 0);
  if (behind === 0) return [];
  const text = `the consumer group is ${counted(behind, 'record')} behind in ${listed(partitions, (audit) => audit.behind ?? 0)}, with nothing left to wait for`;
  const excuse = gaveUp.length === 0 ? '' : '; a member of it had given up, so nothing is made of that';
  return [{ code: 'group-behind', ok: gaveUp.length > 0, text: text + excuse }];
}

function gaveUpFindings(gaveUp: readonly GaveUp[]): readonly Finding[] {
  const members = [...new Set(gaveUp.map(({ member }) => member))];
  return members.map((member) => {
    const own = gaveUp.filter((one) => one.member === member);
    const last = own.at(-1);
    const times = own.length === 1 ? '' : ` ${own.length} times, last`;
    const after =
      last === undefined || last.joinedMs === null
        ? 'and was not seen in it again'
        : `and was in it again ${Math.round(last.joinedMs - last.atMs)} ms later`;
    const text = `member ${member} of the consumer group gave up${times} (${last?.reason}) ${after}: it only looks on`;
    return kept('group-member', text);
  });
}

type Audits = readonly GroupPartitionAudit[];

function total(partitions: Audits, count: (audit: GroupPartitionAudit) => number): number {
  return partitions.reduce((all, audit) => all + count(audit), 0);
}

function listed(partitions: Audits, count: (audit: GroupPartitionAudit) => number): string {
  return partitionsNamed(partitions.filter((audit) => count(audit) > 0));
}
