import { describe, expect, it } from 'vitest';
import {
  judgeRecords,
  judgeSecondRead,
  makeRecords,
  type ReadRecord,
  type SentRecord,
} from '../../../../src/checks/kit/records.ts';

const sent = makeRecords({ keys: 4, perKey: 3 });

/** A faultless read: keys 0 and 2 in partition 0, keys 1 and 3 in partition 1. */
function faultless(): ReadRecord[] {
  const next = [0, 0];
  return sent.map(({ key, value }) => {
    const partition = Number(key.slice(-1)) % 2;
    return { partition, offset: next[partition]!++, key, value };
  });
}

function damaged(damage: (read: ReadRecord[]) => ReadRecord[]): string[] {
  return judgeRecords(sent, damage(faultless()));
}

describe('made records', () => {
  it('have distinct values and rising sequences', () => {
    expect(new Set(sent.map(({ value }) => value)).size).toBe(12);
    expect(sent.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 12 }, (_, index) => index));
    expect(makeRecords({ keys: 1, perKey: 1, label: 'x', firstSequence: 7 })).toEqual<SentRecord[]>([
      { key: 'key-0', value: 'x-7', sequence: 7 },
    ]);
  });
});

describe('a read of keyed records', () => {
  it('is right when nothing is wrong', () => {
    expect(judgeRecords(sent, faultless())).toEqual([]);
  });

  it('shows a lost record at the end of a partition', () => {
    expect(damaged((read) => read.slice(0, -1))).toEqual(['1 of 12 records are missing: record-11']);
  });

  it('shows a record lost in the middle, and the gap', () => {
    expect(damaged((read) => read.filter(({ value }) => value !== 'record-1'))).toEqual([
      '1 of 12 records are missing: record-1',
      'partition 0: offset 2 follows 0, not 1',
    ]);
  });

  it('shows a record that was written twice', () => {
    expect(damaged((read) => [...read, { ...read[11]!, offset: read[11]!.offset + 1 }])).toEqual([
      '1 records were read more than once: record-11',
    ]);
  });

  it('shows a record that nobody sent', () => {
    expect(damaged((read) => [...read, { partition: 1, offset: 6, key: 'key-1', value: 'forged' }])).toEqual([
      '1 records were read that were never sent: forged',
    ]);
  });

  it('shows two records that changed places', () => {
    const problems = damaged((read) => {
      const [first, second] = [read[0]!, read[1]!];
      return [{ ...second, offset: 0 }, { ...first, offset: 1 }, ...read.slice(2)];
    });
    expect(problems).toEqual(['partition 0: record-0 comes after record-1, but was sent before it']);
  });

  it('shows a key in two partitions', () => {
    const problems = damaged((read) => [...read.slice(0, -1), { ...read[11]!, partition: 0, offset: 6 }]);
    expect(problems).toEqual(['records of key-3 are in partitions 1, 0, not in one']);
  });

  it('shows a record under another key', () => {
    const problems = damaged((read) => [{ ...read[0]!, key: 'key-2' }, ...read.slice(1)]);
    expect(problems).toEqual(['record-0 was sent with key key-0 and read with key key-2']);
  });
});

describe('a second read', () => {
  it('is right when it is the same, in whatever order partitions come', () => {
    const read = faultless();
    expect(judgeSecondRead(read, read.toReversed())).toEqual([]);
  });

  it('shows what is gone, what is other and what is new', () => {
    const read = faultless();
    expect(judgeSecondRead(read, read.slice(1))).toEqual([
      'the second read has nothing at partition/offset 0/0',
    ]);
    expect(judgeSecondRead(read, [{ ...read[0]!, value: 'other' }, ...read.slice(1)])).toEqual([
      'partition/offset 0/0 was record-0 and is other on the second read',
    ]);
    expect(judgeSecondRead(read.slice(1), read)).toEqual(['the first read has 11 records, the second 12']);
  });
});
