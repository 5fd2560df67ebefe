/** Every lesson from end to end: each check says no before its step and yes after it, and nothing of a lesson stays. */
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { lessons } from '../../../lessons/index.ts';
import type { Caller } from '../../../src/app/caller.ts';
import {
  course,
  endLesson,
  nextStep,
  predict,
  resetLesson,
  startLesson,
} from '../../../src/app/lessons/course.ts';
import { standing, type CourseCaller } from '../../../src/app/lessons/standing.ts';
import { checkStep, doStep } from '../../../src/app/lessons/step.ts';
import { consumeAsGroup } from '../../../src/client/by-hand/consume.ts';
import { deleteGroup, describeGroup, groupNames, resetGroup } from '../../../src/client/by-hand/groups.ts';
import { produce } from '../../../src/client/by-hand/produce.ts';
import {
  deleteTopicNamed,
  describeTopic,
  growTopic,
  makeTopic,
  topicNames,
} from '../../../src/client/by-hand/topics.ts';
import { runCommand } from '../../../scripts/support/run-command.ts';
import { attach, up } from '../../../src/index.ts';
import type { Lesson } from '../../../src/lessons/lesson.ts';
import { runtimeNamed } from '../../../src/runtimes/choose.ts';
import { listInstances } from '../../../src/runtimes/instances.ts';
import { takeDown } from '../../../src/runtimes/up/down.ts';
import { registry } from '../../../topologies/index.ts';
import { klab } from '../../support/klab.ts';
import { shapeProblems, storedExample } from '../../support/json-shape.ts';

const portOffset = 5_300;

/** What each step with a question measures; a lesson that measured something else would teach something else. */
const measured: Readonly<Record<string, readonly unknown[]>> = {
  'topics-and-partitions': ['3', '0'],
  'keys-and-order': ['1', 'no', 'no'],
  'offsets-and-reading-again': ['4', '3', '2', 'b'],
  'consumer-groups': ['2', '1', '3'],
  'replication-and-leaders': ['9', '3', '0'],
  'acks-and-min-isr': ['refused', 'accepted'],
  // The session timeout is 9 s.
  'a-killed-broker': [expect.stringMatching(/^(?:8|9|1\d)\.\d$/), '0'],
  'duplicates-and-idempotence': ['2', '1', '2'],
  transactions: ['3', '2', '6'],
  compaction: ['1'],
  'zookeeper-and-kraft': ['1', 'yes', 'yes'],
};

const caller: CourseCaller = {
  topologies: registry,
  lessons,
  progress: { step() {}, update() {}, note() {}, succeed() {}, stop() {} },
  signal: new AbortController().signal,
  finishing: (_: Parameters<Caller['finishing']>[0], work) => work(),
  run: (words) => runCommand(words, true),
};

// One lesson that fails leaves the others theirs.
afterEach(async () => {
  if ((await course(caller)).learner.underWay !== undefined) await endLesson(caller, true);
});

