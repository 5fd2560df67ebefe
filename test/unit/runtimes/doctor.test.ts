import { expect, it } from 'vitest';
import { oneIsEnough, type Finding } from '../../../src/runtimes/doctor.ts';

const finding = (name: string, state: Finding['state']): Finding => ({ name, state, found: '' });
const states = (...found: Finding['state'][]): string[] =>
  oneIsEnough(found.map((state, index) => finding(String(index), state))).map(({ state }) => state);

it('misses a runtime only where there is no other', () => {
  expect(states('ok', 'ok')).toEqual(['ok', 'ok']);
  expect(states('missing', 'ok')).toEqual(['warning', 'ok']);
  expect(states('ok', 'missing')).toEqual(['ok', 'warning']);
  expect(states('missing', 'missing')).toEqual(['missing', 'missing']);
});
