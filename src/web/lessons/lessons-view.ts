/** Draws where a learner stands as the page is told it; pure. */
import { isRight, lessonNamed, type Learner, type StepNote, type UnderWay } from '../../lessons/learner.ts';
import type { Lesson, Prediction, Step } from '../../lessons/lesson.ts';
import type { LessonsView, LessonStepView, LessonView, PredictionView } from '../views/lessons.ts';

/** Everything but what is being done. */
export function lessonsView(
  lessons: readonly Lesson[],
  { underWay, finished }: Learner,
): Omit<LessonsView, 'course'> {
  const isKnown = underWay !== undefined && lessons.some(({ name }) => name === underWay.lesson);
  return {
    all: lessons.map(({ name, title, shows, topology, minutes }) => ({
      name,
      title,
      shows,
      topology,
      minutes,
      isFinished: finished.includes(name),
    })),
    ...(isKnown && { underWay: underWayView(lessonNamed(lessons, underWay.lesson), underWay) }),
  };
}

function underWayView(
  { name, title, shows, steps, remember }: Lesson,
  { instance, madeCluster, step: at, notes }: UnderWay,
): LessonView {
  const step = steps[at];
  return {
    name,
    title,
    shows,
    instance,
    takesDown: madeCluster,
    steps: steps.length,
    ...(step !== undefined && { step: stepView(step, at, notes[at] ?? {}) }),
    remember,
  };
}

function stepView(
  { title, text, commands, hint, predict }: Step,
  at: number,
  { said, measured, done = false }: StepNote,
): LessonStepView {
  return {
    number: at + 1,
    title,
    paragraphs: text.split('\n\n'),
    commands,
    hint,
    ...(predict !== undefined && { asks: asksView(predict, said, measured) }),
    isDone: done,
  };
}

function asksView(predict: Prediction, said?: string, measured?: string): PredictionView {
  const { question, choices, unit } = predict;
  return {
    question,
    ...(choices !== undefined && { choices }),
    ...(unit !== undefined && { unit }),
    ...(said !== undefined && { said }),
    ...(measured !== undefined && { measured }),
    ...(said !== undefined && measured !== undefined && { isRight: isRight(predict, said, measured) }),
  };
}
