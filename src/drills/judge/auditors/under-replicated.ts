/** How many under-replicated partitions the brokers counted themselves, as their metrics tell: what operators are alarmed by. */
import type { UnderReplicatedSample, VerdictInput } from '../../record/recording.ts';
import type { Auditor } from '../auditor.ts';
import { isHealed, type FaultSpan } from '../fault-spans.ts';
import { broken, kept, type Finding } from '../finding.ts';
import { counted } from '../../../words.ts';

/** How the cluster's own count went through a drill; exact to the metrics' steps of a second or more. */
export interface UnderReplicated {
  /** The highest count before the first fault: what the cluster must come back to. */
  readonly before: number;
  /** The highest count from the first fault on; null when no broker was scraped. */
  readonly most: number | null;
  /** From the first fault to the first higher count than before it, in milliseconds; null when there was none. */
  readonly roseAfterMs: number | null;
  /**
   * From the undoing of the last fault to the count from before the faults with every broker scraped, for good, in
   * milliseconds; null when that was not seen, or a fault was never undone.
   */
  readonly backAfterMs: number | null;
}

/** All brokers' counts together. */
export function underReplicatedAt({ brokers }: UnderReplicatedSample): number {
  return brokers.reduce((sum, [, partitions]) => sum + partitions, 0);
}

/** Sums the samples up; undefined where there are none or nothing was broken. */
export function measureUnderReplicated(
  samples: readonly UnderReplicatedSample[],
  faults: readonly Pick<FaultSpan, 'startMs' | 'healMs'>[],
): UnderReplicated | undefined {
  const [firstFault] = faults;
  if (samples.length === 0 || firstFault === undefined) return undefined;
  const { startMs } = firstFault;
  const scraped = samples.filter(({ brokers }) => brokers.length > 0);
  const since = scraped.filter(({ atMs }) => atMs >= startMs);
  const counts = since.map(underReplicatedAt);
  const before = Math.max(0, ...scraped.filter(({ atMs }) => atMs < startMs).map(underReplicatedAt));
  const risen = since.find((sample) => underReplicatedAt(sample) > before);
  return {
    before,
    most: counts.length === 0 ? null : Math.max(...counts),
    roseAfterMs: risen === undefined ? null : risen.atMs - startMs,
    backAfterMs: backAfter(samples, before, faults),
  };
}

/** It must last: the count of a broker that has just come back may rise once more. */
function backAfter(
  samples: readonly UnderReplicatedSample[],
  before: number,
  faults: readonly Pick<FaultSpan, 'healMs'>[],
): number | null {
  const healMs = Math.max(...faults.map((fault) => fault.healMs ?? Infinity));
  const all = Math.max(...samples.map(({ brokers }) => brokers.length));
  const calm = (sample: UnderReplicatedSample): boolean =>
    sample.brokers.length === all && underReplicatedAt(sample) <= before;
  const lastRisen = samples.findLastIndex((sample) => !calm(sample));
  const back = samples.slice(lastRisen + 1).find(({ atMs }) => atMs >= healMs);
  return back === undefined ? null : back.atMs - healMs;
}

/** What is said of the count. It fails a drill only where it never fell: metrics are too coarse to hold times against. */
export const underReplicatedAuditor: Auditor<{
  readonly input: VerdictInput;
  readonly faults: readonly FaultSpan[];
  readonly underReplicated?: UnderReplicated | undefined;
}> = {
  of: 'under-replicated partitions',
  needsEnd: true,
  findings: ({ underReplicated, ...evidence }) =>
    underReplicated === undefined ? [] : underReplicatedFindings(underReplicated, isHealed(evidence)),
};

function underReplicatedFindings(
  { before, most, roseAfterMs, backAfterMs }: UnderReplicated,
  healed: boolean,
): readonly Finding[] {
  const code = 'under-replicated';
  const subject = 'the brokers’ own count of under-replicated partitions';
  if (most === null) return [{ code, ok: !healed, text: `${subject} was not scraped after the fault` }];
  const rose =
    roseAfterMs === null
      ? `${subject} did not rise above ${before}`
      : `${subject} rose to ${most} within ${seconds(roseAfterMs)} of the fault`;
  if (!healed) return [kept(code, rose)];
  if (backAfterMs === null) {
    return [broken(code, `${rose}, and did not come back to ${before} with every broker scraped`)];
  }
  const fell =
    roseAfterMs === null ? '' : `, and was ${before} again ${seconds(backAfterMs)} after the healing`;
  return [kept(code, `${rose}${fell}`)];
}

/** Rounded up to whole steps of a second. */
function seconds(ms: number): string {
  return counted(Math.max(1, Math.ceil(ms / 1_000)), 'second');
}
