import { expect, it } from 'vitest';
import { sessionTimeout } from '../../../scripts/support/session-timeout.ts';

const parse = sessionTimeout('--session-timeout');

it.each([
  ['3s', 3_000],
  ['1.5s', 1_500],
  ['1500ms', 1_500],
  ['600s', 600_000],
])('takes %s for %i ms', (text, timeoutMs) => {
  expect(parse(text)).toBe(timeoutMs);
});

it.each(['3', '', '-3s', '999ms', '601s', '3min', 's', '1000.5ms'])('refuses "%s"', (text) => {
  expect(() => parse(text)).toThrow(
    `--session-timeout "${text}" is not possible; use 1s-600s, such as 3s or 1500ms`,
  );
});
