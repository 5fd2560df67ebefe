/** When all copies are in sync again, in a cluster whose brokers and copies are others than at first. */
import { describe, expect, it } from 'vitest';
import { judge } from '../../../../src/drills/judge/verdict.ts';
import type { HistoryEvent } from '../../../../src/drills/record/history.ts';
import { cleanDrill, fullIsrMs, healMs } from '../histories.ts';

describe('a broker that leaves for good', () => {
  const silence = { type: 'reach', broker: 9, answers: false, kind: 'closed', atMs: 100 } as const;
  const fullAfterMs = (...more: readonly HistoryEvent[]): number | null | undefined => {
    const input = cleanDrill();
    const events = [...input.history.events, ...more].toSorted((a, b) => a.atMs - b.atMs);
    return judge({ ...input, history: { ...input.history, events } }).partitions[0]?.effects[0]
      ?.fullIsrAfterMs;
  };

  it('keeps no copies from being in sync again by its silence, as one does that was to stay', () => {
    expect(fullAfterMs(silence)).toBeNull();
    expect(fullAfterMs({ type: 'retire', broker: 9, atMs: 90 }, silence)).toBe(fullIsrMs - healMs + 60);
    expect(fullAfterMs(silence, { type: 'retire', broker: 9, atMs: 110 })).toBe(fullIsrMs - healMs + 60);
  });

  it('more copies than there were at first are all of them', () => {
    const input = cleanDrill();
    const settings = { ...input.history.settings, replicationFactor: 2 };
    const verdict = judge({ ...input, history: { ...input.history, settings } });
    expect(verdict.partitions[0]?.effects[0]?.fullIsrAfterMs).not.toBeNull();
  });
});
