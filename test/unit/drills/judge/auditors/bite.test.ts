/** A fault that did not bite proves nothing: neither that the cluster survives it nor that it does not. */
import { describe, expect, it } from 'vitest';
import type { FaultKind } from '../../../../../src/drills/faults/index.ts';
import type { HistoryEvent } from '../../../../../src/drills/record/history.ts';
import type { DrillRecording } from '../../../../../src/drills/record/recording.ts';
import { drillReport } from '../../../../../src/report/text/drill-report.ts';
import { withEvents } from '../../damages.ts';
import { cleanDrill, faultMs, healMs } from '../../histories.ts';
import { judged } from '../../judged.ts';

const clean = cleanDrill();

/** The clean drill, in which broker 1 answers until another one takes over, as if nothing had been done to it. */
function unharmed(fault: FaultKind = 'kill'): DrillRecording {
  const events = clean.history.events.flatMap((event): HistoryEvent[] => {
    if (event.type === 'fault' || event.type === 'heal') return [{ ...event, fault }];
    if (event.type === 'reach' || (event.type === 'view' && event.atMs > 100)) return [];
    if (event.type === 'read-error') return [{ ...event, type: 'read', leader: 1, records: [] }];
    return [event];
  });
  return withEvents(clean, events);
}

describe('a broker that was to be killed and went on answering', () => {
  const { verdict, broken, text } = judged(unharmed());

  it('leaves it unknown what its loss would have cost, in words of its own', () => {
    expect(verdict.outcome).toBe('unknown');
    expect(broken).toContain('fault');
    expect(text('fault')).toMatch(
      /^broker-1 was to be killed and went on answering, \d+ times and to 9\.0 s after that: nothing is proved of its loss$/,
    );
  });

  it('is not blamed for the leaders that never moved', () => {
    expect(verdict.findings.find(({ code }) => code === 'new-leader')).toMatchObject({
      ok: false,
      unknown: true,
      text: 'partition 0 of broker-1 got no new leader (not judged, for what was not done to broker-1)',
    });
    expect(verdict.measures).toMatchObject({ newLeaderMs: 'unknown', isrShrinkMs: 'unknown' });
    expect(drillReport({ ...unharmed(), verdict })).toMatch(/UNKNOWN: .*went on answering/);
  });

  it('hides no loss', () => {
    const lossy = judged({ ...unharmed(), readBack: clean.readBack.slice(1) });
    expect(lossy.verdict.outcome).toBe('broken');
    expect(lossy.broken).toContain('lost');
  });
});

it('a broker that is only cut off from controllers may answer clients', () => {
  const { broken } = judged(unharmed('isolate-from-controllers'));
  expect(broken).not.toContain('fault');
});

it('a broker that somebody else started again was hit', () => {
  const started: HistoryEvent = {
    type: 'incident',
    what: 'started',
    atMs: faultMs + 800,
    sinceMs: faultMs + 800,
    nodeId: 'broker-1',
    node: 1,
    ofCluster: true,
  };
  const events = unharmed().history.events.filter(
    ({ type, atMs }) => type !== 'read' || atMs < faultMs || atMs > faultMs + 900,
  );
  const { broken } = judged(withEvents(clean, [...events, started]));
  expect(broken).toContain('incident');
  expect(broken).not.toContain('fault');
});

it('a broker that fell silent and that a step of the plan started again was hit', () => {
  const atMs = faultMs + 3_000;
  const back: HistoryEvent[] = [
    { type: 'reach', atMs, broker: 1, answers: true },
    { type: 'view', atMs: healMs - 1, seenBy: 1, partition: 1, leader: 2, leaderEpoch: 0, isr: [2, 3] },
  ];
  expect(judged(withEvents(clean, [...clean.history.events, ...back])).broken).toEqual([]);
});

it.each(['ack', 'read', 'view'] as const)('one %s that the broker was asked for afterwards tells', (type) => {
  const atMs = healMs - 100;
  const asked = { atMs, startedAtMs: atMs - 1, partition: 1 };
  const answer: Record<typeof type, readonly HistoryEvent[]> = {
    read: [{ type: 'read', ...asked, leader: 1, records: [] }],
    view: [{ type: 'view', ...asked, seenBy: 1, leader: 2, leaderEpoch: 0, isr: [1, 2, 3] }],
    ack: [
      { type: 'attempt', atMs, partition: 1, sequence: 0, attempt: 2, leader: 1 },
      { type: 'ack', ...asked, startedAtMs: atMs, sequence: 0, attempt: 2, offset: 0 },
    ],
  };
  const heard = clean.history.events.filter((event) => event.type !== 'reach');
  const { broken, verdict } = judged(withEvents(clean, [...heard, ...answer[type]]));
  expect(broken).toEqual(['fault']);
  expect(verdict.outcome).toBe('unknown');
});
