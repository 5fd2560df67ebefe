import { expect, it } from 'vitest';
import { raiseInWords, raiseStep } from '../../../src/change/feature-steps.ts';
import { featuresOf, lineReading } from '../../../src/kafka/versions/features.ts';

it('raises what is lower, and what was not there, and nothing else', () => {
  const step = raiseStep({ 'metadata.version': 21, 'group.version': 1 }, featuresOf('4.1.2')!, '4.1.2');
  expect(step).toMatchObject({
    levels: { 'metadata.version': 27, 'transaction.version': 2, 'eligible.leader.replicas.version': 1 },
    before: { 'metadata.version': 21 },
  });
  expect(raiseInWords(step!)).toBe(
    'raise metadata.version 21 → 27, transaction.version 0 → 2, eligible.leader.replicas.version 0 → 1',
  );
});

it('is no step where everything is there, or higher', () => {
  expect(raiseStep({ ...featuresOf('4.4.0') }, featuresOf('4.3.1')!, '4.3.1')).toBeUndefined();
});

it('knows which line reads a level first, and nothing of lines that it does not know', () => {
  expect([lineReading(21), lineReading(26), lineReading(33), lineReading(34)]).toEqual([
    '3.9',
    '4.1',
    '4.4',
    undefined,
  ]);
  expect(featuresOf('3.7.0')).toBeUndefined();
});
