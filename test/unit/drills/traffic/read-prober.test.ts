/** A read prober must write down each answer, and not wait for a leader that no longer is one. */
import type { BrokerAccess, ClientSecurity, Endpoint } from '../../../../src/cluster/access.ts';
import { describe, expect, it } from 'vitest';
import { FieldWriter } from '../../../../src/client/wire/codec/field-writer.ts';
import { encodeBatch } from '../../../../src/client/wire/codec/record-batch.ts';
import type { HistoryEvent } from '../../../../src/drills/record/history.ts';
import type { Observer } from '../../../../src/drills/watch/observer.ts';
import { ReadProber } from '../../../../src/drills/traffic/read-prober.ts';
import { Recorder } from '../../../../src/drills/record/recorder.ts';
import { answerTo, standIn, type Behaviour } from '../../client/wire/stand-in.ts';

/** Says who leads, and lets a test change it. */
class Election {
  leader: BrokerAccess | undefined;
  private readonly listeners: ((partition: number, leader: number) => void)[] = [];

  get observer(): Observer {
    const stub: Pick<Observer, 'onLeaderChange' | 'refresh' | 'leaderOf'> = {
      onLeaderChange: (listener) => void this.listeners.push(listener),
      refresh: () => undefined,
      leaderOf: () => this.leader,
    };
    return stub as Observer;
  }

  elect(leader: BrokerAccess): void {
    this.leader = leader;
    for (const listener of this.listeners) listener(0, leader.number);
  }
}

function broker(number: number, { address }: Endpoint): BrokerAccess {
  return { number, id: `broker-${number}`, address, listeners: { EXTERNAL: address } };
}

const fetchKey = 1;
const apiKeyOf = (frame: Buffer): number => frame.readInt16BE(0);
/** The fetch offset lies before the last field, the size limit. */
const offsetOf = (frame: Buffer): number => Number(frame.readBigInt64BE(frame.length - 12));

function fetched(errorCode: number, batches: Buffer): Buffer {
  const body = new FieldWriter().int32(0).int32(1).string('t').int32(1).int32(0).int16(errorCode);
  return body.int64(0n).int64(0n).array(null, String).bytes(batches).toBuffer();
}

function endOffset(offset: number): Buffer {
  const body = new FieldWriter().int32(1).string('t').int32(1).int32(0).int16(0);
  return body.int64(-1n).int64(BigInt(offset)).toBuffer();
}

function record(offset: number, value: string): Buffer {
  const batch = encodeBatch({
    key: Buffer.from('k'),
    value: Buffer.from(value),
    timestampMs: 1,
    sequence: 0,
  });
  batch.writeBigInt64BE(BigInt(offset), 0);
  return batch;
}

function probe(election: Election, until: (event: HistoryEvent) => boolean) {
  const recorder = new Recorder();
  const events: HistoryEvent[] = [];
  const seen = new Promise<void>((resolve) => {
    recorder.onEvent((event) => {
      events.push(event);
      if (until(event)) resolve();
    });
  });
  const observer = election.observer;
  const timing = { intervalMs: 10, retryMs: 10, requestTimeoutMs: 5_000 };
  const prober = new ReadProber({ topic: 't', partition: 0, ...timing, observer, recorder });
  prober.start();
  return { prober, events, seen };
}

