/** Works through a lesson as a learner would: each check says no before its step and yes after it, and nothing of it stays. */
import { expect } from 'vitest';
import { lessons } from '../../lessons/index.ts';
import { runCommand } from '../../scripts/support/run-command.ts';
import type { Caller } from '../../src/app/caller.ts';
import { course, endLesson, nextStep, predict, startLesson } from '../../src/app/lessons/course.ts';
import { standing, type CourseCaller } from '../../src/app/lessons/standing.ts';
import { checkStep, doStep } from '../../src/app/lessons/step.ts';
import { groupNames } from '../../src/client/by-hand/groups.ts';
import { topicNames } from '../../src/client/by-hand/topics.ts';
import { attach } from '../../src/index.ts';
import type { Lesson } from '../../src/lessons/lesson.ts';
import { registry } from '../../topologies/index.ts';

/** A learner of whom nothing is printed. */
export const caller: CourseCaller = {
  topologies: registry,
  lessons,
  progress: { step() {}, update() {}, note() {}, succeed() {}, stop() {} },
  signal: new AbortController().signal,
  finishing: (_: Parameters<Caller['finishing']>[0], work) => work(),
  run: (words) => runCommand(words, true),
};

/** How a lesson is worked through. */
export interface Walk {
  readonly on: 'local' | 'compose';
  readonly portOffset: number;
  /** Called with the number of a step that is done. @default nothing more is done */
  readonly afterStep?: (lesson: Lesson, at: number) => Promise<void>;
}

/** Works through a lesson to its end. @returns what its questions were answered with by the cluster */
export async function walked(
  lesson: Lesson,
  { on, portOffset, afterStep }: Walk,
): Promise<readonly string[]> {
  const { underWay } = await startLesson(lesson.name, { on, portOffset }, caller);
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
    await afterStep?.(lesson, at);
    await nextStep(caller);
  }
  expect((await standing(caller)).step).toBeUndefined();
  await endLesson(caller, true);
  expect((await course(caller)).learner).toEqual({ finished: expect.arrayContaining([lesson.name]) });
  await using cluster = await attach(underWay.instance);
  expect((await cluster.status()).filter(({ state }) => state !== 'running')).toEqual([]);
  expect((await topicNames(cluster)).filter((name) => lesson.topics.includes(name))).toEqual([]);
  expect((await groupNames(cluster)).filter((name) => lesson.groups.includes(name))).toEqual([]);
  return found;
}
