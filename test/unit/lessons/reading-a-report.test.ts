import { describe, expect, it } from 'vitest';
import { readingAReport } from '../../../lessons/reading-a-report/lesson.ts';
import type { DrillReport } from '../../../src/lessons/drill-report.ts';
import type { Lab } from '../../../src/lessons/lab.ts';

const report: DrillReport = {
  drill: 'kill-leader',
  dir: 'reports/one',
  outcome: 'held',
  startedAtMs: 2_000,
  judgedAtMs: 40_000,
  acknowledged: 900,
  lost: 0,
  noWritesMs: [9_961, 10_037, 4_999],
};

/** What the check of a step that began at a time makes of these reports. */
async function checked(step: number, sinceMs: number, reports: readonly DrillReport[]): Promise<unknown> {
  const lab = { sinceMs, reports: async () => reports } as unknown as Lab;
  return await readingAReport.steps[step]?.check(lab);
}

describe('the lesson about reports', () => {
  it('counts the partitions that stood still, and knows the reading to a tenth', async () => {
    expect(await checked(0, 1_000, [report])).toMatchObject({ measured: '2' });
    expect(await checked(1, 30_000, [report])).toMatchObject({ measured: '10.0' });
  });

  it.each([
    { why: 'there is none', step: 0, sinceMs: 1_000, reports: [] },
    { why: 'it is from before the step', step: 0, sinceMs: 3_000, reports: [report] },
    {
      why: 'it is of another drill',
      step: 0,
      sinceMs: 1_000,
      reports: [{ ...report, drill: 'stop-leader' }],
    },
    { why: 'it was not judged again', step: 1, sinceMs: 50_000, reports: [report] },
  ])('says no where $why', async ({ step, sinceMs, reports }) => {
    expect(await checked(step, sinceMs, reports)).toMatchObject({
      reason: expect.stringMatching(/klab (?:drill|report)/) as string,
    });
  });

  it('takes the newest', async () => {
    const newer = { ...report, startedAtMs: 3_000, noWritesMs: [1] };
    expect(await checked(0, 1_000, [report, newer])).toMatchObject({ measured: '0' });
  });
});
