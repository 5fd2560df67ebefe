/** Reading back must wait for what passes, name what does not, and see of transactions what was committed. */
import { describe, expect, it } from 'vitest';
import { committedOnly } from '../../../../src/client/topics/committed-only.ts';
import {
  lastOffsetsOf,
  readWholeTopic,
  type TopicPatience,
} from '../../../../src/client/topics/read-whole-topic.ts';
import { FieldWriter } from '../../../../src/client/wire/codec/field-writer.ts';
import { encodeBatch } from '../../../../src/client/wire/codec/record-batch.ts';
import { answerTo, standIn, type Behaviour } from '../wire/stand-in.ts';
import { accessTo } from '../../../support/access.ts';

const [fetch, listOffsets, metadata] = [1, 2, 3] as const;
const apiKeyOf = (frame: Buffer): number => frame.readInt16BE(0);

/** Error codes that a broker answers with in turn before it answers well, by API key. */
type Errors = Partial<Record<1 | 2 | 3, number[]>>;

/** A broker that leads the one partition of topic `t`, which holds these values from offset `first` on. */
function leading(values: readonly string[], errors: Errors, first = 0): Behaviour {
  const end = first + values.length;
  return (socket, frame) => {
    const key = apiKeyOf(frame);
    const error = errors[key as 1 | 2 | 3]?.shift() ?? 0;
    if (error < 0) {
      socket.destroy();
      return;
    }
    const body = new FieldWriter();
    if (key === metadata) {
      body.int32(0).array([1], () => body.int32(1).string('127.0.0.1').int32(9_092).string(null));
      body
        .string('c')
        .int32(1)
        .array(['t'], (name) => {
          body.int16(error).string(name).boolean(false);
          body.array(error === 0 ? [0] : [], () =>
            body
              .int16(0)
              .int32(0)
              .int32(1)
              .int32(0)
              .array([1], (n) => body.int32(n))
              .array([1], (n) => body.int32(n))
              .array([], String),
          );
        });
    } else if (key === listOffsets) {
      const earliest = frame.readBigInt64BE(frame.length - 8) === -2n;
      body.int32(1).string('t').int32(1).int32(0).int16(error);
      body.int64(-1n).int64(BigInt(error === 0 ? (earliest ? first : end) : -1));
    } else {
      const offset = Number(frame.readBigInt64BE(frame.length - 12));
      const batch = encodeBatch({
        key: Buffer.from('k'),
        value: Buffer.from(values[offset - first] ?? ''),
        timestampMs: 1,
        sequence: 0,
      });
      batch.writeBigInt64BE(BigInt(offset), 0);
      body.int32(0).int32(1).string('t').int32(1).int32(0).int16(error).int64(0n).int64(0n);
      body.array(null, String).bytes(error === 0 && offset < end ? batch : Buffer.alloc(0));
    }
    socket.write(answerTo(frame, body.toBuffer()));
  };
}

async function withLeader<T>(
  values: readonly string[],
  errors: Errors,
  use: (asked: TopicPatience) => Promise<T>,
  first = 0,
): Promise<T> {
  await using server = await standIn(leading(values, errors, first));
  return await use({ access: accessTo(server.address), topic: 't', timeoutMs: 3_000 });
}

describe('reading a whole topic', () => {
  it.each([
    ['OFFSET_NOT_AVAILABLE', { [listOffsets]: [78, 78] }],
    ['NOT_LEADER_OR_FOLLOWER', { [fetch]: [0, 6] }],
    ['LEADER_NOT_AVAILABLE and UNKNOWN_TOPIC_OR_PARTITION', { [metadata]: [5, 3] }],
    ['FENCED_LEADER_EPOCH, UNKNOWN_LEADER_EPOCH, REPLICA_NOT_AVAILABLE', { [fetch]: [74, 75, 9] }],
    ['OFFSET_OUT_OF_RANGE', { [fetch]: [0, 1] }],
    ['an error nobody knows', { [listOffsets]: [999] }],
    ['connections that end', { [fetch]: [-1], [listOffsets]: [0, -1], [metadata]: [-1] }],
  ])('waits for %s to pass', async (_, errors) => {
    const read = await withLeader(['a', 'b', 'c'], errors, readWholeTopic);
    expect(read.map(({ value }) => value)).toEqual(['a', 'b', 'c']);
    expect(read.map(({ offset, partition, key }) => [offset, partition, key])).toEqual([
      [0, 0, 'k'],
      [1, 0, 'k'],
      [2, 0, 'k'],
    ]);
  });

  it('begins where the log begins', async () => {
    const read = await withLeader(['x', 'y'], {}, readWholeTopic, 40);
    expect(read.map(({ offset }) => offset)).toEqual([40, 41]);
  });

  it('waits no longer than it says, and names the last reason', async () => {
    const never = { [listOffsets]: Array.from({ length: 1_000 }, () => 78) };
    await expect(
      withLeader(['a'], never, (asked) => readWholeTopic({ ...asked, timeoutMs: 300 })),
    ).rejects.toThrow('waited 300 ms for the end of t: the leader answered offset-not-available');
  });

  it('does not wait for what will not pass', async () => {
    const refused = { [fetch]: [29] };
    await expect(
      withLeader(['a'], refused, (asked) => readWholeTopic({ ...asked, timeoutMs: 60_000 })),
    ).rejects.toThrow('the leader answered topic-authorization-failed');
  });

  it('knows the ends of partitions after what passes', async () => {
    const last = await withLeader(['a', 'b'], { [listOffsets]: [78, 0, 5] }, lastOffsetsOf);
    expect([...last]).toEqual([[0, 1]]);
  });
});

describe('committedOnly', () => {
  it('leaves out what was aborted and what nobody has ended', () => {
    const bytes = Buffer.alloc(0);
    const record = (offset: number, transactionOf?: bigint) => ({
      offset,
      key: bytes,
      value: bytes,
      ...(transactionOf !== undefined && { transactionOf }),
    });
    const records = [record(0, 1n), record(1, 2n), record(2), record(5, 1n), record(7, 2n), record(8, 2n)];
    const markers = [
      { offset: 3, producerId: 1n, committed: true },
      { offset: 4, producerId: 2n, committed: false },
      { offset: 6, producerId: 1n, committed: false },
    ];
    expect(committedOnly(records, markers).map(({ offset }) => offset)).toEqual([0, 2]);
  });
});
