import { describe, expect, it } from 'vitest';
import { judgeChanges } from '../../../src/checks/services/changes-arrive.ts';
import { judgeArrivals } from '../../../src/checks/services/changes-survive.ts';
import { readRowChange, type RowChange } from '../../../src/client/services/follower.ts';

describe('a change as Debezium writes it', () => {
  it('has the row as it is now, or as it was where it is gone', () => {
    const row = { id: 7, value: 'tea' };
    const text = (op: string, before: object | null, after: object | null): string =>
      JSON.stringify({ op, before, after, source: {}, ts_ms: 1 });
    expect(readRowChange(text('c', null, row))).toEqual({ op: 'c', id: 7, value: 'tea' });
    expect(readRowChange(text('u', null, row))).toEqual({ op: 'u', id: 7, value: 'tea' });
    expect(readRowChange(text('d', { id: 7, value: '' }, null))).toEqual({ op: 'd', id: 7 });
  });
});

describe('changes that were made', () => {
  const made: RowChange[] = [
    { op: 'c', id: 1, value: 'a' },
    { op: 'u', id: 1, value: 'b' },
    { op: 'd', id: 1 },
  ];
  const [create, update, remove] = made as [RowChange, RowChange, RowChange];

  it.each<[string, RowChange[], string[]]>([
    ['all of them', made, []],
    [
      'one too few',
      [create, update],
      ['2 changes arrived of 3 that were made', 'change 3 is missing instead of d of row 1'],
    ],
    [
      'one twice',
      [create, update, update, remove],
      expect.arrayContaining(['4 changes arrived of 3 that were made']),
    ],
    [
      'two in the other order',
      [update, create, remove],
      ['change 1 is u of row 1 (b) instead of c of row 1 (a)'],
    ],
    [
      'another value',
      [{ ...create, value: 'x' }, update, remove],
      ['change 1 is c of row 1 (x) instead of c of row 1 (a)'],
    ],
  ])('arrive: %s', (_, seen, problems) => {
    expect(judgeChanges(made, seen)).toEqual(problems);
  });
});

describe('rows that were committed while nodes died', () => {
  const arrived = (...ids: readonly number[]) =>
    ids.map((id, offset) => ({ offset, change: { op: 'c', id, value: `row ${id}` } as const }));

  it('are all there, and what came again is counted', () => {
    expect(judgeArrivals([1, 2, 3], arrived(1, 2, 1, 2, 3), false)).toEqual({ problems: [], duplicates: 2 });
  });

  it.each<[string, number[], boolean, string[]]>([
    ['lost', [1, 3], false, ['1 of 3 committed rows are missing: 2…']],
    ['of nobody', [1, 2, 3, 9], false, ['1 rows arrived that nobody committed: 9…']],
    ['in another order', [1, 3, 2], false, ['row 2 arrived after row 3']],
    [
      'again where that is not allowed',
      [1, 2, 2, 3],
      true,
      ['1 duplicates: NOT allowed with exactly-once source support'],
    ],
  ])('are noticed when %s', (_, ids, exactlyOnce, problems) => {
    expect(judgeArrivals([1, 2, 3], arrived(...ids), exactlyOnce).problems).toEqual(problems);
  });
});
