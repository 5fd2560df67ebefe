/** Holds what a consumer group was given against what Kafka promises to whoever reads at least once. */
import type { FindingOf } from './finding.ts';
import type { GroupPartitionAudit, GroupVerdict } from './group-audit.ts';
import type { DrillSettings } from './history.ts';
import { counted, uncleanAllows } from './words.ts';

/** What a finding about a consumer group is about. */
export type GroupFindingCode =
  | 'group-skipped'
  | 'group-delivered-again'
  | 'group-out-of-order'
  | 'group-gone'
  | 'group-behind'
  | 'group-standstill';

/** Every finding about a group. */
export function groupFindings(
  group: GroupVerdict,
  { uncleanElection = false }: Pick<DrillSettings, 'uncleanElection'> = {},
): readonly FindingOf<GroupFindingCode>[] {
  const { partitions, rebalances } = group;
  const delivered = total(partitions, (audit) => audit.delivered);
  const skipped = total(partitions, (audit) => audit.skipped.length);
  const again = total(partitions, (audit) => audit.deliveredAgain);
  const outOfOrder = total(partitions, (audit) => audit.outOfOrder);
  const gone = total(partitions, (audit) => audit.gone.length);
  const behind = total(partitions, (audit) => audit.behind);
  const standstillMs = Math.max(0, ...partitions.map(({ longestStandstillMs }) => longestStandstillMs));
  return [
    {
      code: 'group-skipped',
      ok: skipped === 0,
      text:
        skipped === 0
          ? `the consumer group was given ${counted(delivered, 'record')} and skipped none`
          : `the consumer group skipped ${counted(skipped, 'record')} of ${listed(partitions, (audit) => audit.skipped.length)}: NOT allowed, nobody will read them any more`,
    },
    {
      code: 'group-delivered-again',
      ok: true,
      text: `${counted(again, 'record')} delivered again${again === 0 ? '' : ': at least once allows it'}`,
    },
    {
      code: 'group-out-of-order',
      ok: outOfOrder === 0,
      text: `${counted(outOfOrder, 'record')} delivered out of order${outOfOrder === 0 ? '' : ': NOT allowed within a partition'}`,
    },
    ...(gone === 0
      ? []
      : [
          {
            code: 'group-gone' as const,
            ok: false,
            text: `${counted(gone, 'record')} of ${listed(partitions, (audit) => audit.gone.length)} delivered and then gone from the log: ${uncleanElection ? `${uncleanAllows}, but what was read was relied on` : 'NOT allowed, a reader has seen what never was'}`,
          },
        ]),
    ...(behind === 0
      ? []
      : [
          {
            code: 'group-behind' as const,
            ok: false,
            text: `the consumer group is ${counted(behind, 'record')} behind in ${listed(partitions, (audit) => audit.behind)}, with nothing left to wait for`,
          },
        ]),
    {
      code: 'group-standstill',
      ok: true,
      text: `${counted(rebalances, 'rebalance')} of the consumer group; a partition's records lay unread for ${Math.round(standstillMs)} ms at most`,
    },
  ];
}

function total(
  partitions: readonly GroupPartitionAudit[],
  count: (audit: GroupPartitionAudit) => number,
): number {
  return partitions.reduce((all, audit) => all + count(audit), 0);
}

function listed(
  partitions: readonly GroupPartitionAudit[],
  count: (audit: GroupPartitionAudit) => number,
): string {
  const hit = partitions.filter((audit) => count(audit) > 0).map(({ partition }) => partition);
  return `${hit.length === 1 ? 'partition' : 'partitions'} ${hit.join(', ')}`;
}
