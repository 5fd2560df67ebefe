/** The tables of `klab status`. */
import { mark } from '../marks.ts';
import { isUnderReplicated } from '../../cluster/partition.ts';
import { serves, withoutSpare, type ClusterStatus, type NodeReport } from '../../runtimes/cluster-status.ts';
import { upCommandOf, type KnowsPlaces } from '../../runtimes/shared/node-states.ts';
import { countOf } from '../../runtimes/up/presence.ts';
import type { Capability } from '../../cluster/runtime.ts';
import type { Instance } from '../../cluster/instance.ts';
import { table } from './table.ts';

const stateMarks = { running: mark.good, paused: mark.doubtful, stopped: mark.bad } as const;

/**
 * All of one cluster: nodes, controller, partitions.
 * @param capabilities what klab can do to it. @default everything, which need not be said
 */
export function statusReport(status: ClusterStatus, capabilities: readonly Capability[] = []): string {
  const nodes = status.nodes.map((node) => [
    node.id,
    node.software ?? node.role,
    stateMarks[node.state](node.state) +
      healthOf(node) +
      (node.isolated === undefined ? '' : mark.doubtful(`, cut off (${node.isolated})`)) +
      (node.state === 'running' && node.registered === false ? mark.doubtful(' (not registered)') : ''),
    node.address ?? '-',
    node.rack ?? '-',
    node.controller ? mark.notable('controller') : '',
    node.handle ?? '',
  ]);
  return [
    `${mark.strong(status.instance)} on ${status.runtime}, Kafka ${status.kafkaVersion}`,
    '',
    table(['NODE', 'ROLE', 'STATE', 'ADDRESS', 'RACK', '', ''], nodes),
    '',
    ...partitionLines(status),
    ...drainLines(status),
    ...(status.problem === undefined ? [] : [mark.bad(status.problem)]),
    ...capabilityLines(capabilities),
  ].join('\n');
}

/** What can be done to a cluster that klab did not bring up, and why not the rest. */
function capabilityLines(capabilities: readonly Capability[]): string[] {
  if (capabilities.length === 0) return [];
  const rows = capabilities.map(({ purpose, obstacle, caveat }) => [
    purpose,
    obstacle === undefined ? mark.good('yes') : mark.doubtful('no'),
    obstacle ?? (caveat === undefined ? '' : mark.doubtful(caveat)),
  ]);
  return ['', table(['KLAB CAN', '', 'WHY NOT, OR WHAT TO KNOW'], rows)];
}

/** What a service says beside that its process runs. */
function healthOf({ health }: NodeReport): string {
  if (health === undefined) return '';
  return health === serves ? mark.good(`, ${serves}`) : mark.doubtful(`, ${health}`);
}

function partitionLines(status: ClusterStatus): string[] {
  const { partitions } = status;
  if (partitions === undefined) return [];
  const under = partitions.filter(isUnderReplicated).length;
  const leaderless = partitions.filter(({ leader }) => leader < 0).length;
  const summary = `${partitions.length} partitions, ${under} under-replicated, ${leaderless} without a leader`;
  const coloured = under + leaderless === 0 ? mark.good(summary) : mark.doubtful(summary);
  if (partitions.length === 0) return [coloured];
  const name = nodeNames(status.nodes);
  const hasEligible = partitions.some(({ elr }) => elr !== undefined);
  const rows = partitions.map((partition) => [
    `${partition.topic}/${partition.partition}`,
    partition.leader < 0 ? mark.bad('none') : name(partition.leader),
    partition.isr.map(name).join(', '),
    isUnderReplicated(partition)
      ? mark.doubtful(
          partition.replicas
            .filter((number) => !partition.isr.includes(number))
            .map(name)
            .join(', '),
        )
      : '',
    ...(hasEligible ? [(partition.elr ?? []).map(name).join(', ')] : []),
  ]);
  const heads = ['PARTITION', 'LEADER', 'IN SYNC', 'OUT OF SYNC', ...(hasEligible ? ['MAY LEAD (ELR)'] : [])];
  return [table(heads, rows), '', coloured];
}

/** A budget lets a broker go while another still catches up that had caught up before. */
function drainLines(status: ClusterStatus): string[] {
  const spent = status.runtime === 'kubernetes' ? withoutSpare(status) : [];
  const [first] = spent;
  if (first === undefined) return [];
  const which = `${first.topic}/${first.partition}${spent.length === 1 ? ' has' : ` and ${spent.length - 1} more have`}`;
  return [
    mark.doubtful(
      `drain no machine now: ${which} no copy to spare above min.insync.replicas ${status.minInSyncReplicas}, which a disruption budget does not see`,
    ),
  ];
}

/** Partitions name brokers by number; people know them by node id. */
function nodeNames(nodes: readonly NodeReport[]): (number: number) => string {
  const brokers = nodes.filter(({ role }) => role === 'broker' || role === 'combined');
  return (number) => brokers.find((broker) => broker.number === number)?.id ?? `broker ${number}`;
}

/** What there is to say of an instance of which only data is there. */
export function keptReport(instance: Instance, data: readonly string[], places: KnowsPlaces): string {
  const { id, runtime, topology } = instance;
  return [
    `${mark.strong(id)} on ${runtime}, Kafka ${topology.kafkaVersion}: ${mark.doubtful(`down; data kept: ${countOf(data)}`)}`,
    ...data.map((one) => `  ${one}`),
    `bring it up: ${upCommandOf(instance, places)}; delete that data: klab down ${id}`,
  ].join('\n');
}

/** One line of the list of instances. */
export interface InstanceLine {
  readonly instance: Instance;
  readonly total: number;
  /** How many nodes run; absent where nobody knows. */
  readonly running?: number;
  /** Why nobody knows. */
  readonly unknown?: string;
  /** What keeps its data, where nothing else is there. @default it has nodes */
  readonly dataKept?: readonly string[];
}

/**
 * One line per instance, where no name was given.
 * @param silent why places did not answer in which there may be more
 */
export function instancesReport(instances: readonly InstanceLine[], silent: readonly string[] = []): string {
  const unknown = new Set(instances.flatMap((line) => line.unknown ?? []));
  const beside = silent.filter((reason) => !unknown.has(reason));
  return [
    instancesTable(instances, silent.length === 0),
    ...[...unknown].map((reason) => mark.doubtful(`! ${reason}`)),
    ...beside.map((reason) => mark.doubtful(`! what else may be up is not known: ${reason}`)),
  ].join('\n');
}

function instancesTable(instances: readonly InstanceLine[], isWhole: boolean): string {
  if (instances.length === 0) {
    return `${isWhole ? 'nothing is up' : 'klab knows of nothing that is up'}; start with: klab up multi-broker`;
  }
  const rows = instances.map((line) => [
    line.instance.id,
    line.instance.topology.name,
    line.instance.runtime,
    nodesText(line),
    line.instance.createdAt || 'unknown',
  ]);
  return table(['INSTANCE', 'TOPOLOGY', 'RUNTIME', 'NODES', 'UP SINCE'], rows);
}

function nodesText({ running, total, unknown, dataKept }: InstanceLine): string {
  if (dataKept !== undefined) return mark.doubtful(`down; data kept: ${countOf(dataKept)}`);
  if (running === undefined) return mark.bad(`unknown: ${problemOf(unknown)}`);
  return (running === total ? mark.good : mark.doubtful)(`${running} of ${total} nodes run`);
}

/** Without the fix, which is said once below the table. */
function problemOf(reason = 'nobody answers'): string {
  return reason.split(/[;(]/, 1)[0]?.trim() ?? reason;
}
