/** Faults in turn are each judged for themselves, faults together as one, and what was never undone or finished is said. */
import { describe, expect, it } from 'vitest';
import type { FaultEvent, HistoryEvent, ViewEvent } from '../../../src/drills/record/history.ts';
import type { FaultKind } from '../../../src/drills/faults/index.ts';
import { faultGroups, faultSpans } from '../../../src/drills/judge/fault-spans.ts';
import { judge, type Verdict } from '../../../src/drills/judge/verdict.ts';
import { cleanDrill, endMs, failoverMs, faultMs, healMs, type LoggedDrill } from './histories.ts';

function failed(verdict: Verdict): string[] {
  return verdict.findings.filter(({ ok }) => !ok).map(({ text }) => text);
}

function textsOf(verdict: Verdict, code: string): string[] {
  return verdict.findings.filter((finding) => finding.code === code).map(({ text }) => text);
}

function marks(broker: number, fromMs: number, toMs: number, fault: FaultKind = 'kill'): FaultEvent[] {
  const node = { nodeId: `broker-${broker}`, node: broker, broker: true, fault };
  return [
    { type: 'fault', atMs: fromMs, edge: 'start', ...node },
    { type: 'fault', atMs: fromMs + 10, edge: 'end', ...node },
    { type: 'heal', atMs: toMs, edge: 'start', ...node },
    { type: 'heal', atMs: toMs + 10, edge: 'end', ...node },
  ];
}

function view(atMs: number, partition: number, leader: number, isr: readonly number[]): ViewEvent[] {
  return [1, 2, 3].map((seenBy) => ({
    type: 'view',
    atMs,
    seenBy,
    partition,
    leader,
    leaderEpoch: Math.floor(atMs),
    isr,
  }));
}

/** The clean drill with other faults and views; whoever answers is a broker that is not broken then. */
function withCluster(events: readonly HistoryEvent[]): LoggedDrill {
  const clean = cleanDrill();
  const spans = faultSpans(events);
  const leaderAt = (atMs: number): number =>
    [1, 2, 3].find((node) =>
      spans.every((span) => span.node !== node || atMs < span.startMs || atMs >= (span.healMs ?? Infinity)),
    ) ?? -1;
  const kept = clean.history.events
    .filter(({ type }) => type !== 'fault' && type !== 'heal' && type !== 'view' && type !== 'reach')
    .map((event) => ('leader' in event ? { ...event, leader: leaderAt(event.atMs) } : event));
  const all = [...kept, ...events].toSorted((a, b) => a.atMs - b.atMs);
  return { ...clean, history: { ...clean.history, events: all } };
}

const allViews = [0, 1, 2].flatMap((partition) => view(10, partition, partition + 1, [1, 2, 3]));

/** Broker 1 is gone from `fromMs` on, as the others see it, and back in sync at `toMs`. */
function missed(broker: number, fromMs: number, toMs: number): HistoryEvent[] {
  const others = [1, 2, 3].filter((number) => number !== broker);
  return [0, 1, 2].flatMap((partition) => {
    const leader = partition + 1 === broker ? (others[0] ?? 0) : partition + 1;
    return [
      ...view(fromMs, partition, leader, others).filter(({ seenBy }) => seenBy !== broker),
      ...view(toMs, partition, partition + 1, [1, 2, 3]),
    ];
  });
}

/** Writes stall from 2 s to 11 s in every partition of the clean drill, so brokers go before, around and after that. */
const inTurn = [
  ...marks(2, 500, 900, 'stop'),
  ...marks(1, faultMs, healMs),
  ...marks(3, 16_000, 17_000, 'stop'),
  ...allViews,
  ...missed(2, 550, 1_200),
  ...missed(1, failoverMs, 15_000),
  ...missed(3, 16_100, 18_000),
];

describe('faults in turn', () => {
  it('are each given their own effects', () => {
    const verdict = judge(withCluster(inTurn));
    expect(failed(verdict)).toEqual([]);
    const times = verdict.partitions[0]?.effects.map(({ isrShrankAfterMs }) => isrShrankAfterMs);
    expect(times).toEqual([50, failoverMs - faultMs, 100]);
    const leaders = verdict.partitions.map(({ effects }) => effects.map(({ newLeader }) => newLeader));
    expect(leaders).toEqual([
      [null, 2, null],
      [1, null, null],
      [null, null, 1],
    ]);
    const full = verdict.partitions[1]?.effects.map(({ fullIsrAfterMs }) => fullIsrAfterMs);
    expect(full).toEqual([300, 1_000, 1_000]);
    expect(textsOf(verdict, 'writes-during-fault')).toEqual([
      'writes went on each of 2 times, with broker-2, broker-3 still gone (2 of 3 copies left, min ISR 2)',
      'writes came back with broker-1 still gone (2 of 3 copies left, min ISR 2)',
    ]);
    expect(textsOf(verdict, 'new-leader')).toEqual([
      'what broker-2, broker-1, broker-3 led got a new leader each time',
    ]);
    expect(verdict.measures).toMatchObject({
      newLeaderMs: failoverMs - faultMs,
      isrShrinkMs: failoverMs - faultMs,
      fullIsrMs: 1_000,
    });
  });

  it('are each blamed for what they did', () => {
    const input = withCluster(inTurn);
    const events = input.history.events.filter(
      (event) =>
        event.type !== 'ack' || event.partition !== 2 || event.atMs < failoverMs || event.atMs > healMs,
    );
    const verdict = judge({ ...input, history: { ...input.history, events } });
    expect(textsOf(verdict, 'writes-during-fault')).toEqual([
      'writes to partition 2 did not come back with broker-1 gone: they should have (2 of 3 copies left, min ISR 2)',
    ]);
  });

  it('that are undone before a broker must be missed need not be survived', () => {
    const early = [...marks(1, 3_000, 3_500), ...marks(1, 4_500, 5_000), ...allViews];
    const verdict = judge(withCluster(early));
    expect(failed(verdict)).toEqual([]);
    expect(textsOf(verdict, 'writes-during-fault')).toEqual([
      'writes need not come back before broker-1 did: it was there again within its session of 9000 ms, 2 times',
    ]);
    expect(verdict.measures).toMatchObject({ newLeaderMs: null, isrShrinkMs: null });
    const late = [...marks(1, 3_000, 3_500), ...marks(1, 4_500, 14_000), ...allViews];
    expect(failed(judge(withCluster(late)))).toContain('partition 0 of broker-1 got no new leader');
    expect(judge(withCluster(late)).measures).toMatchObject({ newLeaderMs: 'never', isrShrinkMs: 'never' });
  });
});

