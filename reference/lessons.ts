/** A page for each lesson, with what `klab lesson` shows in a terminal and not what it measures. */
import type { Lesson, Prediction, Step } from '../src/lessons/lesson.ts';
import { page, prose } from './markdown.ts';

/** All that a reader may know of a lesson before it is worked through. */
export function lessonPage(lesson: Lesson): string {
  const { name, title, shows, topology, minutes, steps, remember } = lesson;
  return page(title, `\`lessons/${name}/\``, [
    prose(shows),
    `On \`${topology}\`, about ${minutes} minutes. Each step is checked on the real cluster ([how lessons work](../lessons.md)):`,
    block([`klab lesson start ${name}`]),
    ...steps.flatMap(stepParts),
    '## To remember',
    remember.map((line) => `- ${prose(line)}`).join('\n'),
  ]);
}

function stepParts({ title, text, predict, commands, hint }: Step, at: number): readonly string[] {
  return [
    `## ${at + 1}. ${title}`,
    ...text.split('\n\n').map(prose),
    ...(predict === undefined
      ? []
      : [`**Say it first.** ${prose(predict.question)} ${answers(predict)}`.trim()]),
    block(commands),
    `_Hint:_ ${prose(hint)}`,
  ];
}

function answers({ choices, unit }: Prediction): string {
  if (choices !== undefined) return `(${choices.join(' or ')})`;
  return unit === undefined ? '' : `(${unit})`;
}

function block(lines: readonly string[]): string {
  return ['```', ...lines.map((line) => `$ ${line}`), '```'].join('\n');
}
