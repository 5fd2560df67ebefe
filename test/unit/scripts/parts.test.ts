import { expect, it } from 'vitest';
import { Parts } from '../../../scripts/support/parts.ts';

it('says where the time went, part by part', () => {
  let nowMs = 1_000;
  const parts = new Parts(() => nowMs);
  expect(String(parts)).toBe('0 ms');
  nowMs += 4_040;
  parts.ended('up');
  nowMs += 61_000;
  parts.ended('drill');
  expect(String(parts)).toBe('1 min 05 s: up 4.0 s, drill 1 min 01 s');
});
