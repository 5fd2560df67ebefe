/** Who was controller, and who was fenced for how long, from what several brokers said at different times. */
import { describe, expect, it } from 'vitest';
import { clusterChanges } from '../../../../src/drills/record/cluster-changes.ts';
import type { HistoryEvent } from '../../../../src/drills/record/history.ts';

function fencing(atMs: number, seenBy: number, broker: number, fenced: boolean): HistoryEvent {
  return { type: 'fencing', atMs, seenBy, broker, fenced };
}

function reach(atMs: number, broker: number, answers: boolean): HistoryEvent {
  return { type: 'reach', atMs, broker, answers };
}

const allAnswer = [1, 2, 3].map((broker) => reach(0, broker, true));

describe('controllers', () => {
  it('change from the second one on', () => {
    const seen = [1, 3, 1].map((controller, index): HistoryEvent => ({
      type: 'controller',
      atMs: index * 100,
      controller,
    }));
    expect(clusterChanges(seen).controllers).toEqual([
      { atMs: 100, from: 1, to: 3 },
      { atMs: 200, from: 3, to: 1 },
    ]);
  });
});

describe('a fenced broker', () => {
  it('is fenced from the first that says so to the last that no longer does', () => {
    const events = [
      ...allAnswer,
      fencing(100, 2, 1, true),
      fencing(120, 3, 1, true),
      fencing(500, 3, 1, false),
      fencing(540, 2, 1, false),
      fencing(900, 2, 1, true),
    ];
    expect(clusterChanges(events).fenced).toEqual([
      { broker: 1, fencedMs: 100, backMs: 540 },
      { broker: 1, fencedMs: 900, backMs: null },
    ]);
  });

  it('is back when only those still miss it who do not answer', () => {
    const events = [
      ...allAnswer,
      fencing(100, 2, 1, true),
      fencing(120, 3, 1, true),
      reach(200, 3, false),
      fencing(500, 2, 1, false),
    ];
    expect(clusterChanges(events).fenced).toEqual([{ broker: 1, fencedMs: 100, backMs: 500 }]);
  });

  it('is not back because nobody answers', () => {
    const events = [reach(0, 2, true), fencing(100, 2, 1, true), reach(200, 2, false)];
    expect(clusterChanges(events).fenced).toEqual([{ broker: 1, fencedMs: 100, backMs: null }]);
  });

  it('does not end another one’s time', () => {
    const events = [
      ...allAnswer,
      fencing(100, 3, 1, true),
      fencing(110, 3, 2, true),
      fencing(300, 3, 2, false),
    ];
    expect(clusterChanges(events).fenced).toEqual([
      { broker: 1, fencedMs: 100, backMs: null },
      { broker: 2, fencedMs: 110, backMs: 300 },
    ]);
  });
});
