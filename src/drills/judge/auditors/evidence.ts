/** What a verdict is made of, as data: shared by the judge and by those who put its findings into words. */
import type { ClusterChanges } from '../../record/cluster-changes.ts';
import type { Incident } from '../../record/incidents.ts';
import type { VerdictInput } from '../../record/recording.ts';
import type { FaultEffect, FaultGroup, FaultSpan } from '../fault-spans.ts';
import type { Load } from '../load.ts';
import type { UnavailabilityWindow } from '../windows.ts';
import type { Unhit } from './bite.ts';
import type { GroupVerdict } from './group.ts';
import type { ReadAudit } from './reads.ts';
import type { RecordAudit, RecordTotals } from './records.ts';
import type { TransactionVerdict } from './transactions.ts';
import type { UnderReplicated } from './under-replicated.ts';
import type { VainWait } from './vain-waits.ts';

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
  readonly records: RecordAudit;
  readonly reads: ReadAudit;
}

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
  /** Faults that did not bite. */
  readonly unhit: readonly Unhit[];
  /** What the drill waited for in vain. */
  readonly waits: readonly VainWait[];
  /** Undefined when the drill had no consumer group. */
  readonly group?: GroupVerdict | undefined;
  /** Undefined when the drill had no transactional writer. */
  readonly transactions?: TransactionVerdict | undefined;
  /** Undefined when the recording has no metrics of the brokers. */
  readonly underReplicated?: UnderReplicated | undefined;
}
