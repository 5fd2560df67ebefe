/** `klab lesson`: learn Kafka step by step on a real cluster; each step is checked by looking at the cluster. */
import type { Command } from 'commander';
import { lessons } from '../lessons/index.ts';
import type { PortOffset } from '../src/app/free-offset.ts';
import { course, endLesson, nextStep, predict, resetLesson, startLesson } from '../src/app/lessons/course.ts';
import { standing, type CourseCaller, type Standing } from '../src/app/lessons/standing.ts';
import { checkStep, doStep, type Checked } from '../src/app/lessons/step.ts';
import { exitCodes, UsageError } from '../src/index.ts';
import {
  checkReport,
  lessonOpening,
  lessonsReport,
  stepReport,
  wrapped,
} from '../src/report/text/lessons/lesson-report.ts';
import { terminalCaller } from './support/caller.ts';
import { portOffset } from './support/options.ts';
import { terminalProgress } from './support/progress.ts';
import { runCommand } from './support/run-command.ts';
import { knownTopologies, withConfig, type ConfigOptions } from './support/topologies.ts';
import { printJson, verb, type CommonOptions } from './support/verb.ts';

interface LessonOptions extends CommonOptions, ConfigOptions {
  readonly on?: string;
  readonly portOffset?: PortOffset;
  readonly now?: boolean;
  readonly keep?: boolean;
}

/** What each action is for, in the order in which a learner meets them. */
const actions = {
  list: 'the lessons, and where you stand (without an action)',
  'start NAME': 'begin one, on a running cluster of its topology, or on one that it brings up',
  show: 'the step that is to be done',
  'predict ANSWER': 'say what will come before you do it',
  hint: 'a hint for the step',
  do: 'have the step done, and checked',
  check: 'look at the cluster whether it is done, and beside what you said, what was measured',
  next: 'go on',
  reset: 'back to the first step; removes what the lesson has made',
  end: 'end it; takes down the cluster that it brought up',
} as const;

/** Declares the verb. */
export function command(): Command {
  const declared = verb(
    'lesson',
    'Learn Kafka step by step on a real cluster, which each step is checked by.',
    'klab lesson start topics-and-partitions',
  )
    .argument('[action]', 'see below', 'list')
    .argument('[name-or-answer]', 'the lesson to start, or the answer that you foresee')
    .option('--on <runtime>', 'for start: where to bring its cluster up (default: as klab up does)')
    .option('--port-offset <n>', 'for start: add to every port; free finds a number', portOffset)
    .option('--now', 'for check: look once, and do not wait for what may yet come')
    .option('--keep', 'for end: leave the cluster up')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `\nActions:\n${Object.entries(actions)
        .map(([name, text]) => `  ${name.padEnd(15)} ${text}`)
        .join('\n')}`,
    )
    .action(lesson);
  return withConfig(declared);
}

async function lesson(action: string, given: string | undefined, options: LessonOptions): Promise<void> {
  const { json = false } = options;
  const takesOne = action === 'start' || action === 'predict';
  if (takesOne && given === undefined)
    throw new UsageError(
      action === 'start'
        ? 'name a lesson; klab lesson list shows all'
        : 'say what you foresee: klab lesson predict ANSWER',
    );
  if (!takesOne && given !== undefined)
    throw new UsageError(`${action} takes nothing behind it; leave "${given}" away`);
  if (action === 'list') return list(json);
  const progress = terminalProgress(json);
  try {
    const caller: CourseCaller = {
      ...terminalCaller(await knownTopologies(options), progress),
      lessons,
      run: async (words) => {
        progress.stop();
        await runCommand(words, json);
      },
    };
    await act(action, given ?? '', options, caller);
  } finally {
    progress.stop();
  }
}

async function act(
  action: string,
  given: string,
  options: LessonOptions,
  caller: CourseCaller,
): Promise<void> {
  const { json = false, on, portOffset: offset, now = false, keep = false } = options;
  const { columns } = process.stdout;
  const show = (now_: Standing, opening = false): void => {
    if (json) printJson(standingJson(now_));
    else {
      if (opening) console.log(`\n${lessonOpening(now_.lesson, columns)}`);
      console.log(`\n${stepReport(now_.lesson, now_.underWay, columns)}`);
    }
  };
  switch (action) {
    case 'start':
      return show(await startLesson(given, { on, portOffset: offset }, caller), true);
    case 'show':
      return show(await standing(caller));
    case 'predict': {
      const after = await predict(given, caller);
      if (json) printJson(standingJson(after));
      else
        console.log(
          `noted: ${after.underWay.notes[after.underWay.step]?.said}; now do the step, then: klab lesson check`,
        );
      return;
    }
    case 'hint': {
      const { step, ...rest } = await standing(caller);
      const hint = step?.hint ?? 'the lesson is at its end: klab lesson end';
      if (json) printJson({ ...standingJson({ ...rest, step }), hint });
      else console.log(wrapped(hint, columns));
      return;
    }
    case 'do':
      return tell(await doStep(caller), json);
    case 'check':
      return tell(await checkStep(caller, now ? 0 : undefined), json);
    case 'next':
      return show(await nextStep(caller));
    case 'reset':
      return show(await resetLesson(caller), true);
    case 'end': {
      const ended = await endLesson(caller, keep);
      const left = ended.isDown
        ? ''
        : `; ${ended.underWay.instance} is still up: klab down ${ended.underWay.instance}`;
      if (json) printJson({ ...standingJson(ended), ended: true });
      else console.log(`lesson ${ended.lesson.name} has ended${left}`);
      return;
    }
    default:
      throw new UsageError(
        `action "${action}" is not known; use one of ${Object.keys(actions)
          .map((name) => name.split(' ')[0])
          .join(', ')}`,
      );
  }
}

function tell(checked: Checked, json: boolean): void {
  const { passed, saw, said, measured, right } = checked;
  if (json)
    printJson({
      ...standingJson(checked),
      check: { passed, saw, predicted: said ?? null, measured: measured ?? null, right: right ?? null },
    });
  else console.log(checkReport(checked, checked.step, process.stdout.columns));
  process.exitCode = passed ? exitCodes.fine : exitCodes.failed;
}

async function list(json: boolean): Promise<void> {
  const { learner } = await course({ lessons });
  if (!json) {
    console.log(lessonsReport(lessons, learner));
    return;
  }
  printJson({
    lessons: lessons.map(({ name, title, shows, topology, minutes, steps }) => ({
      name,
      title,
      shows,
      topology,
      minutes,
      steps: steps.length,
      finished: learner.finished.includes(name),
    })),
    underWay: learner.underWay ? { lesson: learner.underWay.lesson, step: learner.underWay.step + 1 } : null,
  });
}

function standingJson({ lesson: { name, steps }, underWay, step }: Standing): object {
  return {
    lesson: name,
    instance: underWay.instance,
    step: step
      ? {
          number: underWay.step + 1,
          of: steps.length,
          title: step.title,
          text: step.text,
          question: step.predict?.question ?? null,
          commands: step.commands,
          done: underWay.notes[underWay.step]?.done ?? false,
        }
      : null,
  };
}
