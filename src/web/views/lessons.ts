/** What the page is told of lessons, and of the one that is under way. */
import type { CourseView } from './course.ts';

/** A lesson that can be begun. */
export interface LessonEntryView {
  readonly name: string;
  readonly title: string;
  readonly shows: string;
  readonly topology: string;
  readonly minutes: number;
  readonly isFinished: boolean;
}

/** The step that is to be done. */
export interface LessonStepView {
  /** From 1 on. */
  readonly number: number;
  readonly title: string;
  readonly paragraphs: readonly string[];
  /** Command lines that do it, as a person types them. */
  readonly commands: readonly string[];
  readonly hint: string;
  /** What is to be foreseen; absent where nothing is. */
  readonly asks?: PredictionView;
  /** Whether its check has seen what it wants. */
  readonly isDone: boolean;
}

/** A question, and what was said and measured so far. */
export interface PredictionView {
  readonly question: string;
  /** The only answers there are; absent where it is a number. */
  readonly choices?: readonly string[];
  /** What the number counts; absent where it says so itself. */
  readonly unit?: string;
  readonly said?: string;
  readonly measured?: string;
  /** Whether what was said is what was measured; absent before both are known. */
  readonly isRight?: boolean;
}

/** The lesson that is under way. */
export interface LessonView {
  readonly name: string;
  readonly title: string;
  readonly shows: string;
  /** Id of the instance that it is worked through on. */
  readonly instance: string;
  /** Whether its end takes that down. */
  readonly takesDown: boolean;
  readonly steps: number;
  /** Absent once all are done. */
  readonly step?: LessonStepView;
  readonly remember: readonly string[];
}

/** All of it. */
export interface LessonsView {
  /** In the order to learn in. */
  readonly all: readonly LessonEntryView[];
  readonly underWay?: LessonView;
  /** What is done for the learner, or was last; absent before anything was. */
  readonly course?: CourseView & { readonly title: string };
}
