/** Each request goes in the highest version that both sides know, and what a broker cannot tell is said in one line. */
import { describe, expect, it } from 'vitest';
import { apis, sharedVersion, whyNotShared, type Api } from '../../../../src/client/wire/apis.ts';
import { BrokerConnection } from '../../../../src/client/wire/connection.ts';
import { describeBroker } from '../../../../src/client/wire/describe-cluster.ts';
import { describeQuorum } from '../../../../src/client/wire/describe-quorum.ts';
import { FieldWriter } from '../../../../src/client/wire/codec/field-writer.ts';
import { answerTo, hexOf, standIn } from './stand-in.ts';

const knowing = (api: Api, oldest: number, newest: number): Api => ({ ...api, oldest, newest });
const known = (oldest: number, newest: number): ReadonlyMap<number, { oldest: number; newest: number }> =>
  new Map([[55, { oldest, newest }]]);

describe('the version of a request', () => {
  it.each([
    [0, 0, 0],
    [0, 1, 1],
    [0, 9, 2],
    [2, 9, 2],
    [3, 9, undefined],
  ])('is, for a broker that knows %i to %i, %o', (oldest, newest, version) => {
    expect(sharedVersion(apis.describeQuorum, known(oldest, newest))).toBe(version);
  });

  it('is none where the broker does not have it', () => {
    expect(sharedVersion(apis.describeQuorum, new Map())).toBeUndefined();
  });

  it('is missing for a reason', () => {
    expect(whyNotShared(apis.describeQuorum, new Map())).toBe(
      'the broker does not know DescribeQuorum, which Kafka has since 3.3 with KRaft',
    );
    expect(whyNotShared(apis.metadata, new Map([[3, { oldest: 0, newest: 5 }]]))).toBe(
      'the broker does not know Metadata 7, which Kafka has since 2.1',
    );
    expect(whyNotShared(apis.describeQuorum, known(3, 9))).toBe(
      'the broker takes DescribeQuorum from version 3 on, and klab speaks 0 to 2: this Kafka is newer than klab knows',
    );
  });
});

it('is asked for once a connection, before its first request and by a number of its own', async () => {
  await using broker = await standIn((socket, frame) => socket.write(answerTo(frame, frame.subarray(-1))));
  const connection = await BrokerConnection.open(broker, 1_000);
  const versions = await Promise.all([1, 2].map(() => connection.knownVersions(1_000)));
  expect(versions[0]).toBe(versions[1]);
  expect(versions[0]?.get(60)).toEqual({ oldest: 0, newest: 0 });
  await connection.request({ api: apis.metadata, body: new FieldWriter().int8(7), timeoutMs: 1_000 });
  expect(broker.requests.map((frame) => frame.readInt32BE(4))).toEqual([1]);
  connection.close();
});

it('a request that the broker does not know is not sent, and the connection goes on', async () => {
  await using broker = await standIn(
    (socket, frame) => socket.write(answerTo(frame, frame.subarray(-1))),
    [apis.metadata],
  );
  const connection = await BrokerConnection.open(broker, 1_000);
  const asked = { api: apis.describeQuorum, body: new FieldWriter(), timeoutMs: 1_000 };
  await expect(connection.request(asked)).rejects.toMatchObject({
    kind: 'unsupported-version',
    mayBeDone: false,
    message: `${broker.address}: the broker does not know DescribeQuorum, which Kafka has since 3.3 with KRaft`,
  });
  expect(broker.requests).toEqual([]);
  expect(connection.isOpen).toBe(true);
  connection.close();
  await expect(describeQuorum(broker)).rejects.toThrow(
    `${broker.address} did not describe its quorum: the broker does not know DescribeQuorum`,
  );
});

