/** What a drill's traffic is: its topic, its producers, and who works beside them. */
import type { Acks } from '../../client/wire/produce.ts';

/** What the drill's topic and its producers were set to, as it was in force at the last fault: what a verdict holds the cluster to. */
export interface DrillSettings {
  readonly topic: string;
  readonly partitions: number;
  readonly replicationFactor: number;
  readonly minInSyncReplicas: number;
  readonly acks: Acks;
  readonly idempotent: boolean;
  /** Whether a copy that is not in sync may become leader (unclean.leader.election.enable). @default false */
  readonly uncleanElection?: boolean;
  /** Settings of the topic, as `name=value`, by which brokers may remove records that nobody deleted. @default none */
  readonly removedBy?: readonly string[];
  /** What the topic was set to whatever the brokers' defaults are, by upstream names. @default nobody wrote it down */
  readonly pinned?: Readonly<Record<string, string>>;
  /** Pause between the starts of two records of one partition, in milliseconds. */
  readonly intervalMs: number;
  /** Size of a record's value, in bytes; the sequence number is padded to it. */
  readonly recordBytes: number;
  /** Members of the consumer group that reads the topic; 0 for none. */
  readonly consumers: number;
  /** Whether a transactional writer works beside the probers, on a topic of its own. */
  readonly transactions: boolean;
}
