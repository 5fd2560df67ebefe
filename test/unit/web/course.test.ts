/** Work on the page is one at a time, and its last line says how it ended, whatever ended it. */
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { InterruptedError, LabError } from '../../../src/index.ts';
import { Course } from '../../../src/web/course.ts';

const course = (): Course<{ title: string }> => new Course(() => undefined, 'stopped; nothing is left');

it('keeps the lines in their order, and forgets at its end what it did', async () => {
  const one = course();
  one.begin({ title: 'up' }, 'up goes on', async () => {
    const progress = one.progress();
    progress.step('starting');
    progress.update('waiting for broker-1');
    expect(one.view).toMatchObject({ title: 'up', isRunning: true, doing: 'waiting for broker-1' });
    progress.note('slow');
    progress.succeed('started');
    return { text: 'ready', mark: 'good' };
  });
  await one.ended();
  expect(one.view).toEqual({
    title: 'up',
    isRunning: false,
    doing: '',
    lines: [
      { text: 'starting', mark: 'dim' },
      { text: 'slow', mark: 'bad' },
      { text: 'started', mark: 'good' },
      { text: 'ready', mark: 'good' },
    ],
  });
});

it('says why it failed, with the details, and that a stop is no failure', async () => {
  const one = course();
  one.begin({ title: 'up' }, '', async () => {
    throw new LabError('not-ready', 'broker-1 does not answer', { details: ['port 9092'] });
  });
  await one.ended();
  expect(one.view?.lines).toEqual([{ text: 'broker-1 does not answer\nport 9092', mark: 'bad' }]);
  one.begin({ title: 'again' }, '', async (signal) => {
    await once(signal, 'abort');
    throw new InterruptedError();
  });
  one.stop();
  await one.ended();
  expect(one.view).toMatchObject({
    title: 'again',
    lines: [{ text: 'stopped; nothing is left', mark: 'dim' }],
  });
});

it('begins nothing while something goes on, and says what', async () => {
  const one = course();
  let finish: () => void = () => undefined;
  const work = new Promise<void>((resolve) => (finish = resolve));
  one.begin({ title: 'up' }, 'klab is bringing it up', async () => {
    await work;
    return { text: 'ready', mark: 'good' };
  });
  expect(() => one.begin({ title: 'other' }, '', async () => ({ text: '', mark: 'dim' }))).toThrow(
    'klab is bringing it up',
  );
  expect(one.view?.title).toBe('up');
  finish();
  await one.ended();
});
