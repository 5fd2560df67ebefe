/** A lesson on the page stands where `klab lesson` in a terminal has left it, and the other way round. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { readLearner, writeLearner } from '../../../../src/app/lessons/store.ts';
import type { UnderWay } from '../../../../src/lessons/learner.ts';
import { lacks, seen, type Lesson } from '../../../../src/lessons/lesson.ts';
import { School } from '../../../../src/web/lessons/school.ts';
import { registry } from '../../../../topologies/index.ts';

const lesson: Lesson = {
  name: 'keys',
  title: 'Keys',
  shows: 'Shows keys.',
  topology: 'multi-broker',
  minutes: 5,
  topics: [],
  groups: [],
  steps: [
    {
      title: 'write',
      text: 'Write it.\n\nThen read it.',
      predict: { question: 'How many?', unit: 'records' },
      commands: ['klab produce multi-broker lesson-keys a:b'],
      check: async () => seen('there it is', 1),
      hint: 'With a colon.',
    },
    { title: 'read', text: 'Read it.', commands: [], check: async () => lacks('nothing read'), hint: '' },
  ],
  remember: ['A key is a key.'],
};
const underWay: UnderWay = {
  lesson: 'keys',
  instance: 'multi-broker-local',
  madeCluster: true,
  step: 0,
  notes: {},
};

function schoolOf(): School {
  return new School({
    lessons: [lesson],
    caller: {
      topologies: registry,
      signal: new AbortController().signal,
      finishing: async (_, work) => await work(),
    },
    run: async () => undefined,
    show: async () => undefined,
    leave: async () => undefined,
    onChange: () => undefined,
  });
}

let home: string;
let school: School;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'klab-school-'));
  vi.stubEnv('KLAB_HOME', home);
});
beforeEach(async () => {
  await writeLearner({ underWay, finished: [] });
  school = schoolOf();
  await school.look();
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(home, { recursive: true, force: true });
});

it('shows the step that is to be done, with all that a terminal shows', () => {
  expect(school.view).toEqual({
    all: [
      {
        name: 'keys',
        title: 'Keys',
        shows: 'Shows keys.',
        topology: 'multi-broker',
        minutes: 5,
        isFinished: false,
      },
    ],
    underWay: {
      name: 'keys',
      title: 'Keys',
      shows: 'Shows keys.',
      instance: 'multi-broker-local',
      takesDown: true,
      steps: 2,
      step: {
        number: 1,
        title: 'write',
        paragraphs: ['Write it.', 'Then read it.'],
        commands: ['klab produce multi-broker lesson-keys a:b'],
        hint: 'With a colon.',
        asks: { question: 'How many?', unit: 'records' },
        isDone: false,
      },
      remember: ['A key is a key.'],
    },
  });
});

it('keeps what is foreseen where a terminal finds it, and shows what was measured beside it', async () => {
  await expect(school.predict('many')).rejects.toThrow('"many" is no number');
  await school.predict('2');
  expect((await readLearner()).underWay?.notes).toEqual({ 0: { said: '2' } });
  await writeLearner({
    underWay: { ...underWay, notes: { 0: { said: '2', measured: '1', done: true } } },
    finished: [],
  });
  await school.look();
  expect(school.view.underWay?.step?.asks).toMatchObject({ said: '2', measured: '1', isRight: false });
});

it('goes on only from a step that was checked, and after the last one says what to remember', async () => {
  await expect(school.next()).rejects.toThrow('step 1 is not checked yet');
  const notes = { 0: { done: true }, 1: { done: true } };
  await writeLearner({ underWay: { ...underWay, notes }, finished: [] });
  await school.next();
  expect(school.view.underWay?.step).toMatchObject({ number: 2, title: 'read' });
  await school.next();
  expect(school.view.underWay?.step).toBeUndefined();
  expect(school.view.all).toMatchObject([{ isFinished: true }]);
});

it('says what to do where the cluster of the lesson is gone, and writes nothing over what goes on', async () => {
  school.check();
  await expect(school.predict('2')).rejects.toThrow('Look at the cluster goes on; wait for its end');
  expect(() => school.do()).toThrow('Look at the cluster goes on; stop that, or wait for its end');
  await school.ended();
  expect(school.view.course).toMatchObject({
    isRunning: false,
    lines: [{ text: expect.stringContaining('is gone; end the lesson'), mark: 'bad' }],
  });
});

it('passes over a lesson that it does not know, as another version may have kept it', async () => {
  await writeLearner({ underWay: { ...underWay, lesson: 'of-tomorrow' }, finished: [] });
  await school.look();
  expect(school.view.underWay).toBeUndefined();
});
