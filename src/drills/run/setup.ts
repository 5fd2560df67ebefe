/** What a drill runs with: its topic, its settings, the limits of its waits. */
import { randomBytes } from 'node:crypto';
import { UsageError } from '../../errors.ts';
import { brokersOf, type ResolvedTopology } from '../../kafka/node.ts';
import { topicConfigs } from '../../kafka/topic-settings.ts';
import type { Limit } from '../plan/limits.ts';
import type { DrillSettings } from '../plan/settings.ts';
import { trafficDefaults, type TrafficOptions } from '../traffic/probers.ts';

/** What can be chosen of a drill. */
export interface DrillOptions extends TrafficOptions {
  /** @default as many as there are brokers, at least 3: every broker leads one */
  readonly partitions?: number;
  /** @default 3, or as many as there are brokers */
  readonly replicationFactor?: number;
  /** @default the topology's, at most the replication factor */
  readonly minInSyncReplicas?: number;
  /** What is asked for besides what the settings promise. @default nothing */
  readonly limits?: readonly Limit[];
  /** Further topic settings by their upstream names. @default none */
  readonly topicConfigs?: Readonly<Record<string, string>>;
  /** Members of a consumer group that reads the topic; 0 for none. @default 2 */
  readonly consumers?: number;
  /** Whether a transactional writer works beside the probers, on a topic of its own. @default false */
  readonly transactions?: boolean;
}

/** Leaves room for key and batch header below message.max.bytes, 1048588 by default. */
const mostRecordBytes = 1_000_000;

/** Each member is a client of its own with a connection to every broker. */
const mostConsumers = 50;

/** Settings with every default in place and a topic name of its own. @throws UsageError for what cannot be. */
export function drillSettings(
  topology: ResolvedTopology,
  drill: string,
  options: DrillOptions,
): DrillSettings {
  const brokers = brokersOf(topology).length;
  const replicationFactor = options.replicationFactor ?? Math.min(3, brokers);
  const minInSyncReplicas =
    options.minInSyncReplicas ?? Math.min(topology.minInSyncReplicas, replicationFactor);
  assertPossible(
    'replication factor',
    replicationFactor,
    brokers,
    `${topology.name} has ${count(brokers, 'broker')}`,
    'add brokers',
  );
  assertPossible(
    'min.insync.replicas',
    minInSyncReplicas,
    replicationFactor,
    `a partition has ${count(replicationFactor, 'copy', 'copies')}`,
    'raise the replication factor',
  );
  const { acks, idempotent, intervalMs, recordBytes } = trafficDefaults(options);
  if (!Number.isInteger(recordBytes) || recordBytes < 0 || recordBytes > mostRecordBytes) {
    throw new UsageError(
      `a record of ${recordBytes} bytes is not possible: a broker takes no more than message.max.bytes; use 0-${mostRecordBytes}`,
    );
  }
  if (idempotent && acks !== 'all') {
    throw new UsageError(`an idempotent producer needs acks=all, not acks=${acks}`);
  }
  const consumers = options.consumers ?? 2;
  if (!Number.isInteger(consumers) || consumers < 0 || consumers > mostConsumers) {
    throw new UsageError(`a group of ${consumers} consumers is not possible; use 0-${mostConsumers}`);
  }
  return {
    topic: `klab-${drill}-${randomBytes(4).toString('hex')}`,
    partitions: options.partitions ?? Math.max(3, brokers),
    replicationFactor,
    minInSyncReplicas,
    acks,
    idempotent,
    uncleanElection: options.topicConfigs?.['unclean.leader.election.enable'] === 'true',
    intervalMs,
    recordBytes,
    consumers,
    transactions: options.transactions ?? false,
    pinned: topicConfigs(options.topicConfigs),
  };
}

/** A setting that was asked for is refused, never bent: whoever asks for 5 must not measure 1. */
function assertPossible(what: string, value: number, highest: number, because: string, fix: string): void {
  if (Number.isInteger(value) && value >= 1 && value <= highest) return;
  const allowed = highest === 1 ? '1' : `1-${highest}`;
  throw new UsageError(`${what} ${value} is not possible: ${because}; use ${allowed}, or ${fix}`);
}

function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}
