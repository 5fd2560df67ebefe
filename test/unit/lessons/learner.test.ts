import { describe, expect, it } from 'vitest';
import {
  answerOf,
  isRight,
  learnerOf,
  lessonNamed,
  noted,
  wordsOf,
  type UnderWay,
} from '../../../src/lessons/learner.ts';
import { seen, type Lesson, type Step } from '../../../src/lessons/lesson.ts';

const step: Step = {
  title: 'count',
  text: 'Count them.',
  predict: { question: 'How many?' },
  commands: [],
  check: async () => seen('three'),
  hint: 'three',
};
const choosing: Step = { ...step, predict: { question: 'Will it?', choices: ['yes', 'no'] } };
const lesson = { name: 'counting', steps: [step] } as unknown as Lesson;
const underWay: UnderWay = {
  lesson: 'counting',
  instance: 'multi-broker-local',
  madeCluster: true,
  step: 1,
  notes: {},
};

describe('an answer', () => {
  it.each([
    [step, ' 3 ', '3'],
    [step, '9.5', '9.5'],
    [choosing, 'YES', 'yes'],
  ])('is kept as it is compared', (asked, text, kept) => {
    expect(answerOf(asked, text)).toBe(kept);
  });

  it.each([
    [step, 'three', '"three" is no number; the question is: How many?'],
    [step, '-1', '"-1" is no number'],
    [choosing, 'maybe', '"maybe" is no answer to it; say one of yes, no'],
    [{ ...step, predict: undefined } as unknown as Step, '3', 'step "count" asks for no prediction'],
  ])('that is none is told', (asked, text, message) => {
    expect(() => answerOf(asked, text)).toThrow(message);
  });

  it('is right by the very number, or nearly where a step says so, or by the very word', () => {
    const question = 'How long?';
    expect(isRight({ question }, '3', '3.0')).toBe(true);
    expect(isRight({ question }, '3', '4')).toBe(false);
    expect(isRight({ question, within: 1.5 }, '9', '9.6')).toBe(true);
    expect(isRight({ question, within: 1.5 }, '6', '9.6')).toBe(false);
    expect(isRight({ question, within: 1.5 }, '15', '9.6')).toBe(false);
    expect(isRight({ question, choices: ['yes', 'no'] }, 'yes', 'no')).toBe(false);
  });
});

describe('what is kept of a learner', () => {
  it('is read as it was written', () => {
    const learner = {
      underWay: noted({ ...underWay, sinceMs: 1_750_000_000_000 }, { said: '3', measured: '4', done: true }),
      finished: ['first'],
    };
    expect(learnerOf(JSON.parse(JSON.stringify({ schemaVersion: 1, ...learner })))).toEqual(learner);
  });

  it.each([undefined, [], 'text', { underWay: { lesson: 1 } }, { underWay: { lesson: 'a', instance: 'b' } }])(
    'is nothing where %j is kept',
    (stored) => {
      expect(learnerOf(stored)).toEqual({ finished: [] });
    },
  );

  it('gets a note of the step that is under way, beside what was noted before', () => {
    const before = noted(underWay, { said: '3' });
    expect(noted(before, { measured: '4' }).notes).toEqual({ 1: { said: '3', measured: '4' } });
  });
});

it('a lesson is found by its name alone', () => {
  expect(lessonNamed([lesson], 'counting')).toBe(lesson);
  expect(() => lessonNamed([lesson], 'count')).toThrow('there is no lesson "count"; use one of counting');
});

it('words of a command stand for what they mean', () => {
  const meant = { 'multi-broker': 'multi-broker-local-100', NODE: 'broker-2' };
  expect(wordsOf('klab start multi-broker NODE', meant)).toEqual([
    'start',
    'multi-broker-local-100',
    'broker-2',
  ]);
  expect(wordsOf("klab produce multi-broker t 'two words' NODES", meant)).toEqual([
    'produce',
    'multi-broker-local-100',
    't',
    'two words',
    'NODES',
  ]);
});
