/** The states a drill waits for, each answered with what is still missing. */
import { brokersOf, type LabNode, type ResolvedTopology } from '../../kafka/node.ts';
import type { DrillSettings } from './settings.ts';
import type { PartitionState } from '../../cluster/partition.ts';
import type { DrillCondition } from './plan.ts';

/** What conditions are answered from. */
export interface ConditionView {
  readonly topology: ResolvedTopology;
  readonly settings: DrillSettings;
  /** Nodes that are lost now. */
  readonly lost: readonly LabNode[];
  /** Newest view of each partition. */
  readonly partitions: readonly PartitionState[];
  /** What every broker that answers and is not lost says of a partition. */
  readonly opinions: (partition: number) => readonly PartitionState[];
  /** Numbers of the brokers that answer. */
  readonly answering: readonly number[];
  /** Number of the active controller; -1 when none was ever seen. */
  readonly controller: number;
  /** Time of a partition's last acknowledgement, in milliseconds; undefined when there was none. */
  readonly lastAckMs: (partition: number) => number | undefined;
  /** When the wait began. */
  readonly sinceMs: number;
}

/** What each condition is called when it is waited for. */
export const conditionNames: Readonly<Record<DrillCondition, string>> = {
  'leaders-moved': 'every partition to have a living leader',
  'isr-shrunk': 'lost brokers to leave the in-sync replicas',
  'writes-back': 'every partition to take writes',
  'full-isr': 'all copies to be in sync',
  'controller-back': 'an active controller',
  'preferred-leaders': 'every partition to be led by its first copy',
};

/** What is missing for a condition; undefined when it holds. */
export function missingFor(condition: DrillCondition, view: ConditionView): string | undefined {
  if (view.partitions.length < view.settings.partitions) {
    return `${view.partitions.length} of ${view.settings.partitions} partitions known`;
  }
  return checks[condition](view);
}

const checks: Readonly<Record<DrillCondition, (view: ConditionView) => string | undefined>> = {
  'leaders-moved': ({ partitions, lost }) => {
    const stuck = partitions.find(({ leader }) => leader < 0 || isLost(leader, lost));
    if (stuck === undefined) return undefined;
    return stuck.leader < 0
      ? `partition ${stuck.partition} has no leader`
      : `partition ${stuck.partition} is still led by ${name(stuck.leader, lost)}`;
  },
  'isr-shrunk': ({ partitions, opinions, lost }) => {
    for (const { partition } of partitions) {
      const stale = opinions(partition).find(({ isr }) => isr.some((number) => isLost(number, lost)));
      if (stale !== undefined) return `a lost broker still counts as in sync in partition ${partition}`;
    }
    return undefined;
  },
  'writes-back': ({ partitions, lastAckMs, sinceMs }) => {
    const silent = partitions.find(({ partition }) => (lastAckMs(partition) ?? -1) <= sinceMs);
    return silent === undefined ? undefined : `partition ${silent.partition} acknowledges nothing`;
  },
  'full-isr': ({ partitions, opinions, answering, topology, settings }) => {
    const silent = brokersOf(topology).find(({ number }) => !answering.includes(number));
    if (silent !== undefined) return `${silent.id} does not answer`;
    for (const { partition } of partitions) {
      const thin = opinions(partition).find(
        ({ isr, leader }) => leader < 0 || isr.length < settings.replicationFactor,
      );
      if (thin !== undefined) {
        return `partition ${partition} has ${thin.isr.length} of ${settings.replicationFactor} copies in sync`;
      }
    }
    return undefined;
  },
  'controller-back': ({ controller, lost }) =>
    lost.some(({ software, number }) => software === 'kafka' && number === controller)
      ? 'no other node is the active controller'
      : undefined,
  'preferred-leaders': ({ partitions }) => {
    const away = partitions.find(({ leader, replicas }) => leader !== replicas[0]);
    return away && `partition ${away.partition} is led by broker ${away.leader}`;
  },
};

function isLost(broker: number, lost: readonly LabNode[]): boolean {
  return brokerNamed(broker, lost) !== undefined;
}

function name(broker: number, nodes: readonly LabNode[]): string {
  return brokerNamed(broker, nodes)?.id ?? `broker ${broker}`;
}

function brokerNamed(broker: number, nodes: readonly LabNode[]): LabNode | undefined {
  return nodes.find(
    (node) => node.software === 'kafka' && node.role !== 'controller' && node.number === broker,
  );
}
