import { expect, it } from 'vitest';
import { isOlder } from '../../../../src/kafka/versions/versions.ts';

it('compares versions by number', () => {
  expect(isOlder('2.9.0', '2.10.0')).toBe(true);
  expect(isOlder('v2.10.0-desktop.1', '2.10.0')).toBe(false);
  expect(isOlder('28.1', '20.10.0')).toBe(false);
});
