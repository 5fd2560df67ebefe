/** Every lesson from end to end: each check says no before its step and yes after it, and nothing of a lesson stays. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { lessons } from '../../../lessons/index.ts';
import { course, endLesson, resetLesson } from '../../../src/app/lessons/course.ts';
import { consumeAsGroup } from '../../../src/client/by-hand/consume.ts';
import { deleteGroup, describeGroup, resetGroup } from '../../../src/client/by-hand/groups.ts';
import { produce } from '../../../src/client/by-hand/produce.ts';
import { deleteTopicNamed, describeTopic, growTopic, makeTopic } from '../../../src/client/by-hand/topics.ts';
import { up } from '../../../src/index.ts';
import type { Lesson } from '../../../src/lessons/lesson.ts';
import { runtimeNamed } from '../../../src/runtimes/choose.ts';
import { listInstances } from '../../../src/runtimes/instances.ts';
import { takeDown } from '../../../src/runtimes/up/down.ts';
import { registry } from '../../../topologies/index.ts';
import { klab } from '../../support/klab.ts';
import { caller, walked } from '../../support/lesson-walk.ts';
import { shapeProblems, storedExample } from '../../support/json-shape.ts';

const portOffset = 5_300;

/** Its lessons are worked through on Docker (test/e2e/services/compose.test.ts). */
const inContainers = 'open-stack';

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
  // All of them, since acks=all waits for the dead broker's copies too.
  'reading-a-report': ['3', expect.stringMatching(/^(?:8|9|1\d)\.\d$/)],
  'duplicates-and-idempotence': ['2', '1', '2'],
  transactions: ['3', '2', '6'],
  'retention-and-compaction': ['1', '3'],
  listeners: ['3', 'yes', 'advertised'],
  'zookeeper-and-kraft': ['1', 'yes', 'yes'],
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

/** Reports lie in the current folder. */
const here = process.cwd();
const folder = mkdtempSync(join(tmpdir(), 'klab-lessons-'));
beforeAll(() => process.chdir(folder));
afterAll(() => {
  process.chdir(here);
  rmSync(folder, { recursive: true, force: true });
});

/** One cluster serves all lessons of a topology: the first brings it up. */
const topologies = [...new Set(lessons.map(({ topology }) => topology))].filter(
  (name) => name !== inContainers,
);

describe.each(topologies)('on %s', (topology) => {
  afterAll(async () => {
    for (const instance of await listInstances()) await takeDown(runtimeNamed(instance.runtime), instance);
  });

  it.each(lessons.filter((lesson) => lesson.topology === topology))(
    '$name is passed step by step',
    { timeout: 180_000 },
    async (lesson) =>
      expect(await walked(lesson, { on: 'local', portOffset, afterStep: rehearse })).toEqual(
        measured[lesson.name],
      ),
  );
});

it('what cannot be is refused by hand', { timeout: 120_000 }, refusals);

/** One lesson goes back to its beginning after its first step, and the command says so too. */
async function rehearse(lesson: Lesson, at: number): Promise<void> {
  if (at > 0 || lesson !== lessons[0]) return;
  expect((await resetLesson(caller)).underWay).toMatchObject({ step: 0, notes: {} });
  const { code, stdout } = await klab('lesson', 'check', '--now', '--json');
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({ lesson: lesson.name, check: { passed: false } });
  const done = await klab('lesson', 'do', '--json');
  expect(done.code).toBe(0);
  expect(shapeProblems(JSON.parse(done.stdout), storedExample('lesson'))).toEqual([]);
}