/** What goes wrong by hand is said in one line. */
async function refusals(): Promise<void> {
  await using cluster = await up(registry.create('multi-broker'), { on: 'local', portOffset });
  const topic = 'by-hand';
  const shape = { topic, partitions: 1, configs: {} };
  await makeTopic(cluster, shape);
  await expect(makeTopic(cluster, shape)).rejects.toThrow('topic by-hand is there already');
  await expect(growTopic(cluster, topic, 1)).rejects.toThrow('could not give by-hand 1 partitions');
  const [first] = await produce(cluster, [{ value: 'a' }], { topic, acks: 0 });
  expect(first).toMatchObject({ value: 'a', partition: 0 });
  const told: string[] = [];
  const reading = {
    topic,
    group: 'by-hand',
    onRecord: ({ value }: { value: string }) => void told.push(value),
  };
  // Acknowledged by nobody, so it may come a moment later.
  await expect.poll(async () => (await describeTopic(cluster, topic)).partitions[0]?.next).toBe(1);
  expect(await consumeAsGroup(cluster, { ...reading, fromBeginning: true })).toBe(1);
  const leaving = new AbortController();
  const member = consumeAsGroup(cluster, { ...reading, follow: true, signal: leaving.signal });
  await expect.poll(async () => (await describeGroup(cluster, 'by-hand')).members.length).toBe(1);
  await expect(resetGroup(cluster, 'by-hand', topic, 'earliest')).rejects.toThrow(
    'group by-hand has members',
  );
  leaving.abort();
  expect([await member, told]).toEqual([0, ['a']]);
  await resetGroup(cluster, 'by-hand', topic, 'earliest');
  expect((await describeGroup(cluster, 'by-hand')).partitions).toEqual([
    { topic, partition: 0, committed: 0, next: 1, lag: 1 },
  ]);
  await deleteGroup(cluster, 'by-hand');
  await deleteTopicNamed(cluster, topic);
  await expect(produce(cluster, [{ value: 'b' }], { topic })).rejects.toThrow('there is no topic by-hand');
  await expect(describeTopic(cluster, topic)).rejects.toThrow('there is no topic by-hand');
}

/** One cluster serves all lessons of a topology: the first brings it up. */
const topologies = [...new Set(lessons.map(({ topology }) => topology))];

describe.each(topologies)('on %s', (topology) => {
  afterAll(async () => {
    for (const instance of await listInstances()) await takeDown(runtimeNamed(instance.runtime), instance);
  });

  it.each(lessons.filter((lesson) => lesson.topology === topology))(
    '$name is passed step by step',
    { timeout: 180_000 },
    passed,
  );
});

it('what cannot be is refused by hand', { timeout: 120_000 }, refusals);

async function passed(lesson: Lesson): Promise<void> {
  const { underWay } = await startLesson(lesson.name, { on: 'local', portOffset }, caller);
  const found: string[] = [];
  for (const [at, step] of lesson.steps.entries()) {
    const before = await checkStep(caller, 0);
    expect([step.title, before.passed, before.saw]).toEqual([step.title, false, expect.stringMatching(/\S/)]);
    if (step.predict !== undefined) await predict(step.predict.choices?.[0] ?? '2', caller);
    const { saw, measured: value, right, ...done } = await doStep(caller);
    expect([step.title, done.passed, saw]).toEqual([step.title, true, saw]);
    expect([step.title, right !== undefined, value !== undefined]).toEqual([
      step.title,
      step.predict !== undefined,
      step.predict !== undefined,
    ]);
    if (value !== undefined) found.push(value);
    if (at === 0) await rehearse(lesson);
    await nextStep(caller);
  }
  expect(found).toEqual(measured[lesson.name]);
  expect((await standing(caller)).step).toBeUndefined();
  await endLesson(caller, true);
  expect((await course(caller)).learner).toEqual({ finished: expect.arrayContaining([lesson.name]) });
  await using cluster = await attach(underWay.instance);
  expect((await cluster.status()).filter(({ state }) => state !== 'running')).toEqual([]);
  expect((await topicNames(cluster)).filter((name) => lesson.topics.includes(name))).toEqual([]);
  expect((await groupNames(cluster)).filter((name) => lesson.groups.includes(name))).toEqual([]);
}

/** One lesson goes back to its beginning after its first step, and the command says so too. */
async function rehearse(lesson: Lesson): Promise<void> {
  if (lesson !== lessons[0]) return;
  expect((await resetLesson(caller)).underWay).toMatchObject({ step: 0, notes: {} });
  const { code, stdout } = await klab('lesson', 'check', '--now', '--json');
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({ lesson: lesson.name, check: { passed: false } });
  const done = await klab('lesson', 'do', '--json');
  expect(done.code).toBe(0);
  expect(shapeProblems(JSON.parse(done.stdout), storedExample('lesson'))).toEqual([]);
}
