/** What a verdict is made of, as data: shared by the judge and by those who put its findings into words. */
import type { RecordAudit } from './audit.ts';
import type { FaultEffect, FaultSpan } from './fault-effects.ts';
import type { History, ReadBackRecord } from './history.ts';
import type { Expectation } from './promises.ts';
import type { UnavailabilityWindow } from './windows.ts';

/** Everything a verdict is made of. */
export interface VerdictInput {
  readonly history: History;
  /** The whole topic after the drill, or why it could not be read. */
  readonly readBack: readonly ReadBackRecord[] | { readonly problem: string };
  readonly expectation: Expectation;
  /** What the drill waited for in vain, in words. @default nothing */
  readonly notReached?: readonly string[];
}

/** What a drill showed of one partition. */
export interface PartitionVerdict {
  readonly partition: number;
  /** Every time it took no writes, in order. */
  readonly unavailable: readonly UnavailabilityWindow[];
  /** Gap between acknowledgements from which on it counts as unavailable, in milliseconds. */
  readonly gapThresholdMs: number;
  /** One entry per fault, in the order of the verdict's faults. */
  readonly effects: readonly FaultEffect[];
  readonly records: RecordAudit;
}

/** Record counts of a whole topic. */
export type RecordTotals = { readonly [Count in keyof RecordAudit]: number };

/** What findings are made of. */
export interface Evidence {
  readonly input: VerdictInput;
  readonly faults: readonly FaultSpan[];
  readonly partitions: readonly PartitionVerdict[];
  readonly totals: RecordTotals;
}
