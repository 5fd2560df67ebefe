import { expect, it } from 'vitest';
import { beatOf } from '../../../../src/client/by-hand/beat.ts';

it('a record of a writer says its number and its time; any other is none', () => {
  const at = '2026-01-31T08:15:00.250Z';
  const key = `run-${at}`;
  expect(beatOf({ key, value: `17 ${at}` })).toEqual({ run: key, number: 17, atMs: Date.parse(at) });
  for (const value of ['17', `x ${at}`, '17 soon', '']) expect(beatOf({ key, value })).toBeUndefined();
  expect(beatOf({ key: '', value: `17 ${at}` })).toBeUndefined();
});
