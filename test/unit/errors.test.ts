import { expect, it } from 'vitest';
import { instead, LabError, messageOf, RuntimeError, withLeft } from '../../src/errors.ts';

function outcomeOf(error: unknown): { readonly value?: string; readonly thrown?: unknown } {
  try {
    return { value: handled(error) };
  } catch (thrown) {
    return { thrown };
  }
}

/** What stands for an error where `ENOENT`, `not-ready` and syntax errors are expected. */
const handled = instead('nothing', 'ENOENT', 'not-ready', SyntaxError);

it.each([
  ['the system', Object.assign(new Error('no such file'), { code: 'ENOENT' })],
  ['the lab', new RuntimeError('not-ready', 'waited in vain')],
  ['a class', new SyntaxError('no JSON')],
])('an expected error of %s has a value in its place', (_, error) => {
  expect(handled(error)).toBe('nothing');
});

it.each([
  Object.assign(new Error('not yours'), { code: 'EACCES' }),
  new LabError('storage', 'full'),
  new TypeError('a defect'),
  'a text',
])('%s goes on as it is', (error) => {
  expect(outcomeOf(error)).toEqual({ thrown: error });
});

it('says what an error says, and what was thrown besides', () => {
  expect(messageOf(new Error('why'))).toBe('why');
  expect(messageOf('why')).toBe('why');
});

it('keeps the code of what came first, and tells what is left', () => {
  const first = new RuntimeError('node-died', 'broker-1 ended', { details: ['its last line'] });
  const both = withLeft(first, 'then broker-1 stays away', 'node-state');
  expect(both).toMatchObject({ code: 'node-died', exitCode: 1, details: ['its last line'], cause: first });
  expect(both.message).toBe('broker-1 ended; and then broker-1 stays away');
  expect(withLeft(new Error('a defect'), 'the cluster is up', 'left-behind')).toMatchObject({
    code: 'left-behind',
    message: 'a defect; and the cluster is up',
  });
});
