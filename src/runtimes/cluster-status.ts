/** What `klab status` shows: the runtime's view of processes beside Kafka's view of itself. */
import { LabError, messageOf } from '../errors.ts';
import { activeController } from '../client/watch/active-controller.ts';
import { askEligible, withEligible } from '../client/watch/eligible.ts';
import { silentWords, viewOfLiving } from '../client/watch/living-view.ts';
import { isUnderReplicated, type PartitionState } from '../cluster/partition.ts';
import { serviceTrouble } from '../client/services/trouble.ts';
import { isBroker, servicesOf, type LabNode } from '../kafka/node.ts';
import type { ServiceSoftware } from '../kafka/service.ts';
import type { RunningCluster } from '../cluster/running-cluster.ts';
import type { NodeStatus } from '../cluster/node-status.ts';

/** A node's process state, and whether Kafka counts it as a member. */
export interface NodeReport extends NodeStatus {
  /** Kafka's number of the node, by which partitions name their brokers. */
  readonly number: number;
  readonly role: LabNode['role'];
  readonly rack?: string;
  /** Brokers only, and only when Kafka answers: whether it is registered. */
  readonly registered?: boolean;
  readonly controller: boolean;
  /** Of a side service: its software. */
  readonly software?: ServiceSoftware;
  /** Of a side service that runs: `serves`, or in words why it does not. */
  readonly health?: string;
}

/** One cluster at one moment. */
export interface ClusterStatus {
  readonly instance: string;
  readonly topology: string;
  readonly runtime: string;
  readonly kafkaVersion: string;
  /** How many copies must be in sync for an acknowledged write, where a topic asks for nothing else. */
  readonly minInSyncReplicas: number;
  readonly nodes: readonly NodeReport[];
  /** Partitions of all topics; absent when no broker answers. */
  readonly partitions?: readonly PartitionState[];
  /** Why Kafka's own view is missing or incomplete. */
  readonly problem?: string;
}

/**
 * Partitions that have fewer copies in sync than there should be, and none to spare: one broker more that goes takes them
 * below `min.insync.replicas`. A disruption budget counts brokers and knows nothing of them.
 */
export function withoutSpare({
  partitions = [],
  minInSyncReplicas,
}: Pick<ClusterStatus, 'partitions' | 'minInSyncReplicas'>): readonly PartitionState[] {
  return partitions.filter((one) => isUnderReplicated(one) && one.isr.length <= minInSyncReplicas);
}

/** Looks once at processes and cluster; a cluster that does not answer is a finding, not an error. */
export async function readStatus(cluster: RunningCluster): Promise<ClusterStatus> {
  const { instance, topology } = cluster;
  const attached = attach(cluster);
  const [states, kafka, health] = await Promise.all([
    cluster.status(),
    attached.then((obstacle) => (obstacle === undefined ? readKafka(cluster) : { problem: obstacle })),
    attached.then((obstacle) => (obstacle === undefined ? readHealth(cluster) : new Map<string, string>())),
  ]);
  const isAttached = (await attached) === undefined;
  const nodes = topology.nodes.map((node): NodeReport => {
    const state = states.find(({ id }) => id === node.id) ?? { id: node.id, state: 'stopped' as const };
    return {
      ...state,
      number: node.number,
      role: node.role,
      ...(node.rack !== undefined && { rack: node.rack }),
      ...(kafka.registered && isBroker(node) && { registered: kafka.registered.includes(node.number) }),
      controller: node.software === 'kafka' && kafka.controller === node.number,
      ...(node.service !== undefined && {
        software: node.software as ServiceSoftware,
        ...(isAttached && state.state === 'running' && { health: health.get(node.id) ?? serves }),
      }),
    };
  });
  return {
    instance: instance.id,
    topology: topology.name,
    runtime: instance.runtime,
    kafkaVersion: topology.kafkaVersion,
    minInSyncReplicas: topology.minInSyncReplicas,
    nodes,
    ...(kafka.partitions && { partitions: kafka.partitions }),
    ...(kafka.problem !== undefined && { problem: kafka.problem }),
  };
}

/** Why the cluster's addresses do not lead to it, where they must be made to; undefined once they do. */
async function attach(cluster: RunningCluster): Promise<string | undefined> {
  try {
    await cluster.attach?.();
    return undefined;
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    return `${incomplete}: ${error.message}`;
  }
}

/** A broker that has just answered does so again, in milliseconds. */
const eligibleTimeoutMs = 5_000;

const incomplete = "Kafka's own view is not complete";

/** What a service that serves is said to do. */
export const serves = 'serves';

/** Why services do not serve, by node; those that do are absent. */
async function readHealth({ topology, instance }: RunningCluster): Promise<ReadonlyMap<string, string>> {
  const found = await Promise.all(
    servicesOf(topology).map(async (node) => {
      const obstacle = await serviceTrouble(node, instance.portOffset);
      return [node.id, obstacle] as const;
    }),
  );
  return new Map(found.filter((one): one is [string, string] => one[1] !== undefined));
}

interface KafkaAnswers {
  registered?: readonly number[];
  controller?: number;
  partitions?: readonly PartitionState[];
  problem?: string;
}

/** What those brokers know that answer; the one that does not is named beside it. */
async function readKafka({ brokers, topology }: RunningCluster): Promise<KafkaAnswers> {
  const answers: KafkaAnswers = {};
  try {
    const { partitions, registered, silent } = await viewOfLiving({ brokers });
    answers.registered = registered;
    if (silent.length > 0) answers.problem = `no answer from ${silentWords(silent)}`;
    const living = brokers.filter(({ id }) => silent.every((one) => one.id !== id));
    const isKept = topology.mode === 'kraft';
    const eligible = isKept
      ? await askEligible({ brokers: living }, partitions, eligibleTimeoutMs)
      : undefined;
    answers.partitions = eligible === undefined ? partitions : withEligible(partitions, eligible);
    answers.controller = await activeController(topology.mode, {
      brokers: living.length > 0 ? living : brokers,
    });
  } catch (error) {
    answers.problem = `${incomplete}: ${messageOf(error)}`;
  }
  return answers;
}
