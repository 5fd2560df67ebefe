/** What moves partitions is sent byte for byte as the protocol says, to whoever is the controller, and refusals are in Kafka's words. */
import { describe, expect, it } from 'vitest';
import { FieldWriter } from '../../../../../src/client/wire/codec/field-writer.ts';
import { alterReassignments } from '../../../../../src/client/wire/moves/alter-reassignments.ts';
import { listReassignments } from '../../../../../src/client/wire/moves/list-reassignments.ts';
import { logSizes } from '../../../../../src/client/wire/moves/log-sizes.ts';
import { unregisterBroker } from '../../../../../src/client/wire/moves/unregister-broker.ts';
import { accessTo } from '../../../../support/access.ts';
import { answerTo, hexOf, standIn, type StandIn } from '../stand-in.ts';

const answering = (body: Buffer): Promise<StandIn> =>
  standIn((socket, frame) => socket.write(answerTo(frame, body)));
const hex = (fields: string): Buffer => Buffer.from(hexOf(fields), 'hex');
/** What was sent, without the header with the client's name. */
const bodyOf = ({ requests: [frame] }: StandIn): string | undefined =>
  frame?.subarray(14 + 1).toString('hex');

describe('AlterPartitionReassignments', () => {
  /** An answer with this error of the one partition `t/0`. */
  const saying = (code: string): Promise<StandIn> =>
    answering(hex(`00 00000000 0000 00 02 02 74 02 00000000 ${code} 00 00 00 00`));

  it('says where each copy is to lie, or that a move is taken back', async () => {
    await using broker = await saying('0000');
    await alterReassignments(accessTo(broker.address), [
      { topic: 't', partition: 0, replicas: [4, 2] },
      { topic: 't', partition: 1, replicas: null },
    ]);
    expect(bodyOf(broker)).toBe(
      hexOf('00007530 02 02 74 03 00000000 03 00000004 00000002 00 00000001 00 00 00 00'),
    );
  });

  it('goes on to the broker that is the controller', async () => {
    await using other = await saying('0029');
    await using controller = await saying('0000');
    await alterReassignments(accessTo(other.address, controller.address), [
      { topic: 't', partition: 0, replicas: [1] },
    ]);
    expect([other.requests.length, controller.requests.length]).toEqual([1, 1]);
  });

  it('is refused in words, and not where a topic or a move has gone meanwhile', async () => {
    await using refusing = await saying('0027');
    const one = [{ topic: 't', partition: 0, replicas: [9] }];
    await expect(alterReassignments(accessTo(refusing.address), one)).rejects.toThrow(
      'Kafka does not move t/0: kafka-error-39',
    );
    for (const code of ['0003', '0055']) {
      await using broker = await saying(code);
      await alterReassignments(accessTo(broker.address), one);
    }
  });

  it('of nothing asks nobody', async () => {
    await expect(alterReassignments(accessTo('127.0.0.1:1'), [])).resolves.toBeUndefined();
  });
});

it('ListPartitionReassignments tells who gets a copy and who loses one', async () => {
  const body = new FieldWriter().tags().int32(0).int16(0).compactString(null);
  const numbers = (those: readonly number[]): unknown => body.compactArray(those, (one) => body.int32(one));
  body.compactArray(['t'], (topic) => {
    body.compactString(topic).compactArray([3], (partition) => {
      body.int32(partition);
      for (const those of [[4, 1, 2], [4], [2]]) numbers(those);
      return body.tags();
    });
    return body.tags();
  });
  await using broker = await answering(body.tags().toBuffer());
  expect(await listReassignments(accessTo(broker.address))).toEqual([
    { topic: 't', partition: 3, adding: [4], removing: [2] },
  ]);
  expect(bodyOf(broker)).toBe(hexOf('00002710 00 00'));
});

it('DescribeLogDirs tells how big partitions are, in whichever directory they lie', async () => {
  const body = new FieldWriter().int32(0);
  body.array(['/a', '/b'], (path) => {
    body.int16(0).string(path);
    body.array(path === '/a' ? ['t'] : [], (topic) => {
      body.string(topic);
      body.array([7], (partition) => body.int32(partition).int64(5_000_000_000n).int64(0n).boolean(false));
    });
  });
  await using broker = await answering(body.toBuffer());
  const asked = [{ topic: 't', partition: 7 }];
  expect(await logSizes({ address: broker.address }, asked)).toEqual(new Map([['t/7', 5_000_000_000]]));
  expect(await logSizes({ address: '127.0.0.1:1' }, [])).toEqual(new Map());
});

describe('UnregisterBroker', () => {
  const saying = (code: string): Promise<StandIn> => answering(hex(`00 00000000 ${code} 00 00`));

  it('names the broker; one that is not known is fine', async () => {
    await using broker = await saying('0000');
    await unregisterBroker(accessTo(broker.address), 5);
    expect(bodyOf(broker)).toBe(hexOf('00000005 00'));
    await using unknowing = await saying('0066');
    await unregisterBroker(accessTo(unknowing.address), 5);
  });

  it('is refused in words', async () => {
    await using broker = await saying('001f');
    await expect(unregisterBroker(accessTo(broker.address), 5)).rejects.toThrow(
      'did not unregister broker 5: cluster-authorization-failed',
    );
  });
});