describe('DescribeCluster', () => {
  const oneBroker = (number: number, host: string): FieldWriter =>
    new FieldWriter().int32(number).compactString(host).int32(9092).compactString(null);
  const begin = (): FieldWriter => new FieldWriter().tags().int32(0).int16(0).compactString(null);

  it('by version 1 names brokers as what is asked for', async () => {
    const answer = begin()
      .int8(1)
      .compactString('id')
      .int32(3)
      .uvarint(2)
      .raw(oneBroker(1, 'b1').tags().toBuffer());
    answer.int32(-1).tags();
    await using broker = await standIn(
      (socket, frame) => socket.write(answerTo(frame, answer.toBuffer())),
      [knowing(apis.describeCluster, 0, 1)],
    );
    expect(await describeBroker(broker)).toEqual({
      clusterId: 'id',
      controller: 3,
      brokers: [{ number: 1, address: 'b1:9092' }],
    });
    expect(broker.requests[0]?.toString('hex')).toBe(hexOf('003c0001 00000001 00046b6c6162 00 00 01 00'));
  });

  it('by version 2 tells brokers that are not alive from those that are', async () => {
    const brokers = [oneBroker(1, 'b1').boolean(false).tags(), oneBroker(2, 'b2').boolean(true).tags()];
    const answer = begin().int8(1).compactString('id').int32(1).uvarint(3);
    for (const one of brokers) answer.raw(one.toBuffer());
    answer.int32(-1).tags();
    await using broker = await standIn(
      (socket, frame) => socket.write(answerTo(frame, answer.toBuffer())),
      [knowing(apis.describeCluster, 0, 7)],
    );
    expect(await describeBroker(broker)).toMatchObject({
      brokers: [{ number: 1, address: 'b1:9092' }],
      fenced: [{ number: 2, address: 'b2:9092' }],
    });
    expect(broker.requests[0]?.toString('hex')).toBe(hexOf('003c0002 00000001 00046b6c6162 00 00 01 01 00'));
  });
});

describe('DescribeQuorum', () => {
  /** Two voters, the second behind; each field is there from the version on that brought it. */
  const answer = (version: number): Buffer => {
    const body = new FieldWriter().tags().int16(0);
    const message = (): unknown => version >= 2 && body.compactString(null);
    const replica = ([id, end]: readonly [number, bigint]): unknown => {
      body.int32(id);
      if (version >= 2) body.raw(Buffer.alloc(16, id));
      body.int64(end);
      if (version >= 1) body.int64(-1n).int64(1_700_000_000_000n);
      return body.tags();
    };
    message();
    body.compactArray(['__cluster_metadata'], (topic) => {
      body.compactString(topic).compactArray([0], (partition) => {
        body.int32(partition).int16(0);
        message();
        body.int32(1).int32(9).int64(40n);
        body
          .compactArray(
            [
              [1, 40n],
              [2, 39n],
            ] as const,
            replica,
          )
          .compactArray([[7, 40n]] as const, replica)
          .tags();
      });
      body.tags();
    });
    if (version >= 2) {
      body.compactArray([1, 2], (id) => {
        body.int32(id).compactArray(['CONTROLLER'], (name) =>
          body
            .compactString(name)
            .compactString(`c${id}`)
            .int16(45_093 - 65_536)
            .tags(),
        );
        return body.tags();
      });
    }
    return body.tags().toBuffer();
  };

  it.each([0, 1, 2])('is read in version %i', async (version) => {
    await using broker = await standIn(
      (socket, frame) => socket.write(answerTo(frame, answer(version))),
      [knowing(apis.describeQuorum, 0, version)],
    );
    const addresses = new Map([
      [1, 'c1:45093'],
      [2, 'c2:45093'],
    ]);
    const directoryOf = (id: number): string => Buffer.alloc(16, id).toString('base64url');
    const members = [
      { id: 1, directoryId: directoryOf(1), votes: true, isCaughtUp: true },
      { id: 2, directoryId: directoryOf(2), votes: true, isCaughtUp: false },
      { id: 7, directoryId: directoryOf(7), votes: false, isCaughtUp: true },
    ];
    expect(await describeQuorum(broker)).toEqual({
      leaderId: 1,
      leaderEpoch: 9,
      voters: [1, 2],
      behind: [2],
      ...(version >= 2 && { addresses, members }),
    });
    expect(broker.requests[0]?.readInt16BE(2)).toBe(version);
  });
});
