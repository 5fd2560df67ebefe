import { describe, expect, it } from 'vitest';
import {
  judgeGroup,
  judgeShared,
  judgeShares,
  type Phase,
} from '../../../../src/checks/kafka/consumer-groups.ts';
import { makeRecords, type ReadRecord, type SentRecord } from '../../../../src/checks/kit/records.ts';

const phases: readonly Phase[] = ['alone', 'joining', 'shared', 'leaving'];
const sent = new Map<Phase, readonly SentRecord[]>(
  phases.map((label, index) => [label, makeRecords({ keys: 2, perKey: 1, label, firstSequence: index * 2 })]),
);

function readOf(...values: string[]): ReadRecord[] {
  return values.map((value, offset) => ({ partition: 0, offset, key: 'key', value }));
}

const all = [...sent.values()].flat().map(({ value }) => value);

describe('what a group read', () => {
  it('is right when each record came once, to either member', () => {
    const reads = new Map([
      ['b1', readOf(...all.slice(0, 5))],
      ['b2', readOf(...all.slice(5))],
    ]);
    expect(judgeGroup('group b', sent, reads)).toEqual([]);
    expect(judgeShared(sent, reads)).toEqual([]);
  });

  it('shows a missed record and when it was sent', () => {
    const reads = new Map([['b1', readOf(...all.slice(0, -1))]]);
    expect(judgeGroup('group b', sent, reads)).toEqual([
      'group b missed 1 records sent while a member left: leaving-7',
    ]);
  });

  it('shows a record that two settled members got', () => {
    const reads = new Map([
      ['b1', readOf(...all)],
      ['b2', readOf('shared-4')],
    ]);
    expect(judgeGroup('group b', sent, reads)).toEqual([
      'group b got 1 records more than once, sent while two members shared the topic: shared-4',
    ]);
  });

  it('allows a record to come again while partitions move', () => {
    const reads = new Map([
      ['b1', readOf(...all)],
      ['b2', readOf('joining-2', 'leaving-6', 'shared-4').slice(0, 2)],
    ]);
    expect(judgeGroup('group b', sent, reads)).toEqual([]);
  });

  it('allows it too where a settled member had to join again', () => {
    const reads = new Map([['b1', readOf(...all, 'shared-4')]]);
    expect(judgeGroup('group b', sent, reads, new Set(['alone']))).toEqual([]);
    expect(judgeGroup('group b', sent, reads, new Set(['shared']))).toHaveLength(1);
  });

  it('shows a member that got nothing', () => {
    const reads = new Map([
      ['b1', readOf(...all)],
      ['b2', readOf()],
    ]);
    expect(judgeShared(sent, reads)).toEqual(['member b2 got no record while two members shared the topic']);
  });
});

describe('shares of partitions', () => {
  const share = (b1: number[], b2: number[]): string | undefined =>
    judgeShares(
      [
        { name: 'b1', partitions: b1 },
        { name: 'b2', partitions: b2 },
      ],
      4,
    );

  it('are fair when every partition has one holder and every member some', () => {
    expect(share([0, 2], [1, 3])).toBeUndefined();
  });

  it('are not when one has none, two have the same, or a partition has nobody', () => {
    expect(share([0, 1, 2, 3], [])).toBe('b1 holds 0,1,2,3; b2 holds none');
    expect(share([0, 1], [1, 2])).toBe('b1 holds 0,1; b2 holds 1,2');
    expect(share([0], [1])).toBe('b1 holds 0; b2 holds 1');
  });
});
