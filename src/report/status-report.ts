/** The tables of `klab status`. */
import pc from 'picocolors';
import {
  isUnderReplicated,
  serves,
  withoutSpare,
  type ClusterStatus,
  type NodeReport,
} from '../runtimes/cluster-status.ts';
import type { Instance } from '../runtimes/runtime.ts';
import { table } from './table.ts';

const stateColours = { running: pc.green, paused: pc.yellow, stopped: pc.red } as const;

/** All of one cluster: nodes, controller, partitions. */
export function statusReport(status: ClusterStatus): string {
  const nodes = status.nodes.map((node) => [
    node.id,
    node.software ?? node.role,
    stateColours[node.state](node.state) +
      healthOf(node) +
      (node.isolated === undefined ? '' : pc.yellow(`, cut off (${node.isolated})`)) +
      (node.state === 'running' && node.registered === false ? pc.yellow(' (not registered)') : ''),
    node.address ?? '-',
    node.rack ?? '-',
    node.controller ? pc.cyan('controller') : '',
    node.handle ?? '',
  ]);
  return [
    `${pc.bold(status.instance)} on ${status.runtime}, Kafka ${status.kafkaVersion}`,
    '',
    table(['NODE', 'ROLE', 'STATE', 'ADDRESS', 'RACK', '', ''], nodes),
    '',
    ...partitionLines(status),
    ...drainLines(status),
    ...(status.problem === undefined ? [] : [pc.red(status.problem)]),
  ].join('\n');
}

/** What a service says beside that its process runs. */
function healthOf({ health }: NodeReport): string {
  if (health === undefined) return '';
  return health === serves ? pc.green(`, ${serves}`) : pc.yellow(`, ${health}`);
}

function partitionLines(status: ClusterStatus): string[] {
  const { partitions } = status;
  if (partitions === undefined) return [];
  const under = partitions.filter(isUnderReplicated).length;
  const leaderless = partitions.filter(({ leader }) => leader < 0).length;
  const summary = `${partitions.length} partitions, ${under} under-replicated, ${leaderless} without a leader`;
  const coloured = under + leaderless === 0 ? pc.green(summary) : pc.yellow(summary);
  if (partitions.length === 0) return [coloured];
  const name = nodeNames(status.nodes);
  const rows = partitions.map((partition) => [
    `${partition.topic}/${partition.partition}`,
    partition.leader < 0 ? pc.red('none') : name(partition.leader),
    partition.isr.map(name).join(', '),
    isUnderReplicated(partition)
      ? pc.yellow(
          partition.replicas
            .filter((number) => !partition.isr.includes(number))
            .map(name)
            .join(', '),
        )
      : '',
  ]);
  return [table(['PARTITION', 'LEADER', 'IN SYNC', 'OUT OF SYNC'], rows), '', coloured];
}

/** A budget lets a broker go while another still catches up that had caught up before. */
function drainLines(status: ClusterStatus): string[] {
  const spent = status.runtime === 'kubernetes' ? withoutSpare(status) : [];
  const [first] = spent;
  if (first === undefined) return [];
  const which = `${first.topic}/${first.partition}${spent.length === 1 ? ' has' : ` and ${spent.length - 1} more have`}`;
  return [
    pc.yellow(
      `drain no machine now: ${which} no copy to spare above min.insync.replicas ${status.minInSyncReplicas}, which a disruption budget does not see`,
    ),
  ];
}

/** Partitions name brokers by number; people know them by node id. */
function nodeNames(nodes: readonly NodeReport[]): (number: number) => string {
  const brokers = nodes.filter(({ role }) => role === 'broker' || role === 'combined');
  return (number) => brokers.find((broker) => broker.number === number)?.id ?? `broker ${number}`;
}

/** One line per instance, where no name was given. */
export function instancesReport(
  instances: readonly { instance: Instance; running: number; total: number }[],
): string {
  if (instances.length === 0) return 'nothing is up; start with: klab up multi-broker';
  const rows = instances.map(({ instance, running, total }) => [
    instance.id,
    instance.topology.name,
    instance.runtime,
    (running === total ? pc.green : pc.yellow)(`${running} of ${total} nodes run`),
    instance.createdAt,
  ]);
  return table(['INSTANCE', 'TOPOLOGY', 'RUNTIME', 'NODES', 'UP SINCE'], rows);
}
