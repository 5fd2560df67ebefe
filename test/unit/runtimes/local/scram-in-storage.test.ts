import { describe, expect, it } from 'vitest';
import { crc32c } from '../../../../src/client/wire/codec/record-batch.ts';
import { readBatches } from '../../../../src/client/wire/codec/read-batches.ts';
import { saltPassword } from '../../../../src/kafka/security/scram.ts';
import { withScramUsers } from '../../../../src/runtimes/local/scram-in-storage.ts';

/** Bootstrap metadata as the storage tool of Kafka 3.9.2 writes it. */
const plain = Buffer.from(
  'AAAAAAAAAAAAAABHAAAAAAIKC4dpACAAAAAAAAABohkST/UAAAGiGRJP9f//////////////////AAAAASoAAAAIAAAAAxYAAAAAAAAAAAAAAAAAAAAAAAAAAQAAAE8AAAAAAsVIZeIAAAAAAAAAAAGiGRJQZwAAAaIZElBn//////////////////8AAAABOgAAAAEuAQwAEW1ldGFkYXRhLnZlcnNpb24AFQAAAAAAAAAAAAIAAAA/AAAAAAIZRAqCACAAAAAAAAABohkSUGgAAAGiGRJQaP//////////////////AAAAARoAAAAIAAAABAYAAAAA',
  'base64',
);

/** The same with --add-scram of two users, whose salt is below: another run, so its timestamps are others. */
const withUsers = Buffer.from(
  'AAAAAAAAAAAAAABHAAAAAAKEQukMACAAAAAAAAABohrObX0AAAGiGs5tff//////////////////AAAAASoAAAAIAAAAAxYAAAAAAAAAAAAAAAAAAAAAAAAAAQAAAXcAAAAAAi/cz7UAAAAAAAIAAAGiGs5uLQAAAaIazm4t//////////////////8AAAADOgAAAAEuAQwAEW1ldGFkYXRhLnZlcnNpb24AFQAA5gEAAAIB2AEBCwAGYWxpY2UBGzFsdjRwZG53NGZ3cTdub3RjeG0wMjBwbDJ3Ibvf8G3BEqRFVms04sKcfliol3q73cnkaVC2lhD3wulTIYB9qkqd6XSoJumZOD8l0pohDkA9zg7NHAmOWnWpUSgdAAAQAAAA4gIAAAQB1AIBCwAEYm9iAhsxbHY0cGRudzRmd3E3bm90Y3htMDIwcGwyd0HPyljwoQVGkTgTHSmoS3yaIIelCPikAR2Qd25QZGhgWXYou60RYyNoZJrz/26Gn9cqZxC3lkHS4ootBfDLffPmQcXHsTonY6EoSAfexC53D5TPOEzsM66wCPVrL9OdNLt8m7JIC9Jvbe43JPvU96SGlH7rNppjYHBBBKJA4pNY8qIAACAAAAAAAAAAAAAABAAAAD8AAAAAAgBTzwgAIAAAAAAAAAGiGs5uZgAAAaIazm5m//////////////////8AAAABGgAAAAgAAAAEBgAAAAA=',
  'base64',
);

const salt = Buffer.from('1lv4pdnw4fwq7notcxm020pl2w');
const users = [
  saltPassword('alice', 'alice-secret', 'SCRAM-SHA-256', salt, 4096),
  saltPassword('bob', 'bob-secret', 'SCRAM-SHA-512', salt, 8192),
];

/** Base offset, length and whether the checksum is right, of every batch. */
function batches(bytes: Buffer): readonly (readonly [offset: bigint, length: number, isWhole: boolean])[] {
  if (bytes.length === 0) return [];
  const end = 12 + bytes.readInt32BE(8);
  const isWhole = bytes.readUInt32BE(17) === crc32c(bytes.subarray(21, end));
  return [[bytes.readBigInt64BE(), end, isWhole], ...batches(bytes.subarray(end))];
}

describe('users in formatted storage', () => {
  it('are what Kafka’s own tool writes', () => {
    const written = withScramUsers(plain, users);
    expect(readBatches(written).records).toEqual(readBatches(withUsers).records);
    expect(batches(written)).toEqual(batches(withUsers));
    expect(batches(written).map(([, , isWhole]) => isWhole)).toEqual([true, true, true]);
  });

  it('leave the template as it is', () => {
    const before = Buffer.from(plain);
    withScramUsers(plain, users);
    expect(plain).toEqual(before);
    expect(withScramUsers(plain, [])).toEqual(plain);
  });
});
