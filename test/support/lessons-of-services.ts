/** The lessons about what stands around Kafka, worked through on a cluster that is up with its services; their commands as a person types them. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterEach, expect, it } from 'vitest';
import { lessons } from '../../lessons/index.ts';
import { course, endLesson } from '../../src/app/lessons/course.ts';
import type { Lesson } from '../../src/lessons/lesson.ts';
import { caller, walked } from './lesson-walk.ts';

/** The topology that they are about. */
const topology = 'open-stack';

/** What each step with a question measures. */
const measured: Readonly<Record<string, readonly string[]>> = {
  schemas: ['refused', '2'],
  'from-a-database': ['1', 'u', '2', 'yes'],
};

/** What the registry answers who types a command, by its step; said again it is no other schema, and no failure. */
const answers: readonly (readonly RegExp[])[] = [
  [/"id":\d+/],
  [/"compatibility":"BACKWARD"/, /"error_code":409/],
  [/"id":\d+/],
];

/** Declares the tests. @param portOffset of the cluster, which is on Docker */
export function itTeachesOfServices(portOffset: number): void {
  afterEach(async () => {
    if ((await course(caller)).learner.underWay !== undefined) await endLesson(caller, true);
  });

  it.each(lessons.filter((lesson) => lesson.topology === topology))(
    'teaches $name, step by step',
    { timeout: 300_000 },
    async (lesson) => {
      const afterStep = (_: Lesson, at: number) => typed(lesson, at, portOffset);
      expect(await walked(lesson, { on: 'compose', portOffset, afterStep })).toEqual(measured[lesson.name]);
    },
  );
}

/** What a learner would type is as good as what was done. */
async function typed({ name, steps }: Lesson, at: number, portOffset: number): Promise<void> {
  if (name !== 'schemas') return;
  const said: string[] = [];
  for (const command of steps[at]?.commands ?? []) {
    const here = command.replace(/127\.0\.0\.1:(\d+)/, (_, port) => `127.0.0.1:${Number(port) + portOffset}`);
    const { stdout } = await promisify(execFile)('bash', ['-c', `${here} --silent`]);
    said.push(stdout);
  }
  expect(said).toEqual(answers[at]?.map((answer) => expect.stringMatching(answer) as string));
}
