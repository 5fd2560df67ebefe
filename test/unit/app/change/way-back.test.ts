/** A version of before can be had again as long as it reads what the cluster works with. */
import { expect, it } from 'vitest';
import { unreadBy } from '../../../../src/app/change/way-back.ts';

it('is open to a version that reads the level of the metadata', () => {
  expect(unreadBy('3.9.2', { 'metadata.version': 21 })).toBeUndefined();
  expect(unreadBy('4.4.0', { 'metadata.version': 21 })).toBeUndefined();
});

it('is closed to one that does not, with both levels', () => {
  expect(unreadBy('4.3.1', { 'metadata.version': 33 })).toBe(
    'the cluster works with metadata.version 33, of Kafka 4.4, and 4.3.1 reads up to 30',
  );
  expect(unreadBy('4.3.1', { 'metadata.version': 99 })).toBe(
    'the cluster works with metadata.version 99, and 4.3.1 reads up to 30',
  );
});

it('is nothing that the lab can tell of a line that it does not know', () => {
  expect(unreadBy('3.8.1', { 'metadata.version': 33 })).toBeUndefined();
});
