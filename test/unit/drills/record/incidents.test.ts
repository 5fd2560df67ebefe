/** What somebody else did in a drill is named, and not put to the fault's account. */
import { describe, expect, it } from 'vitest';
import type { HistoryEvent, IncidentEvent } from '../../../../src/drills/record/history.ts';
import { incidentSentence, incidentsOf } from '../../../../src/drills/record/incidents.ts';
import { judge } from '../../../../src/drills/judge/verdict.ts';
import { drillReport } from '../../../../src/report/text/drill-report.ts';
import { cleanDrill } from '../histories.ts';

function incident(
  what: IncidentEvent['what'],
  sinceMs: number,
  more: Partial<IncidentEvent> = {},
): IncidentEvent {
  return {
    type: 'incident',
    atMs: sinceMs + 50,
    sinceMs,
    what,
    nodeId: 'broker-3',
    ofCluster: true,
    ...more,
  };
}

function drillWith(...incidents: readonly HistoryEvent[]) {
  const clean = cleanDrill();
  const events = [...clean.history.events, ...incidents].toSorted((a, b) => a.atMs - b.atMs);
  return { ...clean, history: { ...clean.history, events } };
}

describe('a drill in which somebody else acted', () => {
  it('is judged as before where nobody did', () => {
    expect(judge(cleanDrill())).toMatchObject({
      outcome: 'held',
      measures: { unavailableMs: expect.any(Number) },
    });
  });

  it('is not judged, names who did what, and gives no number of the fault', () => {
    const recording = drillWith(incident('paused', 3_000), incident('back', 9_000));
    const verdict = judge(recording);
    expect(verdict).toMatchObject({ passed: false, outcome: 'unknown' });
    expect(verdict.measures).toMatchObject({ unavailableMs: 'unknown', newLeaderMs: 'unknown', lost: 0 });
    expect(verdict.findings[0]).toMatchObject({
      code: 'incident',
      ok: false,
      unknown: true,
      text: expect.stringMatching(
        /^broker-3 was paused at 3\.0 s, for 6\.0 s, not by this drill; it touches \d times? without writes \(partitions? /,
      ),
    });
    expect(drillReport({ ...recording, verdict })).toContain('UNKNOWN: broker-3 was paused at 3.0 s');
  });

  it('keeps a loss a loss', () => {
    const recording = drillWith(incident('ended', 3_000, { because: 'No space left on device' }));
    const verdict = judge({ ...recording, readBack: recording.readBack.slice(5) });
    expect(verdict.outcome).toBe('broken');
  });

  it('is not judged where it was before the fault, and over', () => {
    const verdict = judge(drillWith(incident('restarted', 10), incident('back', 20)));
    expect(verdict.outcome).toBe('unknown');
  });

  it('passes where it was a side service alone', () => {
    const verdict = judge(drillWith(incident('restarted', 3_000, { nodeId: 'registry', ofCluster: false })));
    expect(verdict.outcome).toBe('held');
    expect(verdict.findings[0]?.text).toContain('registry ended and was started again at 3.0 s');
  });

  it('says how long what lasted lasted', () => {
    const [one] = incidentsOf([incident('ended', 5_200, { because: 'No space left on device' })]);
    expect(incidentSentence(one!)).toBe(
      'broker-3 ended at 5.2 s, not by this drill: No space left on device, to the end of the drill',
    );
  });
});
