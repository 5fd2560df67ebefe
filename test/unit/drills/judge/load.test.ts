/** A drill holds for the load that was reached, so every report says both, and says so where they differ. */
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { DrillRecording } from '../../../../src/drills/record/recording.ts';
import { runMeasuresOf } from '../../../../src/drills/compare/run-measures.ts';
import { summarizeRuns } from '../../../../src/drills/compare/runs.ts';
import { judge } from '../../../../src/drills/judge/verdict.ts';
import { drillJson, drillReport } from '../../../../src/report/text/drill-report.ts';
import { recordsTable } from '../../../../src/report/html/tables.ts';
import { measures, verdictSentence } from '../../../../src/report/html/measures.ts';
import { settingsOf } from '../../../../src/report/html/settings-section.ts';
import { matrixReport } from '../../../../src/report/text/matrix/matrix-report.ts';
import { runsReport } from '../../../../src/report/text/runs-report.ts';
import { cleanDrill } from '../histories.ts';

/** The clean drill, which writes 100 records/s to each partition, as if others had been asked for. */
function asked(perSecond: number): DrillRecording {
  const clean = cleanDrill();
  const settings = { ...clean.history.settings, intervalMs: 1_000 / perSecond };
  return { ...clean, history: { ...clean.history, settings } };
}

function resultOf(recording: DrillRecording) {
  return { ...recording, verdict: judge(recording) };
}

describe('a load', () => {
  it('that was reached is said with what was asked for', () => {
    const { load } = judge(asked(100));
    expect(load).toMatchObject({ askedPerPartition: 100, asked: 300, isReached: true });
    for (const rate of load.partitions) expect(rate).toBeCloseTo(100, -1);
    expect(load.reached).toBeCloseTo(300, -2);
  });

  it('counts as reached from four fifths on', () => {
    expect(judge(asked(120)).load.isReached).toBe(true);
    expect(judge(asked(130)).load.isReached).toBe(false);
  });

  it('that is slow is not cut at the edges of the time it is measured in', () => {
    const clean = asked(1);
    const events = clean.history.events.filter(
      (event) => !('sequence' in event) || event.sequence % 100 === 0 || event.atMs > 2_000,
    );
    const load = judge({ ...clean, history: { ...clean.history, events } }).load;
    expect(load.isReached).toBe(true);
  });

  it('that was not reached is told by every form of a report, and fails nothing', () => {
    const result = resultOf(asked(700));
    const { verdict } = result;
    expect(verdict.passed).toBe(true);
    const text = stripVTControlCharacters(drillReport(result));
    expect(text).toMatch(
      /^load: 700 records\/s asked for to each of 3 partitions, 2100 in all; reached before the first fault: \d+-\d+ each, 30\d in all: NOT the load that was asked for$/m,
    );
    expect(text).toMatch(/PASSED: .*; at 30\d records\/s, where 2100 were asked for$/);
    expect(text).toMatch(/^all .* 30\d$/m);
    expect(drillJson(result)).toMatchObject({ verdict: { load: { asked: 2_100, isReached: false } } });
    expect(verdictSentence(result)).toMatch(/at 30\d records\/s, where 2100 were asked for\.$/);
    expect(measures(result).find(({ name }) => name === 'Load')).toMatchObject({ tone: 'bad' });
    expect(recordsTable(result).text).toContain('Records/s');
    expect(settingsOf(result).find(([name]) => name === 'Rate reached')?.[1]).toContain('NOT reached');
    const runs = stripVTControlCharacters(runsReport(summarizeRuns([result, resultOf(asked(100))])));
    expect(runs).toContain('load: 2100 records/s asked for in all, NOT reached in 1 of 2');
    const cell = {
      topology: result.topology,
      ownSession: true,
      drill: 'kill-leader',
      runs: [runMeasuresOf({ ...result, verdict })],
    };
    expect(matrixReport({ cells: [cell], interrupted: false })).toMatch(/30\d of 2100: NOT reached/);
  });
});
