/** How far behind a group is: from where the log begins, whatever was removed before. */
import { expect, it } from 'vitest';
import { unreadOf } from '../../../../src/client/by-hand/groups.ts';

it.each([
  { next: 10, beginning: 4, readTo: undefined, unread: 6 },
  { next: 10, beginning: 4, readTo: 7, unread: 3 },
  { next: 10, beginning: 8, readTo: 2, unread: 2 },
  { next: 10, beginning: 0, readTo: 10, unread: 0 },
  // A look at the end may be older than what was read since.
  { next: 10, beginning: 0, readTo: 12, unread: 0 },
])(
  'has $unread to read of [$beginning, $next) where it reads $readTo next',
  ({ next, beginning, readTo, unread }) => {
    expect(unreadOf(next, beginning, readTo)).toBe(unread);
  },
);
