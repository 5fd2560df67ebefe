import { expect, it } from 'vitest';
import { whyLeftOut } from '../../bench/needs.ts';
import { RuntimeError } from '../../src/index.ts';

it('leaves a benchmark out where the machine lacks something, not where it fails', () => {
  expect(whyLeftOut(new RuntimeError('image-unavailable', 'image x cannot be pulled'))).toBe(
    'image x cannot be pulled',
  );
  expect(whyLeftOut(new RuntimeError('tool-missing', 'kind is not on PATH'))).toBe('kind is not on PATH');
  expect(whyLeftOut(new RuntimeError('node-died', 'broker-1 ended'))).toBeUndefined();
  expect(whyLeftOut(new Error('a defect'))).toBeUndefined();
});
