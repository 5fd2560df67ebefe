/** Two ways to one broker are told from ways to two, whatever ids they have. */
import { describe, expect, it } from 'vitest';
import { leadToSameBroker } from '../../../../src/client/wire/same-broker.ts';
import { FieldWriter } from '../../../../src/client/wire/codec/field-writer.ts';
import { answerTo, deadAddress, standIn, type Behaviour } from './stand-in.ts';

const unknownSession = 70;

/** What a broker does with fetch sessions (Kafka, FetchSession.newContext). @param capacity how many it keeps */
function broker(
  firstId: number,
  capacity = 1_000,
): { readonly open: Set<number>; readonly behaviour: Behaviour } {
  const open = new Set<number>();
  let nextId = firstId;
  return {
    open,
    behaviour(socket, frame) {
      // Behind api key, version, correlation id and client id; the fields before the session take 17 bytes.
      const fields = frame.subarray(10 + Math.max(0, frame.readInt16BE(8)));
      const [sessionId, epoch] = [fields.readInt32BE(17), fields.readInt32BE(21)];
      const answer = (errorCode: number, id: number): void => {
        const rest = new FieldWriter()
          .int32(0)
          .int16(errorCode)
          .int32(id)
          .array([], () => undefined);
        socket.write(answerTo(frame, rest.toBuffer()));
      };
      if (epoch === -1) {
        open.delete(sessionId);
        return answer(0, 0);
      }
      if (epoch === 0) {
        if (open.size >= capacity) return answer(0, 0);
        open.add(nextId);
        return answer(0, nextId++);
      }
      // A session that has no partition left is closed and answered without one.
      return open.delete(sessionId) ? answer(0, 0) : answer(unknownSession, 0);
    },
  };
}

describe('two addresses', () => {
  it('lead to one broker where it knows the session of the other way, and none is left open', async () => {
    const one = broker(7);
    await using first = await standIn(one.behaviour);
    await using second = await standIn(one.behaviour);
    expect(await leadToSameBroker(first, second)).toBe(true);
    expect([...one.open]).toEqual([]);
  });

  it('lead to two brokers where another answers', async () => {
    const one = broker(7);
    await using first = await standIn(one.behaviour);
    await using second = await standIn(broker(7_000).behaviour);
    expect(await leadToSameBroker(first, second)).toBe(false);
    expect([...one.open]).toEqual([]);
  });

  it('lead to two where only one of them answers', async () => {
    const dead = { address: await deadAddress() };
    await using alive = await standIn(broker(7).behaviour);
    expect(await leadToSameBroker(alive, dead)).toBe(false);
    expect(await leadToSameBroker(dead, alive)).toBe(false);
  });

  it('cannot be told apart where neither answers, or the broker keeps no more sessions', async () => {
    const dead = { address: await deadAddress() };
    expect(await leadToSameBroker(dead, dead)).toBeUndefined();
    await using full = await standIn(broker(7, 0).behaviour);
    expect(await leadToSameBroker(full, full)).toBeUndefined();
  });
});
