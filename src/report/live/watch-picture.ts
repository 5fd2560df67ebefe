/** A watched cluster as the live view draws it. */
import type { Growth } from '../../client/watch/offset-rates.ts';
import type { ClusterSnapshot } from '../../client/watch/snapshot.ts';
import type { PartitionState } from '../../cluster/partition.ts';
import { isBroker, type LabNode, type ResolvedTopology } from '../../kafka/node.ts';
import type { NodeStatus } from '../../cluster/node-status.ts';
import { standingLine } from '../text/watch-report.ts';
import type { LiveNode, LivePartition, LivePicture } from './picture.ts';

/** What is drawn besides the snapshot. */
export interface WatchPictureOptions {
  readonly title: string;
  readonly clock: string;
  /** The only topic that is watched. @default all */
  readonly topic?: string;
  /** How fast a partition grows; undefined where that is not known. */
  readonly growthOf: (partition: PartitionState) => Growth | undefined;
  /** What has changed last, in lines; the newest at the end. */
  readonly news: readonly string[];
}

/** The picture of one moment. */
export function watchPicture(
  topology: ResolvedTopology,
  snapshot: ClusterSnapshot,
  { title, clock, topic, growthOf, news }: WatchPictureOptions,
): LivePicture {
  return {
    title,
    clock,
    status: [[standingLine(topology, snapshot)]],
    nodes: topology.nodes.map((node) => liveNode(node, snapshot)),
    partitions: snapshot.partitions.map((partition) => livePartition(partition, growthOf(partition))),
    noPartitions:
      topic === undefined ? "there are no topics but Kafka's own" : `there is no topic ${topic} now`,
    footer: news.map((line) => [line]),
  };
}

function liveNode(node: LabNode, { answering, controller, nodes }: ClusterSnapshot): LiveNode {
  const status = nodes.find(({ id }) => id === node.id);
  const broker = isBroker(node);
  const answers = broker ? answering.includes(node.number) : isUp(status);
  const trouble = troubleOf(status) ?? (answers ? undefined : 'silent');
  return {
    id: node.id,
    number: node.number,
    broker,
    controller: node.software === 'kafka' && node.number === controller,
    answers,
    ...(trouble !== undefined && { trouble }),
  };
}

/** Nothing is said against a node of which the runtime says nothing. */
function isUp(status: NodeStatus | undefined): boolean {
  return status === undefined || (status.state === 'running' && status.isolated === undefined);
}

function troubleOf(status: NodeStatus | undefined): string | undefined {
  if (status === undefined) return undefined;
  if (status.isolated !== undefined) return 'cut off';
  return status.state === 'running' ? undefined : status.state;
}

function livePartition(partition: PartitionState, growth: Growth | undefined): LivePartition {
  const { topic, leader, isr, elr, replicas } = partition;
  return {
    name: `${topic}/${partition.partition}`,
    leader,
    isr,
    ...(elr !== undefined && { elr }),
    replicas,
    ...(growth !== undefined && { writes: growth }),
  };
}
