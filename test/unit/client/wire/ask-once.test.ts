/** One question on a connection of its own: says what the broker did not do, and leaves no connection behind. */
import type { Endpoint } from '../../../../src/cluster/access.ts';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { apis } from '../../../../src/client/wire/apis.ts';
import { describeBroker } from '../../../../src/client/wire/describe-cluster.ts';
import { describeQuorum } from '../../../../src/client/wire/describe-quorum.ts';
import { firstAnswer } from '../../../../src/client/wire/first-answer.ts';
import { askOnce } from '../../../../src/client/wire/ask-once.ts';
import { FieldWriter } from '../../../../src/client/wire/codec/field-writer.ts';
import { answerTo, deadAddress, hexOf, standIn } from './stand-in.ts';
import { accessTo } from '../../../support/access.ts';

function ask(address: string, timeoutMs = 1_000): ReturnType<typeof askOnce> {
  const request = { api: apis.describeCluster, body: new FieldWriter().tags(), timeoutMs };
  return askOnce({ ...request, broker: { address }, what: 'tell the time' });
}

describe('one question', () => {
  it('is answered after the header, and the connection closed', async () => {
    const ends: Promise<unknown>[] = [];
    await using server = await standIn((socket: Socket, frame) => {
      ends.push(once(socket, 'close'));
      const header = new FieldWriter().uvarint(1).uvarint(9).uvarint(2).int16(0);
      socket.write(answerTo(frame, header.compactString('now').toBuffer()));
    });
    expect((await ask(server.address)).compactString()).toBe('now');
    await Promise.all(ends);
    expect(ends).toHaveLength(1);
  });

  it('says what a broker that is not there did not do', async () => {
    const address = await deadAddress();
    await expect(ask(address)).rejects.toMatchObject({
      name: 'WireFailure',
      code: 'client',
      kind: 'refused',
      mayBeDone: false,
      message: `${address} did not tell the time: connect ECONNREFUSED ${address}`,
    });
  });

  it('names the whole time it had when no answer comes', async () => {
    await using server = await standIn(() => undefined);
    await expect(ask(server.address, 40)).rejects.toMatchObject({
      kind: 'no-answer',
      mayBeDone: true,
      message: `${server.address} did not tell the time: no answer within 40 ms`,
    });
  });

  it('says that the connection was closed midway', async () => {
    await using server = await standIn((socket, frame) => {
      socket.end(answerTo(frame, Buffer.alloc(20)).subarray(0, 10));
    });
    await expect(ask(server.address)).rejects.toMatchObject({
      kind: 'closed',
      mayBeDone: true,
      message: `${server.address} did not tell the time: connection closed by the broker`,
    });
  });
});

describe('requests of flexible versions', () => {
  it('describe a broker, with tags that are new to the lab', async () => {
    const broker = new FieldWriter().int32(2).compactString('b2').int32(9093).compactString('rack-b');
    broker.uvarint(1).uvarint(5).uvarint(1).int8(0);
    const body = new FieldWriter()
      .tags()
      .int32(0)
      .int16(0)
      .compactString(null)
      .compactString('the-id')
      .int32(2);
    body.uvarint(2).raw(broker.toBuffer()).int32(-1).tags();
    await using server = await standIn((socket, frame) => socket.write(answerTo(frame, body.toBuffer())));
    expect(await describeBroker(server)).toEqual({
      clusterId: 'the-id',
      controller: 2,
      brokers: [{ number: 2, address: 'b2:9093', rack: 'rack-b' }],
    });
    expect(server.requests[0]?.toString('hex')).toBe(hexOf('003c0000 00000001 00046b6c6162 00 0000'));
  });

  it('ask for the quorum of the metadata log', async () => {
    await using server = await standIn((socket, frame) => {
      socket.write(
        answerTo(
          frame,
          new FieldWriter()
            .tags()
            .int16(41)
            .compactArray([], () => 0)
            .tags()
            .toBuffer(),
        ),
      );
    });
    await expect(describeQuorum(server)).rejects.toThrow(
      `${server.address} did not describe its quorum: Kafka error code 41`,
    );
    const topic = Buffer.from('__cluster_metadata').toString('hex');
    expect(server.requests[0]?.toString('hex')).toBe(
      hexOf(`00370000 00000001 00046b6c6162 00 0213${topic} 0200000000 00 00 00`),
    );
  });
});

describe('the first answer', () => {
  it('is of the first broker that gives one', async () => {
    const ask = ({ address }: Endpoint): Promise<string> =>
      address === 'a:1' ? Promise.reject(new Error('away')) : Promise.resolve(address);
    expect(await firstAnswer(accessTo('a:1', 'b:2', 'c:3'), 'answers', ask)).toBe('b:2');
  });

  it('names all brokers when none gives one', async () => {
    const last = new Error('away');
    const asked = firstAnswer(accessTo('a:1', 'b:2'), 'answers', () => Promise.reject(last));
    await expect(asked).rejects.toMatchObject({
      message: `no broker of a:1, b:2 answers: ${last.message}`,
      cause: last,
    });
  });
});
