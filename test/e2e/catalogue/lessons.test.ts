/** Lessons about what stands around Kafka, from end to end, on a real Docker Engine; their commands as a person types them. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, afterEach, expect, it } from 'vitest';
import { lessons } from '../../../lessons/index.ts';
import { course, endLesson } from '../../../src/app/lessons/course.ts';
import type { Lesson } from '../../../src/lessons/lesson.ts';
import { runtimeNamed } from '../../../src/runtimes/choose.ts';
import { listInstances } from '../../../src/runtimes/instances.ts';
import { takeDown } from '../../../src/runtimes/up/down.ts';
import { caller, walked } from '../../support/lesson-walk.ts';

const portOffset = 2_850;

/** What each step with a question measures. */
const measured: Readonly<Record<string, readonly string[]>> = {
  schemas: ['refused', '2'],
  'from-a-database': ['1', 'u', '2', 'yes'],
};

afterEach(async () => {
  if ((await course(caller)).learner.underWay !== undefined) await endLesson(caller, true);
});
afterAll(async () => {
  for (const instance of await listInstances()) await takeDown(runtimeNamed(instance.runtime), instance);
});

const run = promisify(execFile);

/** What the registry answers who types a command, by its step; said again it is no other schema, and no failure. */
const answers: readonly (readonly RegExp[])[] = [
  [/"id":\d+/],
  [/"compatibility":"BACKWARD"/, /"error_code":409/],
  [/"id":\d+/],
];

/** What a learner would type is as good as what was done. */
async function typed({ name, steps }: Lesson, at: number): Promise<void> {
  if (name !== 'schemas') return;
  const said: string[] = [];
  for (const command of steps[at]?.commands ?? []) {
    const here = command.replace(/127\.0\.0\.1:(\d+)/, (_, port) => `127.0.0.1:${Number(port) + portOffset}`);
    const { stdout } = await run('bash', ['-c', `${here} --silent`]);
    said.push(stdout);
  }
  expect(said).toEqual(answers[at]?.map((answer) => expect.stringMatching(answer) as string));
}

it.each(lessons.filter(({ topology }) => topology === 'open-stack'))(
  '$name is passed step by step',
  { timeout: 480_000 },
  async (lesson) =>
    expect(await walked(lesson, { on: 'compose', portOffset, afterStep: typed })).toEqual(
      measured[lesson.name],
    ),
);
