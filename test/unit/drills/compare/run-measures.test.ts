import { describe, expect, it } from 'vitest';
import { runMeasuresOf, spreadOf } from '../../../../src/drills/compare/run-measures.ts';
import { judge, type Verdict } from '../../../../src/drills/judge/verdict.ts';
import { cleanDrill, failoverMs, faultMs } from '../histories.ts';

const outageMs = failoverMs - faultMs;
const verdict = judge(cleanDrill());

/** The verdict with another time without writes and reads in each partition. */
function withWindows(
  windows: readonly { lastSuccessMs: number; firstSuccessMs: number | null; durationMs: number }[],
): Verdict {
  const partitions = verdict.partitions.map((partition, index) => {
    const window = windows[index];
    const found = window === undefined ? [] : [{ ...window, uncertaintyMs: 0 }];
    return { ...partition, unavailable: found, unreadable: found };
  });
  return { ...verdict, partitions };
}

describe('the measures of a drill', () => {
  it('tell the partition whose leader was hit from the others', () => {
    const measures = runMeasuresOf(verdict);
    expect(measures).toMatchObject({ passed: true, lost: 0, duplicated: 0, newLeaderMs: outageMs + 40 });
    expect(measures.noWritesHitMs).toBeGreaterThan(outageMs);
    expect(measures.noWritesOthersMs).toBeGreaterThan(outageMs);
    expect(measures.isrShrankMs).toBe(outageMs + 40);
    const short = withWindows([
      { lastSuccessMs: faultMs, firstSuccessMs: faultMs + 700, durationMs: 700 },
      { lastSuccessMs: faultMs, firstSuccessMs: faultMs + 300, durationMs: 300 },
      { lastSuccessMs: faultMs, firstSuccessMs: faultMs + 200, durationMs: 200 },
    ]);
    expect(runMeasuresOf(short)).toMatchObject({
      noWritesHitMs: 700,
      noWritesOthersMs: 300,
      noReadsHitMs: 700,
      noReadsOthersMs: 300,
    });
  });

  it('leave out what was before the fault and after its healing, and keep what never ended', () => {
    const measures = runMeasuresOf(
      withWindows([
        { lastSuccessMs: faultMs - 900, firstSuccessMs: faultMs - 100, durationMs: 800 },
        { lastSuccessMs: 15_000, firstSuccessMs: 16_000, durationMs: 1_000 },
        { lastSuccessMs: faultMs + 10, firstSuccessMs: null, durationMs: 18_000 },
      ]),
    );
    expect(measures).toMatchObject({ noWritesHitMs: 0, noWritesOthersMs: 18_000 });
  });

  it('say when a partition whose leader was hit got no other', () => {
    const clean = cleanDrill();
    const events = clean.history.events.filter(({ type, atMs }) => type !== 'view' || atMs < faultMs);
    const stuck = judge({ ...clean, history: { ...clean.history, events } });
    expect(runMeasuresOf(stuck)).toMatchObject({ newLeaderMs: 'never', isrShrankMs: 'never' });
    expect(stuck.measures.newLeaderMs).toBe('never');
  });

  it('have no value for what nothing was hit of, and for reads that nobody made', () => {
    const effects = verdict.partitions[1]?.effects ?? [];
    const partitions = verdict.partitions.map((partition) => ({ ...partition, effects }));
    expect(runMeasuresOf({ ...verdict, partitions })).toMatchObject({
      noWritesHitMs: null,
    });
    const { unreadable: _, ...unread } = { unreadable: [], ...verdict.partitions[0] };
    expect(
      runMeasuresOf({ ...verdict, partitions: [unread as Verdict['partitions'][number]] }),
    ).toMatchObject({
      noReadsHitMs: null,
    });
  });
});

describe('the spread of several runs', () => {
  it.each([
    { values: [3, 1, 2], spread: { median: 2, min: 1, max: 3 } },
    { values: [4, 1, 2, 3], spread: { median: 2.5, min: 1, max: 4 } },
    { values: [5, null], spread: { median: 5, min: 5, max: 5 } },
    { values: [0], spread: { median: 0, min: 0, max: 0 } },
    { values: [null], spread: undefined },
    { values: [], spread: undefined },
  ])('of $values', ({ values, spread }) => {
    expect(spreadOf(values)).toEqual(spread);
  });
});
