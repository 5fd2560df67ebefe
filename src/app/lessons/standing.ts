/** Where a learner stands in a lesson, read and kept. */
import { UsageError } from '../../errors.ts';
import { lessonNamed, type UnderWay } from '../../lessons/learner.ts';
import type { Lesson, Step } from '../../lessons/lesson.ts';
import type { Caller } from '../caller.ts';
import { readLearner, writeLearner } from './store.ts';

/** Whoever works through lessons. */
export interface CourseCaller extends Caller {
  /** Every lesson there is, in the order to learn in. */
  readonly lessons: readonly Lesson[];
  /** Runs a verb of klab, such as `topics multi-broker create orders`; what comes of it is for the check to see. */
  run(this: void, words: readonly string[]): Promise<void>;
}

/** Where the learner stands. */
export interface Standing {
  readonly lesson: Lesson;
  readonly underWay: UnderWay;
  /** The step that is to be done; undefined once all are. */
  readonly step: Step | undefined;
}

/** Where the learner stands. @throws UsageError where no lesson is under way */
export async function standing({ lessons }: Pick<CourseCaller, 'lessons'>): Promise<Standing> {
  const { underWay } = await readLearner();
  if (underWay === undefined)
    throw new UsageError(
      'no lesson is under way; see klab lesson list, then begin one: klab lesson start NAME',
    );
  const lesson = lessonNamed(lessons, underWay.lesson);
  return { lesson, underWay, step: lesson.steps[underWay.step] };
}

/** The step that is to be done. @throws UsageError at the end of the lesson */
export function stepOf(lesson: Lesson, { step }: UnderWay): Step {
  const found = lesson.steps[step];
  if (found !== undefined) return found;
  throw new UsageError(
    `lesson ${lesson.name} is at its end; end it: klab lesson end, or begin anew: klab lesson reset`,
  );
}

/** Keeps where the learner stands. @throws LabError `storage` */
export async function keep(lesson: Lesson, underWay: UnderWay): Promise<Standing> {
  const { finished } = await readLearner();
  await writeLearner({ underWay, finished });
  return { lesson, underWay, step: lesson.steps[underWay.step] };
}
