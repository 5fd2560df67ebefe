/** What a verdict is made of, as data: shared by the judge and by those who put its findings into words. */
import type { ResolvedTopology } from '../../kafka/node.ts';
import type { RuntimeName } from '../../cluster/runtime.ts';
import type { RecordAudit } from './auditors/records.ts';
import type { ClusterChanges } from '../record/cluster-changes.ts';
import type { Limit } from './limits.ts';
import type { FaultEffect } from './fault-effects.ts';
import type { FaultGroup, FaultSpan } from '../record/fault-spans.ts';
import type { GroupVerdict } from './auditors/group.ts';
import type { History, ReadBackRecord } from '../record/history.ts';
import type { Load } from './load.ts';
import type { Incident } from '../record/incidents.ts';
import type { DrillMeasures } from './measures.ts';
import type { Expectation } from '../plan/expectation.ts';
import type { ReadAudit } from './auditors/reads.ts';
import type { TransactionVerdict } from './auditors/transactions.ts';
import type { ServiceAfter } from './auditors/services-back.ts';
import type { UnderReplicated, UnderReplicatedSample } from './auditors/under-replicated.ts';
import type { UnavailabilityWindow } from './windows.ts';

/** One record of a transaction, as a reader of committed records sees it. */
export interface ReadBackTransaction {
  /** Number of the transaction; -1 for what the writer did not write. */
  readonly transaction: number;
  readonly partition: number;
  readonly offset: number;
}

/** All of them, or why they could not be read. */
export type TransactionsReadBack = readonly ReadBackTransaction[] | { readonly problem: string };

/** Everything a verdict is made of. */
export interface VerdictInput {
  /** Tells which brokers there are, and how long a silent one is waited for. */
  readonly topology: ResolvedTopology;
  readonly history: History;
  /** The whole topic after the drill, or why it could not be read. */
  readonly readBack: readonly ReadBackRecord[] | { readonly problem: string };
  readonly expectation: Expectation;
  /** The transactional writer's topic after the drill, as readers of committed records see it. @default there was none */
  readonly transactionsReadBack?: TransactionsReadBack;
  /** What the brokers' metrics said during the drill, in order of time. @default no Prometheus was asked, or it did not answer */
  readonly underReplicated?: readonly UnderReplicatedSample[];
  /** What the drill waited for in vain, in words. @default nothing */
  readonly notReached?: readonly string[];
  /** What became of the side services that served when the drill began. @default the topology has none */
  readonly services?: readonly ServiceAfter[];
  /** What of the cluster could not be brought back, in words. @default nothing: it is healed */
  readonly left?: string;
  /** What the clients beside the probers could not do, or gave up on, in words. @default nothing */
  readonly clientProblems?: readonly string[];
  /** What the recording lacks, in words: nothing is proved by what is left of it. @default nothing, it is whole */
  readonly holes?: readonly string[];
  /** Whether a person ended the drill before its time. @default false */
  readonly interrupted?: boolean;
  /** What whoever started the drill asks for besides. @default nothing */
  readonly limits?: readonly Limit[];
}

/** A whole drill as plain data: written to a file, a verdict and a report can be made of it again later. */
export interface DrillRecording extends VerdictInput {
  /** Name of the plan, such as `kill-leader`. */
  readonly drill: string;
  /** Id of the instance. */
  readonly instance: string;
  readonly runtime: RuntimeName;
  /** Version of the lab that recorded it. */
  readonly klabVersion: string;
}

/** What a drill showed of one partition. */
export interface PartitionVerdict {
  readonly partition: number;
  /** Every time it took no writes, in order. */
  readonly unavailable: readonly UnavailabilityWindow[];
  /** Gap between acknowledgements from which on it counts as unavailable, in milliseconds. */
  readonly gapThresholdMs: number;
  /** Every time it could not be read, in order. */
  readonly unreadable: readonly UnavailabilityWindow[];
  /** Gap between answers to a reader from which on it counts as unreadable, in milliseconds. */
  readonly readGapThresholdMs: number;
  /** One entry per fault, in the order of the verdict's faults. */
  readonly effects: readonly FaultEffect[];
  /** Broker that led it first, and is the first of its copies; -1 when none was seen. */
  readonly preferredLeader: number;
  /** Broker that led it in the end; -1 when there was none. */
  readonly lastLeader: number;
  readonly records: PartitionRecords;
  readonly reads: PartitionReads;
}

/** Counts that only a log tells which was read back; null where it was not. */
type OfTheLog = 'lost' | 'duplicated' | 'outOfOrder' | 'unexpected';

/** What became of a partition's records; null is what nobody can tell, which is not the same as none. */
export type PartitionRecords = Omit<RecordAudit, OfTheLog> & {
  readonly [Count in OfTheLog]: RecordAudit[Count] | null;
};

/** What became of a partition's reads. */
export type PartitionReads = Omit<ReadAudit, 'gone'> & { readonly gone: ReadAudit['gone'] | null };

/** Record counts of a whole topic. */
export type RecordTotals = { readonly [Count in Exclude<keyof RecordAudit, OfTheLog>]: number } & {
  readonly [Count in OfTheLog]: number | null;
} & {
  /** Records that a reader was given and that the log does not have in that place. */
  readonly seenThenGone: number | null;
};

/** What findings are made of. */
export interface Evidence {
  readonly input: VerdictInput;
  readonly faults: readonly FaultSpan[];
  readonly groups: readonly FaultGroup[];
  readonly partitions: readonly PartitionVerdict[];
  readonly totals: RecordTotals;
  readonly changes: ClusterChanges;
  readonly load: Load;
  /** What somebody else did, in order. */
  readonly incidents: readonly Incident[];
  /** Undefined when the drill had no consumer group. */
  readonly group?: GroupVerdict | undefined;
  /** Undefined when the drill had no transactional writer. */
  readonly transactions?: TransactionVerdict | undefined;
  /** Undefined when the recording has no metrics of the brokers. */
  readonly underReplicated?: UnderReplicated | undefined;
}

/** Evidence with the numbers that sum it up. */
export interface MeasuredEvidence extends Evidence {
  readonly measures: DrillMeasures;
}