describe('a read prober', () => {
  it('goes on where the last whole batch ended, and tells what no prober wrote', async () => {
    const behaviour: Behaviour = (socket, frame) => {
      const log = [record(0, '0000'), record(1, 'alien'), record(2, '2')];
      socket.write(
        answerTo(frame, fetched(0, Buffer.concat(log.slice(offsetOf(frame), offsetOf(frame) + 2)))),
      );
    };
    await using server = await standIn(behaviour);
    const election = new Election();
    election.leader = broker(1, server);
    const { prober, events, seen } = probe(
      election,
      (event) => event.type === 'read' && event.records.length === 0,
    );
    await seen;
    await prober.stop(1_000);
    const reads = events.filter((event) => event.type === 'read');
    expect(reads.slice(0, 3).map(({ records }) => records)).toEqual([
      [
        [0, 0],
        [1, -1],
      ],
      [[2, 2]],
      [],
    ]);
    expect(reads[0]).toMatchObject({ partition: 0, leader: 1 });
  });

  it('writes down what a leader refuses, and that there is none', async () => {
    await using server = await standIn((socket, frame) => {
      socket.write(answerTo(frame, fetched(6, Buffer.alloc(0))));
    });
    const election = new Election();
    const isRefusal = (event: HistoryEvent): boolean =>
      event.type === 'read-error' && event.kind === 'not-leader-or-follower';
    const { prober, events, seen } = probe(election, (event) => {
      if (event.type === 'read-error') election.leader = broker(2, server);
      return isRefusal(event);
    });
    await seen;
    await prober.stop(1_000);
    expect(events[0]).toMatchObject({ type: 'read-error', leader: -1, kind: 'no-leader' });
    expect(events.find(isRefusal)).toMatchObject({ leader: 2 });
  });

  it('goes on behind records that nobody can read', async () => {
    let times = 0;
    await using server = await standIn((socket, frame) => {
      const batch = record(0, '0');
      times += 1;
      // A codec that does not exist, as a broker of a later version may have.
      if (times < 3) batch.writeInt16BE(7, 21);
      socket.write(answerTo(frame, fetched(0, batch)));
    });
    const election = new Election();
    election.leader = broker(1, server);
    const { prober, events, seen } = probe(election, ({ type }) => type === 'read');
    await seen;
    await prober.stop(1_000);
    expect(events[0]).toMatchObject({ type: 'read-error', leader: 1, kind: 'unreadable' });
    expect(events.at(-1)).toMatchObject({ type: 'read', records: [[0, 0]] });
  });

  it('gives up a leader that says nothing once there is another one', async () => {
    let asked: (() => void) | undefined;
    const silent = new Promise<void>((resolve) => (asked = resolve));
    await using paused = await standIn(() => asked?.());
    await using other = await standIn((socket, frame) =>
      socket.write(answerTo(frame, fetched(0, record(0, '0')))),
    );
    const election = new Election();
    election.leader = broker(1, paused);
    const { prober, events, seen } = probe(election, ({ type }) => type === 'read');
    await silent;
    // A request that is young is let be: it may have gone to the new leader already.
    await expect
      .poll(() => {
        election.elect(broker(2, other));
        return events.map(({ type }) => type);
      })
      .toContain('read-error');
    await seen;
    await prober.stop(1_000);
    const [error] = events;
    expect(error).toMatchObject({ type: 'read-error', leader: 1, kind: 'abandoned' });
    expect(events.find(({ type }) => type === 'read')).toMatchObject({ leader: 2, records: [[0, 0]] });
  });

  it('goes on at the end of a log that lost what was read already', async () => {
    let truncated = false;
    await using server = await standIn((socket, frame) => {
      if (apiKeyOf(frame) !== fetchKey) return socket.write(answerTo(frame, endOffset(3)));
      const offset = offsetOf(frame);
      if (offset === 0) return socket.write(answerTo(frame, fetched(0, record(9, '9'))));
      truncated ||= offset === 10;
      const body = offset === 10 ? fetched(1, Buffer.alloc(0)) : fetched(0, record(offset, '10'));
      return socket.write(answerTo(frame, body));
    });
    const election = new Election();
    election.leader = broker(1, server);
    const again = (event: HistoryEvent): boolean => event.type === 'read' && event.records[0]?.[0] === 3;
    const { prober, events, seen } = probe(election, again);
    await seen;
    await prober.stop(1_000);
    expect(truncated).toBe(true);
    expect(events.slice(0, 3)).toMatchObject([
      { type: 'read', records: [[9, 9]] },
      { type: 'read-error', kind: 'offset-out-of-range' },
      { type: 'read', records: [[3, 10]] },
    ]);
  });

  it.each<[string, ClientSecurity]>([
    ['a handshake', { tls: { ca: '' } }],
    ['a name', { sasl: { mechanism: 'PLAIN', username: 'klab', password: () => '' } }],
  ])('gives up a leader that says nothing to %s once there is another one', async (_, security) => {
    await using paused = await standIn(() => undefined);
    await using other = await standIn((socket, frame) =>
      socket.write(answerTo(frame, fetched(0, record(0, '0')))),
    );
    const election = new Election();
    election.leader = { ...broker(1, paused), security };
    const { prober, events, seen } = probe(election, ({ type }) => type === 'read');
    await expect
      .poll(() => {
        election.elect(broker(2, other));
        return events.map(({ type }) => type);
      })
      .toContain('read-error');
    await seen;
    await prober.stop(1_000);
    expect(events[0]).toMatchObject({ type: 'read-error', leader: 1, kind: 'abandoned' });
  });

  it('writes down what was under way when it was stopped', async () => {
    let asked: (() => void) | undefined;
    const silent = new Promise<void>((resolve) => (asked = resolve));
    await using server = await standIn(() => asked?.());
    const election = new Election();
    election.leader = broker(1, server);
    const { prober, events } = probe(election, () => false);
    await silent;
    await prober.stop(0);
    expect(events).toMatchObject([{ type: 'read-error', kind: 'abandoned' }]);
  });
});
