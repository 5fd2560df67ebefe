import { describe, expect, it } from 'vitest';
import { runMeasuresOf } from '../../../../src/drills/compare/run-measures.ts';
import { judge, type Verdict } from '../../../../src/drills/judge/verdict.ts';
import { cleanDrill, failoverMs, faultMs } from '../histories.ts';

const outageMs = failoverMs - faultMs;
const { topology } = cleanDrill();
const verdict = judge(cleanDrill());

function measuresOf(judged: Verdict) {
  return runMeasuresOf({ verdict: judged, topology });
}

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
    const measures = measuresOf(verdict);
    expect(measures).toMatchObject({ passed: true, lost: 0, duplicated: 0, newLeaderMs: outageMs + 40 });
    expect(measures.noWritesHitMs).toBeGreaterThan(outageMs);
    expect(measures.noWritesOthersMs).toBeGreaterThan(outageMs);
    expect(measures.isrShrankMs).toBe(outageMs + 40);
    const short = withWindows([
      { lastSuccessMs: faultMs, firstSuccessMs: faultMs + 700, durationMs: 700 },
      { lastSuccessMs: faultMs, firstSuccessMs: faultMs + 300, durationMs: 300 },
      { lastSuccessMs: faultMs, firstSuccessMs: faultMs + 200, durationMs: 200 },
    ]);
    expect(measuresOf(short)).toMatchObject({
      noWritesHitMs: 700,
      noWritesOthersMs: 300,
      noReadsHitMs: 700,
      noReadsOthersMs: 300,
    });
  });

  it('leave out what was before the fault and after its healing, and keep what never ended', () => {
    const measures = measuresOf(
      withWindows([
        { lastSuccessMs: faultMs - 900, firstSuccessMs: faultMs - 100, durationMs: 800 },
        { lastSuccessMs: 15_000, firstSuccessMs: 16_000, durationMs: 1_000 },
        { lastSuccessMs: faultMs + 10, firstSuccessMs: null, durationMs: 18_000 },
      ]),
    );
    expect(measures).toMatchObject({ noWritesHitMs: 0, noWritesOthersMs: 'never' });
  });

  it('say when a partition whose leader was hit got no other', () => {
    const clean = cleanDrill();
    const events = clean.history.events.filter(({ type, atMs }) => type !== 'view' || atMs < faultMs);
    const stuck = judge({ ...clean, history: { ...clean.history, events } });
    expect(measuresOf(stuck)).toMatchObject({ newLeaderMs: 'never', isrShrankMs: 'never' });
    expect(stuck.measures.newLeaderMs).toBe('never');
  });

  it('have no value for what nothing was hit of', () => {
    const effects = verdict.partitions[1]?.effects ?? [];
    const partitions = verdict.partitions.map((partition) => ({ ...partition, effects }));
    expect(measuresOf({ ...verdict, partitions })).toMatchObject({ noWritesHitMs: null });
  });
});
