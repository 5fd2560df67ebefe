/** The use cases of lessons: begin, foresee, go on, begin anew, end. */
import type { RunningCluster } from '../../cluster/running-cluster.ts';
import { UsageError } from '../../errors.ts';
import { answerOf, lessonNamed, noted, type Learner } from '../../lessons/learner.ts';
import type { Lesson } from '../../lessons/lesson.ts';
import type { Caller } from '../caller.ts';
import {
  closeClassroom,
  enterClassroom,
  openClassroom,
  tidyClassroom,
  type ClassroomOptions,
} from './classroom.ts';
import { keep, standing, stepOf, type CourseCaller, type Standing } from './standing.ts';
import { readLearner, writeLearner } from './store.ts';

/** What is kept of the learner, and the lessons. */
export async function course({
  lessons,
}: Pick<CourseCaller, 'lessons'>): Promise<{ learner: Learner; lessons: readonly Lesson[] }> {
  return { learner: await readLearner(), lessons };
}

/** Begins a lesson on a running cluster of its topology, or brings one up. @throws UsageError while one is under way */
export async function startLesson(
  name: string,
  options: ClassroomOptions,
  caller: CourseCaller,
): Promise<Standing> {
  const lesson = lessonNamed(caller.lessons, name);
  const { underWay: other } = await readLearner();
  if (other !== undefined) {
    const again =
      other.lesson === name
        ? 'go on with klab lesson show, or begin anew with klab lesson reset'
        : 'end it first: klab lesson end';
    throw new UsageError(`lesson ${other.lesson} is under way; ${again}`);
  }
  const { cluster, made } = await openClassroom(lesson, options, caller);
  // A lesson that was cut short may have left something.
  if (!made) await tidyClassroom(cluster, lesson, caller);
  return await keep(lesson, {
    lesson: name,
    instance: cluster.instance.id,
    madeCluster: made,
    step: 0,
    sinceMs: Date.now(),
    notes: {},
  });
}

/** Keeps what the learner says will come. @throws UsageError for what is no answer, or comes too late */
export async function predict(answer: string, caller: CourseCaller): Promise<Standing> {
  const { lesson, underWay } = await standing(caller);
  const step = stepOf(lesson, underWay);
  if (underWay.notes[underWay.step]?.measured !== undefined)
    throw new UsageError('it has been measured already: a prediction comes before; go on: klab lesson next');
  return await keep(lesson, noted(underWay, { said: answerOf(step, answer) }));
}

/** Goes on to the next step. @throws UsageError while this one is not checked */
export async function nextStep(caller: CourseCaller): Promise<Standing> {
  const { lesson, underWay } = await standing(caller);
  if (lesson.steps[underWay.step] !== undefined && underWay.notes[underWay.step]?.done !== true)
    throw new UsageError(
      `step ${underWay.step + 1} is not checked yet; check it: klab lesson check, or have it done: klab lesson do`,
    );
  const step = Math.min(underWay.step + 1, lesson.steps.length);
  const next = await keep(lesson, { ...underWay, step, sinceMs: Date.now() });
  if (next.step === undefined) {
    const { finished } = await readLearner();
    await writeLearner({ underWay: next.underWay, finished: [...new Set([...finished, lesson.name])] });
  }
  return next;
}

/** Takes the lesson to its beginning: nodes run, and what it has made is gone. */
export async function resetLesson(caller: CourseCaller): Promise<Standing> {
  const { lesson, underWay } = await standing(caller);
  const cluster = await enterClassroom(underWay, caller);
  await tidying(cluster, caller, () => tidyClassroom(cluster, lesson, caller));
  return await keep(lesson, { ...underWay, step: 0, sinceMs: Date.now(), notes: {} });
}

/**
 * Ends the lesson, wherever it stands. A cluster that it brought up goes down, any other one is left as it was found.
 * @param keepCluster leave it up in any case. @default false
 */
export async function endLesson(
  caller: CourseCaller,
  keepCluster = false,
): Promise<Standing & { readonly isDown: boolean }> {
  const now = await standing(caller);
  const { lesson, underWay } = now;
  const cluster = await enterClassroom(underWay, caller).catch((error: unknown) => {
    if (error instanceof UsageError) return undefined;
    throw error;
  });
  const isDown = cluster === undefined || (underWay.madeCluster && !keepCluster);
  if (cluster !== undefined)
    await tidying(cluster, caller, () =>
      isDown ? closeClassroom(cluster, caller) : tidyClassroom(cluster, lesson, caller),
    );
  const { finished } = await readLearner();
  await writeLearner({ finished });
  return { ...now, isDown };
}

async function tidying(
  cluster: RunningCluster,
  { finishing }: Caller,
  work: () => Promise<void>,
): Promise<void> {
  await finishing({ finishing: `tidying ${cluster.instance.id}` }, work);
}
