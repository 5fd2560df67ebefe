/** What a learner reads in a terminal: the list of lessons, a step, what its check saw, what to remember. */
import type { Learner, UnderWay } from '../../../lessons/learner.ts';
import type { Lesson, Prediction, Step } from '../../../lessons/lesson.ts';
import { mark } from '../../marks.ts';
import { table } from '../table.ts';

/** Lines longer than that are hard to read. */
const widest = 100;

/** The lessons, in the order to learn in. */
export function lessonsReport(lessons: readonly Lesson[], { underWay, finished }: Learner): string {
  const rows = lessons.map(({ name, title, topology, minutes }) => [
    finished.includes(name) ? mark.good('✔') : underWay?.lesson === name ? mark.notable('▸') : ' ',
    name,
    title,
    topology,
    `${minutes} min`,
  ]);
  const next =
    underWay === undefined
      ? 'begin one: klab lesson start NAME; without other clusters up, each brings up its own'
      : `under way: ${underWay.lesson}, step ${underWay.step + 1}; go on: klab lesson show`;
  return [table(['', 'LESSON', 'WHAT IT IS ABOUT', 'TOPOLOGY', 'TIME'], rows), '', next].join('\n');
}

/** The page on which a lesson begins. */
export function lessonOpening({ title, shows, topics, steps }: Lesson, columns = widest): string {
  const makes = topics.length === 0 ? '' : ` It makes ${topics.join(', ')} and removes what it has made.`;
  return [mark.strong(title), wrapped(`${shows} ${steps.length} steps.${makes}`, columns)].join('\n');
}

/** A step: what to do, what to foresee, the commands. */
export function stepReport(lesson: Lesson, { step: at, notes }: UnderWay, columns = widest): string {
  const step = lesson.steps[at];
  if (step === undefined) return lessonEnding(lesson, columns);
  const { title, text, predict, commands } = step;
  const { said, measured } = notes[at] ?? {};
  const asks = predict !== undefined && said === undefined && measured === undefined;
  return [
    mark.strong(`Step ${at + 1} of ${lesson.steps.length}: ${title}`),
    '',
    ...text.split('\n\n').flatMap((paragraph) => [wrapped(paragraph, columns), '']),
    ...(predict === undefined
      ? []
      : [wrapped(`${mark.notable('?')} ${predict.question}`, columns), answerLine(predict, said), '']),
    ...commands.map((command) => `  ${mark.notable(`$ ${command}`)}`),
    ...(commands.length === 0 ? [] : ['']),
    mark.dim(`${asks ? 'then ' : ''}klab lesson check | do (have it done) | hint`),
  ].join('\n');
}

function answerLine({ choices, unit }: Prediction, said: string | undefined): string {
  if (said !== undefined) return `  you said ${mark.strong(withUnit(said, unit))}`;
  const answers =
    choices === undefined ? (unit === undefined ? 'NUMBER' : unit.toUpperCase()) : choices.join(' | ');
  return `  say it first: klab lesson predict ${answers}`;
}

/** What a check came to, as a person reads it. */
export interface CheckWords {
  readonly passed: boolean;
  readonly saw: string;
  readonly said?: string;
  readonly measured?: string;
  readonly right?: boolean;
}

/** What the check saw, with what was foreseen beside what was measured. */
export function checkReport(
  { passed, saw, said, measured, right }: CheckWords,
  step: Step | undefined,
  columns = widest,
): string {
  if (!passed)
    return [
      wrapped(`${mark.bad('✘')} not there yet: ${saw}`, columns),
      mark.dim('klab lesson hint helps; klab lesson do does it'),
    ].join('\n');
  const unit = step?.predict?.unit;
  const beside =
    measured === undefined || step?.predict === undefined
      ? []
      : said === undefined
        ? [`  measured ${mark.strong(withUnit(measured, unit))} ${mark.dim('(you made no prediction)')}`]
        : [
            `  you said ${mark.strong(withUnit(said, unit))}, measured ${mark.strong(withUnit(measured, unit))}: ${right === true ? mark.good('as foreseen') : mark.doubtful('not as foreseen')}`,
          ];
  return [wrapped(`${mark.good('✔')} ${saw}`, columns), ...beside, mark.dim('go on: klab lesson next')].join(
    '\n',
  );
}

/** The last page of a lesson. */
function lessonEnding({ title, remember }: Lesson, columns: number): string {
  return [
    mark.strong(`${title}: done. What to remember:`),
    ...remember.map((line) => wrapped(`- ${line}`, columns)),
    '',
    mark.dim('klab lesson end tidies up | klab lesson list shows the others'),
  ].join('\n');
}

function withUnit(text: string, unit: string | undefined): string {
  if (unit === undefined) return text;
  return `${text} ${text === '1' ? unit.replace(/s$/, '') : unit}`;
}

/** Breaks a text between words. */
export function wrapped(text: string, columns: number): string {
  const width = Math.min(columns, widest);
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    if (line !== '' && line.length + word.length + 1 > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].join('\n');
}
