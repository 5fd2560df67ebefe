/** Where a learner stands: which lesson, which step, what was foreseen and what was measured. Pure: kept by app/. */
import { UsageError } from '../errors.ts';
import { isRecord, listOf, recordOf, textOf } from '../untyped.ts';
import type { Lesson, Prediction, Step } from './lesson.ts';

/** What is known of a step. */
export interface StepNote {
  readonly said?: string;
  readonly measured?: string;
  /** Its check has seen what it wants. @default false */
  readonly done?: boolean;
}

/** A lesson that is under way. */
export interface UnderWay {
  readonly lesson: string;
  /** Id of the instance that it is worked through on. */
  readonly instance: string;
  /** Whether the lesson brought that up, and takes it down. */
  readonly madeCluster: boolean;
  /** The step that is to be done, from 0 on. */
  readonly step: number;
  /** When that step was begun, in milliseconds since 1970. @default 0: whatever there is may be of the step */
  readonly sinceMs?: number;
  /** By the number of the step. */
  readonly notes: Readonly<Record<string, StepNote>>;
}

/** All that is kept of a learner. */
export interface Learner {
  readonly underWay?: UnderWay;
  /** Names of lessons that were worked through to the end. */
  readonly finished: readonly string[];
}

/** Reads what was kept; nothing where it is not what this version wrote. */
export function learnerOf(stored: unknown): Learner {
  const { underWay, finished } = recordOf(stored);
  const names = listOf(finished).flatMap((name) => textOf(name) ?? []);
  if (!isRecord(underWay)) return { finished: names };
  const { lesson, instance, madeCluster, step, sinceMs, notes } = underWay;
  const isWhole = typeof lesson === 'string' && typeof instance === 'string' && typeof step === 'number';
  if (!isWhole) return { finished: names };
  const read = Object.entries(recordOf(notes)).map(([key, note]) => [key, noteOf(recordOf(note))] as const);
  return {
    underWay: {
      lesson,
      instance,
      step,
      madeCluster: madeCluster === true,
      ...(typeof sinceMs === 'number' && { sinceMs }),
      notes: Object.fromEntries(read),
    },
    finished: names,
  };
}

function noteOf({ said, measured, done }: Readonly<Record<string, unknown>>): StepNote {
  return {
    ...(typeof said === 'string' && { said }),
    ...(typeof measured === 'string' && { measured }),
    ...(done === true && { done }),
  };
}

/** The same with something more known of the step that is under way. */
export function noted(underWay: UnderWay, note: StepNote): UnderWay {
  const { step, notes } = underWay;
  return { ...underWay, notes: { ...notes, [step]: { ...notes[step], ...note } } };
}

/** The lesson of this name. @throws UsageError with all names */
export function lessonNamed(lessons: readonly Lesson[], name: string): Lesson {
  const found = lessons.find((lesson) => lesson.name === name);
  if (found !== undefined) return found;
  const names = lessons.map((lesson) => lesson.name).join(', ');
  throw new UsageError(`there is no lesson "${name}"; use one of ${names}`);
}

/** An answer as it is kept. @throws UsageError for a step that asks nothing, and for what is no answer to it */
export function answerOf({ title, predict }: Step, text: string): string {
  if (predict === undefined)
    throw new UsageError(`step "${title}" asks for no prediction; do it, then: klab lesson check`);
  const { choices } = predict;
  const said = text.trim().toLowerCase();
  if (choices !== undefined) {
    if (choices.includes(said)) return said;
    throw new UsageError(`"${text}" is no answer to it; say one of ${choices.join(', ')}`);
  }
  if (/^\d+(?:\.\d+)?$/.test(said)) return said;
  throw new UsageError(`"${text}" is no number; the question is: ${predict.question}`);
}

/** Whether what was measured is what was foreseen. */
export function isRight({ choices, within = 1 }: Prediction, said: string, measured: string): boolean {
  if (choices !== undefined) return said === measured;
  const [foreseen, found] = [Number(said), Number(measured)];
  return foreseen === found || (foreseen <= found * within && foreseen >= found / within);
}

/**
 * The words of a command line, without its `klab`; quotes keep a word together.
 * @param meant what words stand for, such as a topology's name for the instance
 */
export function wordsOf(command: string, meant: Readonly<Record<string, string>>): readonly string[] {
  const [, ...words] = [...command.matchAll(/'([^']*)'|(\S+)/g)].map(
    ([, quoted, plain]) => quoted ?? plain ?? '',
  );
  return words.map((word) => (Object.hasOwn(meant, word) ? (meant[word] ?? word) : word));
}
