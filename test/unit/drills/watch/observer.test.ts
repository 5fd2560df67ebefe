/** What brokers say is written down as theirs, by their numbers, whatever these are. */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { PartitionState } from '../../../../src/cluster/partition.ts';
import type { HistoryEvent } from '../../../../src/drills/record/history.ts';
import { Recorder } from '../../../../src/drills/record/recorder.ts';
import { Observer, watchTimeouts } from '../../../../src/drills/watch/observer.ts';
import { issueCertificate, makeAuthority } from '../../../../src/runtimes/secrets/certificates.ts';
import { accessTo } from '../../../support/access.ts';
import { metadataAnswer } from '../../../support/metadata-answer.ts';
import { answerTo, standIn, type Behaviour } from '../../client/wire/stand-in.ts';

const topic = 'lab';
const led: PartitionState = {
  topic,
  partition: 0,
  leader: 101,
  leaderEpoch: 4,
  replicas: [0, 101],
  isr: [0, 101],
};

function saying(brokers: readonly number[], state: PartitionState): Behaviour {
  const answer = metadataAnswer({ controller: 0, brokers, partitions: [state] });
  return (socket, frame) => socket.write(answerTo(frame, answer));
}

it('views, fencing and silence are booked on who said so, and the newest view says who leads', async () => {
  await using first = await standIn(saying([0], { ...led, leader: 0, leaderEpoch: 5, isr: [0] }));
  const second = await standIn(saying([0, 101], led));
  const { brokers } = accessTo(first.address, second.address);
  const access = { brokers: brokers.map((broker, index) => ({ ...broker, number: [0, 101][index]! })) };
  const recorder = new Recorder();
  const events: HistoryEvent[] = [];
  recorder.onEvent((event) => void events.push(event));
  const observer = new Observer({ topic, mode: 'zookeeper', access, recorder, intervalMs: 5 });
  const elected: number[] = [];
  observer.onLeaderChange((_, leader) => void elected.push(leader));
  observer.start();

  await expect.poll(() => [...observer.answering()].length).toBe(2);
  expect(observer.leaderOf(0)).toBe(access.brokers[0]);
  expect(observer.partitions()).toMatchObject([{ leader: 0, leaderEpoch: 5 }]);
  expect(observer.opinions(0, [0])).toEqual([led]);
  expect(observer.activeController()).toBe(0);
  expect(elected.at(-1)).toBe(0);

  await second[Symbol.asyncDispose]();
  await expect.poll(() => observer.answering()).toEqual([0]);
  await observer.stop();
  for (const written of [
    { type: 'reach', broker: 101, answers: true },
    { type: 'view', seenBy: 101, partition: 0, leader: 101, leaderEpoch: 4, isr: [0, 101] },
    { type: 'fencing', seenBy: 0, broker: 101, fenced: true },
    { type: 'controller', controller: 0 },
    { type: 'reach', broker: 101, answers: false, kind: 'closed' },
  ]) {
    expect(events).toContainEqual(expect.objectContaining(written));
  }
  expect(events.filter(({ type }) => type === 'reach')).toHaveLength(3);
});

it('a secured broker that takes its time to let somebody in is not taken for a silent one', async () => {
  await using broker = await standIn(saying([1], { ...led, leader: 1 }));
  const authority = await makeAuthority();
  const { certificate: cert, key } = await issueCertificate(authority, {
    name: 'broker-1',
    addresses: ['127.0.0.1'],
  });
  const inner = createTlsServer({ cert, key }, (socket) => {
    const onward = connect(Number(broker.address.split(':')[1]), '127.0.0.1');
    for (const end of [socket, onward]) end.on('error', () => undefined);
    socket.pipe(onward).pipe(socket);
  });
  const slow = createServer((socket) => {
    void delay(watchTimeouts.connectTimeoutMs.plain + 100).then(() => inner.emit('connection', socket));
  });
  slow.listen(0, '127.0.0.1');
  await once(slow, 'listening');
  const [one] = accessTo(`127.0.0.1:${(slow.address() as AddressInfo).port}`).brokers;
  const access = { brokers: [{ ...one!, security: { tls: { ca: authority.certificate } } }] };
  const observer = new Observer({ topic, mode: 'kraft', access, recorder: new Recorder(), intervalMs: 5 });
  observer.start();
  await expect.poll(() => observer.answering(), { timeout: 5_000 }).toEqual([1]);
  await observer.stop();
  slow.close();
});
