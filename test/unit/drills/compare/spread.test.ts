/** However the numbers of a drill are laid out, they are the same numbers. */
import { stripVTControlCharacters } from 'node:util';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runMeasuresOf } from '../../../../src/drills/compare/run-measures.ts';
import { summarizeRuns } from '../../../../src/drills/compare/runs.ts';
import { spreadOf, type Spread } from '../../../../src/drills/compare/spread.ts';
import type { TimeMeasure } from '../../../../src/drills/judge/auditors/measures.ts';
import type { DrillRecording } from '../../../../src/drills/record/recording.ts';
import { judge } from '../../../../src/drills/judge/verdict.ts';
import { overlaps } from '../../../../src/drills/judge/windows.ts';
import type { DrillResult } from '../../../../src/drills/run/run-drill.ts';
import { matrixTable } from '../../../../src/report/text/matrix/matrix-report.ts';
import { runsReport } from '../../../../src/report/text/runs-report.ts';
import { damage } from '../damages.ts';
import { cleanGroupDrill } from '../group-histories.ts';
import { cleanDrill } from '../histories.ts';

describe('the spread of several runs', () => {
  const none = { measured: 0, never: 0, median: null, lowest: null, highest: null };
  it.each<{ values: readonly TimeMeasure[]; spread: Spread }>([
    { values: [3, 1, 2], spread: { measured: 3, never: 0, median: 2, lowest: 1, highest: 3 } },
    { values: [4, 1, 2, 3], spread: { measured: 4, never: 0, median: 2.5, lowest: 1, highest: 4 } },
    {
      values: [5, null, 'never', 'unknown'],
      spread: { measured: 1, never: 1, median: 5, lowest: 5, highest: 5 },
    },
    { values: [0], spread: { measured: 1, never: 0, median: 0, lowest: 0, highest: 0 } },
    { values: [null], spread: none },
    { values: [], spread: none },
  ])('of $values', ({ values, spread }) => {
    expect(spreadOf(values)).toEqual(spread);
  });
});

/** The same numbers as `klab drill`, `klab drill --runs` and `klab matrix` show them, or what differs. */
function disagreements(results: readonly DrillResult[]): readonly string[] {
  const rows = results.map(runMeasuresOf);
  const summary = summarizeRuns(results);
  const wrong: string[] = [];
  const same = (what: string, one: unknown, other: unknown): void => {
    if (JSON.stringify(one) !== JSON.stringify(other)) {
      wrong.push(`${what}: ${JSON.stringify(one)} and ${JSON.stringify(other)}`);
    }
  };
  same('new leader', spreadOf(rows.map((row) => row.newLeaderMs)), summary.measures.newLeaderMs);
  same('ISR shrank', spreadOf(rows.map((row) => row.isrShrankMs)), summary.measures.isrShrinkMs);
  same('lost', spreadOf(rows.map((row) => row.lost)), summary.measures.lost);
  same('passed', rows.filter(({ passed }) => passed).length, summary.passed);
  same('unknown', rows.filter(({ known = true }) => !known).length, summary.unknown);
  for (const [index, { verdict }] of results.entries()) {
    const row = rows[index]!;
    const { faults, partitions, measures } = verdict;
    for (const [use, whole, parts] of [
      ['unavailable', measures.unavailableMs, [row.noWritesHitMs, row.noWritesOthersMs]],
      ['unreadable', measures.unreadableMs, [row.noReadsHitMs, row.noReadsOthersMs]],
    ] as const) {
      if (whole === 'unknown') continue;
      // The matrix looks at the time of faults alone, and divides it: it may have less, and where all is in that time the same.
      const isAllDuring = partitions.every((partition) =>
        partition[use].every((window) =>
          faults.some(({ startMs, healMs }) => overlaps(window, startMs, healMs ?? Infinity)),
        ),
      );
      const longest = Math.max(...parts.map(lengthOf));
      if (longest > lengthOf(whole) || (isAllDuring && longest < lengthOf(whole))) same(use, parts, whole);
    }
  }
  const [topology] = results.map((result) => result.topology);
  const { head, rows: cells } = matrixTable([
    { topology: topology!, ownSession: true, drill: 'kill-leader', runs: rows },
  ]);
  const cell = (title: string): string => cells[0]![head.indexOf(title)] ?? '';
  const line = stripVTControlCharacters(runsReport(summary))
    .split('\n')
    .find((text) => text.startsWith('new leader after'))!;
  const [, median = '-'] = line.split(/ {2,}/);
  const isMeasured = summary.measures.newLeaderMs.measured > 0;
  if (isMeasured && !cell('New leader').startsWith(median)) same('tables', cell('New leader'), line);
  if (!isMeasured && /\d/.test(cell('New leader'))) same('tables', cell('New leader'), line);
  return wrong;
}

function lengthOf(time: Exclude<TimeMeasure, 'unknown'>): number {
  return time === 'never' ? Infinity : (time ?? 0);
}

it('drill, runs and matrix agree on whatever a drill measured', () => {
  const bases = [cleanDrill(), cleanGroupDrill()];
  const recording = fc
    .tuple(fc.constantFrom(...bases), fc.array(damage, { maxLength: 3 }))
    .map(([base, wounds]) => wounds.reduce<DrillRecording>((so, wound) => wound(so), base));
  fc.assert(
    fc.property(fc.array(recording, { minLength: 1, maxLength: 3 }), (recordings) => {
      const results = recordings.map((one): DrillResult => ({ ...one, verdict: judge(one) }));
      expect(disagreements(results)).toEqual([]);
    }),
    process.env['KLAB_PROPERTY_RUNS'] === undefined
      ? { numRuns: 30, seed: 1 }
      : { numRuns: Number(process.env['KLAB_PROPERTY_RUNS']) },
  );
});
