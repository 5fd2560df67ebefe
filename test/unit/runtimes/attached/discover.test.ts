/** What is asked of a cluster of others, and how each way of not being let in reads: one line, with what to set. */
import { describe, expect, it } from 'vitest';
import { apis, type Api } from '../../../../src/client/wire/apis.ts';
import { FieldWriter } from '../../../../src/client/wire/codec/field-writer.ts';
import { discover } from '../../../../src/runtimes/attached/discover.ts';
import { answerTo, deadAddress, standIn, type Behaviour } from '../../client/wire/stand-in.ts';

const leaderAndIsr: Api = { key: 4, name: 'LeaderAndIsr', oldest: 0, newest: 5, since: '0.8' };
const cluster = (newest: number): Api => ({ ...apis.describeCluster, newest });

/** A broker of two, the second of which is down: told from version 2 on. */
const describing: Behaviour = (socket, frame) => {
  const version = frame.readInt16BE(2);
  const body = new FieldWriter().tags().int32(0).int16(0).compactString(null);
  if (version >= 1) body.int8(1);
  body.compactString('the-id').int32(3);
  body.compactArray(version >= 2 ? [3, 4] : [3], (number) => {
    body
      .int32(number)
      .compactString('box')
      .int32(9_000 + number)
      .compactString(null);
    if (version >= 2) body.boolean(number === 4);
    return body.tags();
  });
  socket.write(answerTo(frame, body.int32(-1).tags().toBuffer()));
};

describe('a cluster', () => {
  it('with ZooKeeper is told by what its brokers serve, and names no broker that is down', async () => {
    await using broker = await standIn(describing, [cluster(0), leaderAndIsr]);
    expect(await discover([broker])).toEqual({
      clusterId: 'the-id',
      line: '2.8',
      mode: 'zookeeper',
      brokers: [{ number: 3, address: 'box:9003' }],
      untold: ['Kafka 2.8 does not name brokers that are down'],
    });
  });

  it('with KRaft that tells no quorum is found all the same', async () => {
    await using broker = await standIn(describing, [cluster(2)]);
    const found = await discover([broker]);
    expect(found.brokers.map(({ number }) => number)).toEqual([3, 4]);
    expect(found).toMatchObject({
      mode: 'kraft',
      untold: [expect.stringContaining('who controls it nobody says')],
    });
    expect(found.voters).toBeUndefined();
  });

  it('is asked at the next address where one does not answer', async () => {
    await using broker = await standIn(describing, [cluster(0), leaderAndIsr]);
    expect(await discover([{ address: await deadAddress() }, broker])).toMatchObject({ clusterId: 'the-id' });
  });
});

describe('what is no cluster for klab', () => {
  it('is told with all addresses that were tried', async () => {
    const addresses = [await deadAddress(), await deadAddress()];
    await expect(discover(addresses.map((address) => ({ address })))).rejects.toMatchObject({
      code: 'client',
      message: expect.stringContaining(`${addresses[0]}; nothing listens there`),
      details: [expect.stringContaining(`${addresses[1]}; nothing listens there`)],
    });
  });

  const closing: Behaviour = (socket) => socket.end();
  const asWhole =
    (text: string): Behaviour =>
    (socket) =>
      socket.end(Buffer.from(text, 'hex'));
  it.each([
    ['a Kafka before 2.8', describing, [apis.metadata], 'is a Kafka before 2.8 (it has no DescribeCluster)'],
    [
      'a listener with SASL',
      closing,
      [cluster(0)],
      'a listener that asks who comes does so: set security.protocol, sasl.mechanism and sasl.jaas.config in a file of client settings (--client-config)',
    ],
    [
      'a listener with TLS',
      asWhole('15030300020250'),
      [cluster(0)],
      'set security.protocol=SSL (or SASL_SSL) in a file of client settings (--client-config)',
    ],
    [
      'a web server',
      asWhole('485454502f312e31'),
      [cluster(0)],
      'a web server answers there (HTTP), no Kafka broker',
    ],
  ] as const)('%s', async (_, behaviour, known, words) => {
    await using broker = await standIn(behaviour, known);
    await expect(discover([broker])).rejects.toThrow(words);
  });
});
