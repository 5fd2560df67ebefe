/** Limits on a drill's numbers: how they are written, and when they are kept. */
import { describe, expect, it } from 'vitest';
import { limitAuditor } from '../../../../../src/drills/judge/auditors/limits.ts';
import { limitNames, parseLimit, type Limit } from '../../../../../src/drills/plan/limits.ts';
import type { DrillMeasures } from '../../../../../src/drills/judge/auditors/measures.ts';
import { judge } from '../../../../../src/drills/judge/verdict.ts';
import { UsageError } from '../../../../../src/errors.ts';
import { cleanDrill } from '../../histories.ts';

describe('parseLimit', () => {
  it.each([
    ['max-unavailable=3s', { name: 'max-unavailable', atMost: 3_000 }],
    ['max-read-unavailable=250ms', { name: 'max-read-unavailable', atMost: 250 }],
    ['max-full-isr=1.5min', { name: 'max-full-isr', atMost: 90_000 }],
    ['max-duplicates=0', { name: 'max-duplicates', atMost: 0 }],
  ])('reads %s', (text, limit) => {
    expect(parseLimit(text)).toEqual(limit);
  });

  it.each([
    [
      'max-gap=3s',
      `unknown limit "max-gap=3s"; use max-unavailable=TIME, max-read-unavailable=TIME, max-new-leader=TIME, max-isr-shrink=TIME, max-full-isr=TIME, max-lost=N, max-duplicates=N, max-out-of-order=N, max-seen-then-gone=N, max-redelivered=N, max-controller-changes=N`,
    ],
    [
      'max-unavailable=3',
      'max-unavailable=3 is not a time; use ms, s or min, such as max-unavailable=500ms or max-unavailable=3s',
    ],
    [
      'max-unavailable',
      'max-unavailable= is not a time; use ms, s or min, such as max-unavailable=500ms or max-unavailable=3s',
    ],
    ['max-lost=1s', 'max-lost=1s is not a number of things; use a whole number, such as max-lost=0'],
  ])('refuses %s', (text, message) => {
    expect(() => parseLimit(text)).toThrow(new UsageError(message));
  });
});

describe('the auditor of limits', () => {
  const measures: DrillMeasures = {
    unavailableMs: 9_010.4,
    unreadableMs: 'never',
    newLeaderMs: null,
    isrShrinkMs: 9_040,
    fullIsrMs: 4_060,
    lost: 1,
    duplicated: 0,
    outOfOrder: 0,
    unexpected: 0,
    seenThenGone: 0,
    redelivered: null,
    reachedPerSecond: 300,
    controllerChanges: 1,
  };
  const findings = (...limits: readonly Limit[]) => limitAuditor.findings({ input: { limits }, measures });
  const finding = (text: string) => findings(parseLimit(text))[0];

  it.each([
    ['max-unavailable=10s', true, 'longest time without writes 9010 ms: within max-unavailable=10s'],
    ['max-unavailable=9s', false, 'longest time without writes 9010 ms: NOT within max-unavailable=9s'],
    [
      'max-read-unavailable=1min',
      false,
      'longest time without reads has no end: NOT within max-read-unavailable=60s',
    ],
    ['max-new-leader=1ms', true, 'no time to a new leader: within max-new-leader=1ms'],
    ['max-lost=0', false, '1 acknowledged record lost: NOT within max-lost=0'],
    ['max-lost=1', true, '1 acknowledged record lost: within max-lost=1'],
    ['max-redelivered=5', false, 'records delivered again were not counted: NOT within max-redelivered=5'],
  ])('judges %s', (text, ok, said) => {
    expect(finding(text)).toEqual({ code: 'expect', ok, text: said });
  });

  it('knows a measure for every name', () => {
    for (const name of limitNames) expect(findings({ name, atMost: 1e9 })).toHaveLength(1);
  });
});

describe('a drill with limits', () => {
  it('fails when one is not kept, and only then', () => {
    const limited = (...texts: readonly string[]) =>
      judge({ ...cleanDrill(), limits: texts.map((text) => parseLimit(text)) });
    expect(limited('max-unavailable=10s', 'max-lost=0', 'max-full-isr=5s').passed).toBe(true);
    const verdict = limited('max-unavailable=10s', 'max-read-unavailable=8500ms');
    expect(verdict.passed).toBe(false);
    expect(verdict.findings.filter(({ ok }) => !ok)).toMatchObject([
      {
        code: 'expect',
        text: expect.stringMatching(
          /^longest time without reads 90\d\d ms: NOT within max-read-unavailable=8500ms$/,
        ),
      },
    ]);
  });

  it('cannot keep a limit on what nobody could read back', () => {
    const readBack = { problem: 'no coordinator' };
    const { findings } = judge({ ...cleanDrill(), readBack, limits: [parseLimit('max-lost=5')] });
    expect(findings.at(-1)).toMatchObject({
      ok: false,
      text: 'acknowledged records lost were not counted: NOT within max-lost=5',
    });
  });

  it('counts records that the group was given again', () => {
    const clean = cleanDrill();
    const delivered = (atMs: number, records: readonly (readonly [number, number])[]) =>
      ({ type: 'delivered', atMs, member: 1, partition: 0, records }) as const;
    const events = [
      ...clean.history.events,
      delivered(1, [
        [0, 0],
        [1, 1],
      ]),
      delivered(2, [
        [1, 1],
        [2, 2],
      ]),
    ];
    const history = { ...clean.history, events, settings: { ...clean.history.settings, consumers: 1 } };
    expect(judge({ ...clean, history }).measures.redelivered).toBe(1);
    expect(judge(clean).measures.redelivered).toBeNull();
  });
});
