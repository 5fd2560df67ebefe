/** Does a step, and looks at the cluster whether it is done. */
import { LabError, RuntimeError } from '../../errors.ts';
import type { Lab } from '../../lessons/lab.ts';
import { isRight, noted, wordsOf, type UnderWay } from '../../lessons/learner.ts';
import type { Lesson, Step } from '../../lessons/lesson.ts';
import { NotYet, notYet, waitFor } from '../../wait.ts';
import type { Caller } from '../caller.ts';
import { enterClassroom, labIn } from './classroom.ts';
import { keep, standing, stepOf, type CourseCaller, type Standing } from './standing.ts';

/** What a check came to. */
export interface Checked extends Standing {
  readonly passed: boolean;
  /** What was seen, or what is lacking. */
  readonly saw: string;
  readonly said?: string;
  readonly measured?: string;
  /** Whether what was measured is what was foreseen; absent where nothing was. */
  readonly right?: boolean;
}

const usualPatienceMs = 2_000;

/** Looks whether the step is done. @param patienceMs how long it may take to come true. @default as the step says */
export async function checkStep(caller: CourseCaller, patienceMs?: number): Promise<Checked> {
  const { lesson, underWay } = await standing(caller);
  return await checkOn(await labFor(underWay, caller), lesson, underWay, caller, patienceMs);
}

async function labFor(underWay: UnderWay, caller: CourseCaller): Promise<Lab> {
  return labIn(await enterClassroom(underWay, caller), underWay.sinceMs);
}

async function checkOn(
  lab: Lab,
  lesson: Lesson,
  underWay: UnderWay,
  { progress, signal }: Caller,
  patienceMs?: number,
): Promise<Checked> {
  const step = stepOf(lesson, underWay);
  const wait = {
    what: step.title,
    timeoutMs: patienceMs ?? step.patienceMs ?? usualPatienceMs,
    signal,
    onPending: (reason: string) => progress.update(reason),
  };
  let lacking = '';
  progress.step('looking at the cluster');
  try {
    const { saw, measured } = await waitFor(wait, async () => {
      const found = await step.check(lab).catch((error: unknown) => {
        if (error instanceof LabError) return notYet(error);
        throw error;
      });
      if (found instanceof NotYet) lacking = found.reason;
      return found;
    });
    const next = noted(underWay, { done: true, ...(measured !== undefined && { measured }) });
    const said = underWay.notes[underWay.step]?.said;
    const isForeseen = step.predict !== undefined && said !== undefined && measured !== undefined;
    return {
      ...(await keep(lesson, next)),
      passed: true,
      saw,
      ...(measured !== undefined && { measured }),
      ...(said !== undefined && { said }),
      ...(isForeseen && { right: isRight(step.predict, said, measured) }),
    };
  } catch (error) {
    if (!(error instanceof RuntimeError) || error.code !== 'not-ready' || lacking === '') throw error;
    return { lesson, underWay, step, passed: false, saw: lacking };
  } finally {
    progress.stop();
  }
}

/** Does the step for the learner, and looks whether it is done; what it needs to leave running ends after that. */
export async function doStep(caller: CourseCaller): Promise<Checked> {
  const { lesson, underWay } = await standing(caller);
  const step = stepOf(lesson, underWay);
  const lab = await labFor(underWay, caller);
  const end = await act(step, lab, lesson, underWay, caller);
  try {
    return await checkOn(lab, lesson, underWay, caller);
  } finally {
    await end();
  }
}

async function act(
  step: Step,
  lab: Lab,
  lesson: Lesson,
  underWay: UnderWay,
  { run, progress }: CourseCaller,
): Promise<() => Promise<void>> {
  if (step.byHand !== undefined) {
    progress.step(step.title);
    const end = await step.byHand(lab);
    progress.succeed();
    return end;
  }
  for (const command of step.commands) {
    const [stopped = 'NODE'] = command.includes(' NODE') ? await lab.stopped() : [];
    const report = command.includes(' REPORT') ? (await lab.reports()).at(-1) : undefined;
    const meant = { [lesson.topology]: underWay.instance, NODE: stopped, REPORT: report?.dir ?? 'REPORT' };
    await run(wordsOf(command, meant));
  }
  return async () => undefined;
}
