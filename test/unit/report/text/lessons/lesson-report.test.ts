import { describe, expect, it } from 'vitest';
import { lessons } from '../../../../../lessons/index.ts';
import type { UnderWay } from '../../../../../src/lessons/learner.ts';
import {
  checkReport,
  lessonOpening,
  lessonsReport,
  stepReport,
  wrapped,
} from '../../../../../src/report/text/lessons/lesson-report.ts';

const [lesson] = lessons;
const underWay = (step: number, notes: UnderWay['notes'] = {}): UnderWay => ({
  lesson: lesson!.name,
  instance: 'multi-broker-local',
  madeCluster: true,
  step,
  notes,
});

describe('a step', () => {
  it('tells what to foresee, how to say it, and the commands', () => {
    const text = stepReport(lesson!, underWay(1));
    expect(text).toContain('Step 2 of 3: write records without a key');
    expect(text).toContain('say it first: klab lesson predict PARTITIONS');
    expect(text).toContain('$ klab produce multi-broker lesson-orders one');
    expect(stepReport(lesson!, underWay(1, { 1: { said: '2' } }))).toContain('you said 2 partitions');
  });

  it('is what to remember, behind the last one', () => {
    expect(stepReport(lesson!, underWay(3))).toContain(`- ${lesson!.remember[0]}`);
  });
});

describe('a check', () => {
  const step = lesson!.steps[1];
  it.each([
    [
      { passed: true, saw: 'all', said: '3', measured: '3', right: true },
      'you said 3 partitions, measured 3 partitions: as foreseen',
    ],
    [
      { passed: true, saw: 'all', said: '1', measured: '3', right: false },
      'you said 1 partition, measured 3 partitions: not as foreseen',
    ],
    [{ passed: true, saw: 'all', measured: '3' }, 'measured 3 partitions (you made no prediction)'],
    [{ passed: false, saw: 'no topic; make it' }, 'not there yet: no topic; make it'],
  ])('%j', (checked, words) => {
    expect(checkReport(checked, step)).toContain(words);
  });
});

it('the list shows what is done and what is under way', () => {
  const done = lessonsReport(lessons, { finished: [lesson!.name] });
  expect(done).toMatch(/✔ +topics-and-partitions/);
  expect(done).toContain('begin one: klab lesson start NAME');
  expect(lessonsReport(lessons, { underWay: underWay(1), finished: [] })).toContain(
    'step 2; go on: klab lesson show',
  );
  expect(lessonOpening(lesson!)).toContain('It makes lesson-orders');
});

it('text is broken between words, at a hundred columns at most', () => {
  expect(wrapped('one two three', 7)).toBe('one two\nthree');
  expect(
    Math.max(
      ...wrapped('word '.repeat(60).trim(), 300)
        .split('\n')
        .map(({ length }) => length),
    ),
  ).toBeLessThan(101);
});
