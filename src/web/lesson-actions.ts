/** What a learner does on the page. */
import type { Desk } from './desk/desk.ts';
import { UsageError } from '../errors.ts';
import { choice, flag, type Fields } from './fields.ts';

/** By the names that the page sends. */
export const lessonActions = {
  'start-lesson': async ({ school }: Desk, fields: Fields): Promise<string> => {
    const name = choice(fields, 'lesson', school.names);
    school.start(name, flag(fields, 'beside') ? 'free' : 0);
    return `lesson ${name} is being prepared`;
  },
  'do-step': async ({ school }: Desk): Promise<string> => {
    school.do();
    return 'the step is being done';
  },
  'check-step': async ({ school }: Desk): Promise<string> => {
    school.check();
    return 'klab looks at the cluster';
  },
  'next-step': async ({ school }: Desk): Promise<string> => {
    await school.next();
    return 'here is what comes next';
  },
  predict: async ({ school }: Desk, { answer }: Fields): Promise<string> => {
    if (typeof answer !== 'string') throw new UsageError('answer is not possible; use a line of text');
    await school.predict(answer);
    return `noted: ${answer}; now do the step`;
  },
  'reset-lesson': async ({ school }: Desk): Promise<string> => {
    school.reset();
    return 'the lesson is taken to its beginning';
  },
  'end-lesson': async ({ school }: Desk): Promise<string> => {
    school.end();
    return 'the lesson ends';
  },
  'stop-lesson': async ({ school }: Desk): Promise<string> => {
    school.stop();
    return 'what went on is being stopped';
  },
} as const;
