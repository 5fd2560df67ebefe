/** Several runs must be summed up without one of them hiding another. */
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { DrillMeasures } from '../../../../src/drills/judge/auditors/measures.ts';
import { summarizeRuns } from '../../../../src/drills/compare/runs.ts';
import { judge, type Verdict } from '../../../../src/drills/judge/verdict.ts';
import { runsReport } from '../../../../src/report/text/runs-report.ts';
import { cleanDrill } from '../histories.ts';

const clean = judge(cleanDrill());

function run(measures: Partial<DrillMeasures>, passed = true): { verdict: Verdict } {
  return { verdict: { ...clean, passed, measures: { ...clean.measures, ...measures } } };
}

describe('summarizeRuns', () => {
  it('gives median and spread, for an odd and an even number of runs', () => {
    const odd = summarizeRuns([9_000, 1_000, 3_000].map((unavailableMs) => run({ unavailableMs })));
    expect(odd.measures.unavailableMs).toEqual({
      measured: 3,
      never: 0,
      median: 3_000,
      lowest: 1_000,
      highest: 9_000,
    });
    const even = summarizeRuns([4, 1, 3, 2].map((duplicated) => run({ duplicated })));
    expect(even.measures.duplicated).toMatchObject({ median: 2.5, lowest: 1, highest: 4 });
  });

  it('counts apart what never came and what was not there', () => {
    const { measures, passed, runs } = summarizeRuns([
      run({ newLeaderMs: 'never' }, false),
      run({ newLeaderMs: null }),
      run({ newLeaderMs: 700 }),
    ]);
    expect([passed, runs]).toEqual([2, 3]);
    expect(measures.newLeaderMs).toEqual({ measured: 1, never: 1, median: 700, lowest: 700, highest: 700 });
  });
});

describe('runsReport', () => {
  it('shows each number, and over how many runs it is missing', () => {
    const summary = summarizeRuns([
      run({ unavailableMs: 1_500, newLeaderMs: 'never', seenThenGone: 2 }, false),
      run({ unavailableMs: 2_500, newLeaderMs: 870 }),
      run({ unavailableMs: 9_000, newLeaderMs: null }),
    ]);
    const text = stripVTControlCharacters(runsReport(summary));
    expect(text).toMatch(/^no writes for +2\.5 s +1\.5 s +9\.0 s$/m);
    expect(text).toMatch(/^new leader after +870 ms +870 ms +870 ms +never in 1, none in 1$/m);
    expect(text).toMatch(/^lost +0 +0 +0$/m);
    expect(text).toMatch(/^read, then gone +0 +0 +2$/m);
    expect(text).not.toContain('out of order');
    expect(text).toMatch(/2 of 3 runs passed$/);
  });
});
