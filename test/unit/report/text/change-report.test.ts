/** Where a change stands, in words that say what to do about it. */
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { ChangeStep } from '../../../../src/change/steps.ts';
import { standReport } from '../../../../src/report/text/diff/change-report.ts';

const steps: readonly ChangeStep[] = [
  { kind: 'set', settings: { 'a.b': '1' }, before: { 'a.b': null }, reason: 'it is dynamic' },
  { kind: 'restart', nodeId: 'broker-1', reason: 'it is read-only' },
];
const stand = { id: 'shop-local', direction: 'there', steps, done: 1, isDone: false } as const;
const told = (one: Parameters<typeof standReport>[0]): string => stripVTControlCharacters(standReport(one));

describe('a change', () => {
  it('that is not at its end says what comes next, and the two ways', () => {
    expect(told(stand)).toBe(
      '✘ a change is open: 1 of 2 steps done, next: restart broker-1; klab change shop-local --resume goes on, klab change shop-local --back goes back',
    );
  });

  it('that is on its way back can only go on', () => {
    expect(told({ ...stand, direction: 'back' })).toBe(
      '✘ a change is being taken back: 1 of 2 steps done, next: restart broker-1; klab change shop-local --resume goes on',
    );
  });

  it('that is at its end says so', () => {
    expect(told({ ...stand, done: 2, isDone: true })).toBe('✔ shop-local is changed (2 steps)');
  });

  it('that was an upgrade says how long it took, and whether there is a way back', () => {
    const done = { ...stand, done: 2, isDone: true, stepsMs: 31_000 };
    expect(told({ ...done, wayBack: { to: '3.9.2' } })).toBe(
      '✔ shop-local is changed (2 steps in 31.0 s)\nthe way back to Kafka 3.9.2 is open: klab change shop-local --kafka 3.9.2',
    );
    expect(told({ ...done, wayBack: { to: '3.9.2', closedBy: 'it works with more' } })).toContain(
      '\nthere is no way back to Kafka 3.9.2: it works with more',
    );
  });
});
