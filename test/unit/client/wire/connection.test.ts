/** A connection must say how an exchange failed, and never that a request was not done when it may have been. */
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { apis } from '../../../../src/client/wire/apis.ts';
import { BrokerConnection } from '../../../../src/client/wire/connection.ts';
import type { FieldReader } from '../../../../src/client/wire/codec/field-reader.ts';
import { FieldWriter } from '../../../../src/client/wire/codec/field-writer.ts';
import { WireFailure } from '../../../../src/client/wire/wire-failure.ts';
import { answerTo, deadAddress, hexOf, standIn, type Behaviour } from './stand-in.ts';

function ask(connection: BrokerConnection, value = 1, timeoutMs = 5_000): Promise<FieldReader> {
  return connection.request({ api: apis.metadata, body: new FieldWriter().int8(value), timeoutMs });
}

async function failureOf(exchange: Promise<unknown>): Promise<WireFailure> {
  const error: unknown = await exchange.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof WireFailure)) throw new Error(`no WireFailure but ${String(error)}`);
  return error;
}

/** The body's only byte is sent back. */
const echo: Behaviour = (socket, frame) => socket.write(answerTo(frame, frame.subarray(-1)));

describe('a connection', () => {
  it('writes the header of a plain and of a flexible version', async () => {
    await using server = await standIn((socket, frame) => {
      const flexible = frame.readInt16BE(0) === 60;
      socket.write(answerTo(frame, Buffer.from(flexible ? [0, 9] : [9])));
    });
    const connection = await BrokerConnection.open(server, 1_000);
    const body = new FieldWriter().int8(5);
    const plain = await connection.request({ api: apis.metadata, body, timeoutMs: 1_000 });
    const flexible = await connection.request({ api: apis.describeCluster, body, timeoutMs: 1_000 });
    expect([plain.int8(), flexible.int8()]).toEqual([9, 9]);
    expect(server.requests.map((frame) => frame.toString('hex'))).toEqual([
      hexOf('00030007 00000001 00046b6c6162 05'),
      hexOf('003c0000 00000002 00046b6c6162 00 05'),
    ]);
    connection.close();
  });

  it('gives each request its own answer, in whatever order and pieces they come', async () => {
    const frames: Buffer[] = [];
    await using server = await standIn((socket, frame) => {
      frames.push(frame);
      if (frames.length < 3) return;
      const stranger = Buffer.from([0, 0, 0, 4, 0, 0, 0, 99]);
      const answers = frames.toReversed().map((each) => answerTo(each, each.subarray(-1)));
      const bytes = Buffer.concat([stranger, ...answers]);
      socket.setNoDelay(true);
      for (const byte of bytes) socket.write(Buffer.from([byte]));
    });
    const connection = await BrokerConnection.open(server, 1_000);
    const answers = await Promise.all([7, 8, 9].map((value) => ask(connection, value)));
    expect(answers.map((answer) => answer.int8())).toEqual([7, 8, 9]);
    expect(connection.isOpen).toBe(true);
    connection.close();
  });

  it('is refused where nothing listens: nothing was done', async () => {
    const address = await deadAddress();
    const failure = await failureOf(BrokerConnection.open({ address }, 1_000));
    expect(failure).toMatchObject({ kind: 'refused', mayBeDone: false, code: 'client' });
    expect(failure.message).toBe(`${address}: connect ECONNREFUSED ${address}`);
  });

  it('ends when no answer comes in time: the request may have been done', async () => {
    await using server = await standIn(() => undefined);
    const connection = await BrokerConnection.open(server, 1_000);
    const failure = await failureOf(ask(connection, 1, 30));
    expect(failure).toMatchObject({ kind: 'no-answer', mayBeDone: true, reason: 'no answer within 30 ms' });
    expect(connection.isOpen).toBe(false);
  });

  it('sends nothing more after a failure, and says that the next request was not done', async () => {
    await using server = await standIn(() => undefined);
    const connection = await BrokerConnection.open(server, 1_000);
    await failureOf(ask(connection, 1, 30));
    expect(await failureOf(ask(connection, 2))).toMatchObject({ kind: 'closed', mayBeDone: false });
    await delay(30);
    expect(server.requests).toHaveLength(1);
  });

  it.each<[string, Behaviour]>([
    ['before the answer', (socket) => socket.end()],
    [
      'in the middle of the answer',
      (socket, frame) => socket.end(answerTo(frame, Buffer.alloc(8)).subarray(0, 9)),
    ],
    ['by a reset', (socket) => socket.resetAndDestroy()],
  ])('closed %s: every request under way may have been done', async (_, behaviour) => {
    await using server = await standIn(behaviour);
    const connection = await BrokerConnection.open(server, 1_000);
    const failures = await Promise.all([failureOf(ask(connection)), failureOf(ask(connection))]);
    for (const failure of failures) expect(failure).toMatchObject({ kind: 'closed', mayBeDone: true });
    expect(connection.isOpen).toBe(false);
  });

  it('ends when the caller gives up, with the reason', async () => {
    await using server = await standIn(() => undefined);
    const connection = await BrokerConnection.open(server, 1_000);
    await connection.knownVersions(1_000);
    const asked = failureOf(ask(connection));
    connection.close('abandoned', 'another leader');
    expect(await asked).toMatchObject({
      kind: 'abandoned',
      mayBeDone: true,
      message: `${server.address}: another leader`,
    });
  });

  it('given up before the broker has said what it knows: nothing was done', async () => {
    await using server = await standIn(() => undefined);
    const connection = await BrokerConnection.open(server, 1_000);
    const asked = failureOf(ask(connection));
    connection.close('abandoned', 'another leader');
    expect(await asked).toMatchObject({ kind: 'abandoned', mayBeDone: false });
    expect(server.requests).toEqual([]);
  });

  it('ends when what comes is no answer', async () => {
    await using server = await standIn((socket) => socket.write(Buffer.from([0, 0, 0, 1, 0])));
    const connection = await BrokerConnection.open(server, 1_000);
    expect(await failureOf(ask(connection))).toMatchObject({ kind: 'closed', mayBeDone: true });
  });

  it('knows a web server by its first word', async () => {
    await using server = await standIn((socket) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n'));
    const connection = await BrokerConnection.open(server, 1_000);
    expect(await failureOf(ask(connection))).toMatchObject({
      kind: 'closed',
      reason: 'a web server answers there (HTTP), no Kafka broker',
    });
  });

  it('knows a listener with TLS by its alert, and that it has done nothing', async () => {
    // What a broker of Kafka 4.3.1 answers to plain text: internal_error.
    await using server = await standIn((socket) => socket.write(Buffer.from('15030300020250', 'hex')));
    const connection = await BrokerConnection.open(server, 1_000);
    expect(await failureOf(ask(connection))).toMatchObject({ kind: 'ssl-required', mayBeDone: false });
  });

  it('says of an answer that is shorter than its fields that nobody can read it', async () => {
    await using server = await standIn((socket, frame) => socket.write(answerTo(frame, Buffer.alloc(0))));
    const connection = await BrokerConnection.open(server, 1_000);
    const reader = await ask(connection);
    const unreadable = { kind: 'unreadable', mayBeDone: true, reason: 'the answer ends too early' };
    expect(() => reader.int8()).toThrow(expect.objectContaining(unreadable));
    const asked = { api: apis.describeCluster, body: new FieldWriter(), timeoutMs: 1_000 };
    expect(await failureOf(connection.request(asked))).toMatchObject(unreadable);
    connection.close();
  });

  it('stays usable for many requests one after another', async () => {
    await using server = await standIn(echo);
    const connection = await BrokerConnection.open(server, 1_000);
    for (let value = 0; value < 50; value += 1) expect((await ask(connection, value)).int8()).toBe(value);
    connection.close();
  });
});
