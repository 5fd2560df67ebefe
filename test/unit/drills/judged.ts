/** A verdict as tests ask about it: which promises were broken, and in which words. */
import type { GroupPartitionAudit } from '../../../src/drills/judge/auditors/group.ts';
import { judge, type Verdict } from '../../../src/drills/judge/verdict.ts';
import { type FindingCode } from '../../../src/drills/judge/finding.ts';
import { type VerdictInput } from '../../../src/drills/record/recording.ts';

/** Promises that a verdict says were broken. */
export function broken({ findings }: Verdict): FindingCode[] {
  return findings.filter(({ ok }) => !ok).map(({ code }) => code);
}

/** Judges once, for several questions. */
export function judged(input: VerdictInput): {
  verdict: Verdict;
  broken: readonly FindingCode[];
  text: (code: FindingCode) => string | undefined;
  /** What is said of the consumer group in one partition. */
  audit: (partition: number) => GroupPartitionAudit;
} {
  const verdict = judge(input);
  return {
    verdict,
    broken: broken(verdict),
    text: (code) => verdict.findings.find((finding) => finding.code === code)?.text,
    audit: (partition) => {
      const found = verdict.group?.partitions[partition];
      if (found === undefined) throw new Error('the verdict says nothing of the group');
      return found;
    },
  };
}
