/** What goes over the wire when a client says who it is, byte by byte, and what each refusal of a broker becomes. */
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { ClientSasl } from '../../../../../src/cluster/access.ts';
import { apis } from '../../../../../src/client/wire/apis.ts';
import { BrokerConnection } from '../../../../../src/client/wire/connection.ts';
import { FieldWriter } from '../../../../../src/client/wire/codec/field-writer.ts';
import { answerTo, hexOf, standIn, type Behaviour } from '../stand-in.ts';

const plain: ClientSasl = { mechanism: 'PLAIN', username: 'shop', password: () => 'sécret' };
const bearer: ClientSasl = { mechanism: 'OAUTHBEARER', token: async () => 'a.b.c' };

const takes = (...mechanisms: readonly string[]): FieldWriter => {
  const writer = new FieldWriter();
  return writer.int16(mechanisms.length > 0 ? 33 : 0).array(mechanisms, (one) => writer.string(one));
};

const said = (text: string, errorCode = 0, message: string | null = null, lifetimeMs = 0n): FieldWriter =>
  new FieldWriter().int16(errorCode).string(message).bytes(Buffer.from(text)).int64(lifetimeMs);

/** A broker that gives these answers in turn, and none after them. */
function answering(...answers: readonly FieldWriter[]): Behaviour {
  const left = [...answers];
  return (socket, frame) => {
    const answer = left.shift();
    if (answer !== undefined) socket.write(answerTo(frame, answer.toBuffer()));
  };
}

async function open(behaviour: Behaviour, sasl: ClientSasl, timeoutMs = 1_000): Promise<readonly string[]> {
  await using broker = await standIn(behaviour);
  const connection = await BrokerConnection.open({ address: broker.address, security: { sasl } }, timeoutMs);
  connection.close();
  return broker.requests.map((frame) => frame.toString('hex'));
}

it('chooses PLAIN, and gives name and password', async () => {
  expect(await open(answering(takes(), said('')), plain)).toEqual([
    hexOf('00110001 00000001 00046b6c6162 0005504c41494e'),
    hexOf('00240001 00000002 00046b6c6162 0000000d 00 73686f70 00 73c3a963726574'),
  ]);
});

it('gives a token', async () => {
  const [, message] = await open(answering(takes(), said('')), bearer);
  expect(message?.slice(36)).toBe(hexOf('6e2c2c 01 617574683d42656172657220612e622e63 01 01'));
});

it('hears why a token is not taken, says that it has, and is refused', async () => {
  const requests: string[] = [];
  const answers = answering(
    takes(),
    said('{"status":"invalid_token"}'),
    said('', 58, '{"status":"invalid_token"}'),
  );
  const opening = open((socket, frame) => {
    requests.push(frame.toString('hex'));
    answers(socket, frame);
  }, bearer);
  await expect(opening).rejects.toMatchObject({
    kind: 'sasl-authentication-failed',
    reason: 'the broker does not take the token: {"status":"invalid_token"}',
  });
  expect(requests[2]?.slice(-10)).toBe(hexOf('00000001 01'));
});

it.each([
  {
    name: 'a wrong password',
    behaviour: answering(takes(), said('', 58, 'Authentication failed: Invalid username or password')),
    kind: 'sasl-authentication-failed',
    reason: 'Authentication failed: Invalid username or password',
  },
  {
    name: 'a failure without a word',
    behaviour: answering(takes(), said('', 58)),
    kind: 'sasl-authentication-failed',
    reason: 'the broker answers sasl-authentication-failed',
  },
  {
    name: 'another mechanism',
    behaviour: answering(takes('SCRAM-SHA-256', 'SCRAM-SHA-512')),
    kind: 'unsupported-sasl-mechanism',
    reason: 'the listener does not take PLAIN; it takes SCRAM-SHA-256, SCRAM-SHA-512',
  },
  {
    name: 'a listener where nobody asks',
    behaviour: answering(new FieldWriter().int16(34).array([], () => undefined)),
    kind: 'illegal-sasl-state',
    reason: 'the listener asks nobody who it is, so it takes no SASL',
  },
  {
    name: 'a broker that closes',
    behaviour: ((socket) => socket.destroy()) satisfies Behaviour,
    kind: 'closed',
    reason: 'connection closed by the broker',
  },
  {
    name: 'a broker that falls silent',
    behaviour: answering(takes()),
    kind: 'refused',
    reason: 'not let in within 60 ms',
  },
])('$name keeps a client out, and nothing was done', async ({ behaviour, kind, reason }) => {
  await expect(open(behaviour, plain, kind === 'refused' ? 60 : 5_000)).rejects.toMatchObject({
    name: 'WireFailure',
    kind,
    reason,
    mayBeDone: false,
  });
});

describe('a session whose time is nearly over', () => {
  const heartbeat = (value: number) => ({
    api: apis.metadata,
    body: new FieldWriter().int8(value),
    timeoutMs: 5_000,
  });
  const value = (one: number): FieldWriter => new FieldWriter().int8(one);
  const apiKeys = (requests: readonly Buffer[]): number[] => requests.map((frame) => frame.readInt16BE(0));
  const briefly = said('', 0, null, 50n);

  it('is renewed before the next request, once for all of them', async () => {
    const answers = [takes(), briefly, value(1), takes(), said(''), value(2), value(3), value(4)];
    await using broker = await standIn(answering(...answers));
    const endpoint = { address: broker.address, security: { sasl: plain } };
    const connection = await BrokerConnection.open(endpoint, 5_000);
    expect((await connection.request(heartbeat(1))).int8()).toBe(1);
    await delay(60);
    const renewed = await Promise.all([2, 3].map((one) => connection.request(heartbeat(one))));
    expect(renewed.map((reader) => reader.int8())).toEqual([2, 3]);
    expect((await connection.request(heartbeat(4))).int8()).toBe(4);
    expect(apiKeys(broker.requests)).toEqual([17, 36, 3, 17, 36, 3, 3, 3]);
    connection.close();
  });

  it('that is not renewed ends the connection: what asked for it was not done, what was under way may be', async () => {
    const under: Behaviour = (socket, frame) => frame.readInt16BE(0) !== 3 && answers(socket, frame);
    const answers = answering(takes(), briefly, takes(), said('', 58, 'no longer'));
    await using broker = await standIn(under);
    const endpoint = { address: broker.address, security: { sasl: plain } };
    const connection = await BrokerConnection.open(endpoint, 5_000);
    const underWay = connection.request(heartbeat(1)).catch((error: unknown) => error);
    await delay(60);
    const refused = { kind: 'sasl-authentication-failed', reason: 'no longer', mayBeDone: false };
    await expect(connection.request(heartbeat(2))).rejects.toMatchObject(refused);
    expect(await underWay).toMatchObject({ kind: 'closed', reason: 'no longer', mayBeDone: true });
    expect(connection.isOpen).toBe(false);
  });
});

it('no failure holds the password', async () => {
  const opening = open(answering(takes(), said('', 58, 'no')), { ...plain, password: () => 'hunter2' });
  const error: unknown = await opening.catch((reason: unknown) => reason);
  expect(JSON.stringify([error, String(error), (error as Error).stack])).not.toContain('hunter2');
});
