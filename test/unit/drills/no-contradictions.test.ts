/** Whatever a recording holds, its report must agree with itself: what people found, and whatever damage can make of it. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FaultEvent, HistoryEvent, ViewEvent } from '../../../src/drills/record/history.ts';
import type { DrillRecording } from '../../../src/drills/record/recording.ts';
import { judge } from '../../../src/drills/judge/verdict.ts';
import type { DrillResult } from '../../../src/drills/run/run-drill.ts';
import { drillProgress, drillReport } from '../../../src/report/text/drill-report.ts';
import { contradictions } from './contradictions.ts';
import { damage, vain, withEvents } from './damages.ts';
import { cleanGroupDrill } from './group-histories.ts';
import { cleanDrill, endMs, faultMs, healMs } from './histories.ts';

function resultOf(recording: DrillRecording): DrillResult {
  return { ...recording, verdict: judge(recording) };
}

function textsOf({ verdict }: DrillResult): string[] {
  return verdict.findings.map(({ ok, text }) => `${ok ? '✓' : '✗'} ${text}`);
}

/** The fault of the clean drill done to all three brokers. */
function allGone(): DrillRecording {
  const clean = cleanDrill();
  const others = [2, 3].flatMap((node) =>
    clean.history.events
      .filter((event): event is FaultEvent => event.type === 'fault' || event.type === 'heal')
      .map((event): FaultEvent => ({ ...event, node, nodeId: `broker-${node}` })),
  );
  const expectation = { survives: false, because: '0 of 3 controllers left, no majority' };
  return { ...withEvents(clean, [...clean.history.events, ...others]), expectation };
}

describe('a report does not say', () => {
  it('that reads went on beside 9.7 s without reads', () => {
    const result = resultOf(allGone());
    expect(result.verdict.partitions[0]?.unreadable[0]?.durationMs).toBeGreaterThan(9_000);
    expect(textsOf(result)).toContain(
      '✓ reads of partition 0 stopped and came back with broker-1, broker-2, broker-3 gone, as they may (0 of 3 controllers left, no majority)',
    );
    expect(contradictions(result)).toEqual([]);
  });

  it('that writes came once a node came back that could not be brought back', () => {
    const left = 'broker-1 could not be brought back: it does not start';
    const clean = cleanDrill();
    const unhealed = clean.history.events.filter(({ type }) => type !== 'heal');
    const half = clean.history.events.filter((event) => event.type !== 'heal' || event.edge === 'start');
    for (const events of [clean.history.events, unhealed, half]) {
      const result = resultOf({ ...withEvents(clean, events), left });
      expect(textsOf(result).filter((text) => text.includes('broker-1 came back'))).toEqual([]);
      expect(textsOf(result)).toContain(`✗ ${left}`);
      expect(contradictions(result)).toEqual([]);
    }
    expect(textsOf(resultOf(withEvents(clean, half))).join()).not.toContain('came back in sync');
  });

  it('that no new leader was seen beside a step that saw one', () => {
    const gone = allGone();
    const backMs = healMs + 700;
    const moved = [1, 2, 3].map((seenBy): ViewEvent => ({
      type: 'view',
      atMs: backMs,
      seenBy,
      partition: 0,
      leader: 3,
      leaderEpoch: 2,
      isr: [3],
    }));
    const kept = gone.history.events.filter((event) => event.type !== 'view' || event.atMs < faultMs);
    const result = resultOf(withEvents(gone, [...kept, ...moved]));
    const progress = drillProgress(result.topology);
    expect(result.history.events.map((event) => progress(event))).toContain(
      `partition 0: new leader broker-3 after ${backMs - faultMs} ms`,
    );
    expect(result.verdict.partitions[0]?.effects[0]).toMatchObject({
      newLeader: 3,
      newLeaderAfterMs: backMs - faultMs,
    });
    expect(contradictions(result)).toEqual([]);
  });

  it('that a broker was fenced after a fault that there was not', () => {
    const clean = cleanDrill();
    const calm = clean.history.events.filter(({ type }) => type !== 'fault' && type !== 'heal');
    const fenced: HistoryEvent = { type: 'fencing', atMs: 19_300, seenBy: 2, broker: 1, fenced: true };
    const result = resultOf(withEvents(clean, [...calm, fenced]));
    expect(drillReport(result)).toContain('broker-1 was fenced 19.3 s into the drill, to the end');
    expect(contradictions(result)).toEqual([]);
  });

  it('that Kafka takes its time beside a wait in vain for its leaders', () => {
    const waited =
      'waited 138000 ms for every partition to be led by its first copy: partition 0 is led by broker 2';
    const result = resultOf(vain(cleanDrill(), waited, endMs - 5));
    expect(textsOf(result)).toContain('✗ partition 0 not led by the first copy, though that was asked for');
    expect(textsOf(result).filter((text) => text.includes('in its own time'))).toEqual([]);
    expect(contradictions(result)).toEqual([]);
  });

  it('that all is as it should be beside a wait in vain for just that', () => {
    const late = resultOf(vain(cleanDrill(), 'waited 1 ms for all copies to be in sync: x', healMs + 100));
    expect(textsOf(late)).toContain('✓ all copies came back in sync, later than was waited for');
    const denied = resultOf(
      vain(cleanDrill(), 'waited 1 ms for every partition to take writes: x', endMs - 1),
    );
    expect(textsOf(denied).filter((text) => text.startsWith('✓ every partition took writes'))).toEqual([]);
    expect([...contradictions(late), ...contradictions(denied)]).toEqual([]);
  });

  it('that every partition took writes beside a time without any to the end', () => {
    const clean = cleanDrill();
    const events = clean.history.events.map((event): HistoryEvent =>
      event.type === 'ack' && event.partition === 1 && event.atMs > endMs - 3_000
        ? { ...event, type: 'error', kind: 'refused', mayBeDone: true }
        : event,
    );
    const result = resultOf(withEvents(clean, events));
    expect(textsOf(result)).toContain(
      '✗ writes to partition 1 came back with broker-1, and had stopped when the traffic ended',
    );
    expect(contradictions(result)).toEqual([]);
  });
});

/** Ways to damage a history, each drawn at random and put one on another. */
const bases = [cleanDrill(), allGone(), cleanGroupDrill()];

it('no report contradicts itself, however its history is damaged, cut or shuffled', () => {
  fc.assert(
    fc.property(fc.constantFrom(...bases), fc.array(damage, { maxLength: 4 }), (base, wounds) => {
      const recording = wounds.reduce((so, wound) => wound(so), base);
      expect(contradictions(resultOf(recording))).toEqual([]);
    }),
    // Whoever asks for more wants others; a check of every change meets the same ones.
    process.env['KLAB_PROPERTY_RUNS'] === undefined
      ? { numRuns: 40, seed: 1 }
      : { numRuns: Number(process.env['KLAB_PROPERTY_RUNS']) },
  );
});