describe('faults together', () => {
  const together = [...marks(1, faultMs, healMs), ...marks(2, faultMs + 5, healMs + 5), ...allViews];

  it('are one group, and one after the other are two', () => {
    const sizes = (events: readonly HistoryEvent[]): number[] =>
      faultGroups(faultSpans(events.toSorted((a, b) => a.atMs - b.atMs))).map(({ spans }) => spans.length);
    expect(sizes(together)).toEqual([2]);
    expect(sizes([...marks(1, 0, 100), ...marks(2, 50, 200), ...marks(3, 150, 300)])).toEqual([3]);
    expect(sizes([...marks(1, 0, 100), ...marks(2, 100, 200)])).toEqual([1, 1]);
  });

  it('are no witnesses of each other, and no new leaders', () => {
    const stale = view(faultMs + 100, 0, 2, [1, 2, 3]);
    const moved = view(failoverMs, 0, 3, [3]).filter(({ seenBy }) => seenBy === 3);
    const verdict = judge(withCluster([...together, ...stale, ...moved]));
    expect(verdict.partitions[0]?.effects[0]).toMatchObject({
      newLeader: 3,
      newLeaderAfterMs: failoverMs - faultMs,
    });
    expect(textsOf(verdict, 'writes-during-fault')).toEqual([
      'writes came back with broker-1, broker-2 still gone (2 of 3 copies left, min ISR 2)',
    ]);
  });

  it('that nothing survives tell what became of reads', () => {
    const expectation = { survives: false, because: '1 of 3 copies left, min ISR 2' };
    const verdict = judge({ ...withCluster(together), expectation });
    expect(textsOf(verdict, 'writes-during-fault')).toEqual([
      'writes need not go on with broker-1, broker-2 gone (1 of 3 copies left, min ISR 2)',
    ]);
    expect(textsOf(verdict, 'reads-during-fault')).toEqual([
      'reads of partition 0 stopped and came back with broker-1, broker-2 gone, as they may (1 of 3 copies left, min ISR 2)',
    ]);
    const input = withCluster(together);
    const events = input.history.events.filter(
      (event) =>
        event.type !== 'read' || event.partition !== 2 || event.atMs < faultMs || event.atMs > healMs,
    );
    const silent = judge({ ...input, expectation, history: { ...input.history, events } });
    expect(textsOf(silent, 'reads-during-fault')).toEqual([
      'reads of partition 2 stopped with broker-1, broker-2 gone, as they may (1 of 3 copies left, min ISR 2)',
    ]);
  });
});

describe('reads', () => {
  it('must come back as writes must, during a fault and after it', () => {
    const input = cleanDrill();
    const events = input.history.events.filter(
      (event) => event.type !== 'read' || event.partition !== 2 || event.atMs < faultMs,
    );
    const verdict = judge({ ...input, history: { ...input.history, events } });
    expect(failed(verdict)).toEqual([
      'reads of partition 2 did not come back with broker-1 gone: they should have (2 of 3 copies left, min ISR 2)',
      'reads of partition 2 never came back, though broker-1 did',
    ]);
  });

  it('have windows of their own', () => {
    const [hit, ...others] = judge(cleanDrill()).partitions.map(({ unreadable }) => unreadable);
    expect(hit).toHaveLength(1);
    expect(hit?.[0]?.durationMs).toBeGreaterThan(failoverMs - faultMs - 20);
    expect(hit?.[0]?.uncertaintyMs).toBeLessThan(30);
    expect(others).toEqual([[], []]);
  });
});

describe('a drill that did not end as planned', () => {
  it('fails when a node could not be brought back', () => {
    const left = 'broker-1 could not be brought back: it does not start';
    expect(failed(judge({ ...cleanDrill(), left }))).toEqual([left]);
  });

  it('claims nothing of availability when it was interrupted', () => {
    const clean = cleanDrill();
    const events = clean.history.events.filter(({ atMs }) => atMs < faultMs + 100);
    const readBack = { problem: 'the drill was interrupted before that' };
    const input = { ...clean, readBack, interrupted: true, history: { ...clean.history, events } };
    expect(judge(input).findings.map(({ code }) => code)).toEqual(['read-back', 'interrupted']);
    expect(judge(input).passed).toBe(false);
  });

  it('says which leaders are not back', () => {
    expect(textsOf(judge(cleanDrill()), 'preferred-leader')).toEqual([
      'partition 0 not led by the first copy: Kafka moves leaders back in its own time',
    ]);
    const back = [...cleanDrill().history.events, ...view(endMs - 10, 0, 1, [1, 2, 3])];
    const clean = cleanDrill();
    expect(
      textsOf(judge({ ...clean, history: { ...clean.history, events: back } }), 'preferred-leader'),
    ).toEqual(['every partition is led by its first copy again']);
  });
});
