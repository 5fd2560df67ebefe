/** The watch of a cluster must tell a broker that is silent from one that nobody can read, and both from its own defects. */
import { describe, expect, it } from 'vitest';
import type { PartitionState } from '../../../../src/cluster/partition.ts';
import { MetadataWatch, type MetadataWatchOptions } from '../../../../src/client/watch/metadata-watch.ts';
import { accessTo } from '../../../support/access.ts';
import { metadataAnswer } from '../../../support/metadata-answer.ts';
import { answerTo, deadAddress, standIn, type Behaviour, type StandIn } from '../wire/stand-in.ts';

const partition: PartitionState = {
  topic: 'orders',
  partition: 0,
  leader: 1,
  leaderEpoch: 3,
  replicas: [1, 2],
  isr: [1, 2],
};

function saying(controller: number, brokers: readonly number[] = [1, 2, 3]): Behaviour {
  const answer = metadataAnswer({ controller, brokers, partitions: [partition] });
  return (socket, frame) => socket.write(answerTo(frame, answer));
}

function watchOf(addresses: readonly string[], more: Partial<MetadataWatchOptions> = {}): MetadataWatch {
  const timing = {
    intervalMs: 5,
    connectTimeoutMs: { plain: 1_000, secured: 1_000 },
    answerTimeoutMs: 1_000,
  };
  return new MetadataWatch({ ...timing, access: accessTo(...addresses), topics: ['orders'], ...more });
}

describe('the watch of a cluster', () => {
  it('has what each broker says by its number, and is delayed by none that is dead or silent', async () => {
    await using first = await standIn(saying(2));
    await using silent = await standIn(() => undefined);
    await using last = await standIn(saying(2, [1, 4]));
    const heard: number[] = [];
    const watch = watchOf([first.address, await deadAddress(), silent.address, last.address], {
      onAnswer: ({ broker }) => void heard.push(broker.number),
    });
    const started = watch.start();
    await expect.poll(() => heard.filter((number) => number === 4).length).toBeGreaterThan(2);
    expect(new Set(watch.answers.keys())).toEqual(new Set([1, 4]));
    expect(watch.answers.get(1)).toMatchObject({ controller: 2, topics: [{ partitions: [partition] }] });
    expect(watch.answers.get(4)).toMatchObject({ brokers: [1, 4] });
    await silent[Symbol.asyncDispose]();
    await started;
    await watch.stop();
  });

  it.each<[string, Behaviour]>([
    ['closed', (socket) => socket.destroy()],
    ['unreadable', (socket, frame) => socket.write(answerTo(frame, Buffer.alloc(6)))],
  ])('tells that a broker has ceased to answer, and how: %s', async (kind, end) => {
    let isWell = true;
    const well = saying(1);
    await using broker = await standIn((socket, frame) => (isWell ? well : end)(socket, frame));
    const told: string[] = [];
    const watch = watchOf([broker.address], {
      onSilence: ({ number }, failure) => void told.push(`${number} ${failure.kind}`),
    });
    await watch.start();
    expect(watch.answers.size).toBe(1);
    isWell = false;
    await expect.poll(() => watch.answers.size).toBe(0);
    isWell = true;
    await expect.poll(() => watch.answers.size).toBe(1);
    await watch.stop();
    expect(told).toEqual([`1 ${kind}`]);
  });

  it('takes a defect of its own for no silence, and says it to whoever asks', async () => {
    await using broker = await standIn(saying(1));
    const silences: number[] = [];
    const watch = watchOf([broker.address], {
      onAnswer: () => {
        throw new TypeError('broken on purpose');
      },
      onSilence: ({ number }) => void silences.push(number),
    });
    await watch.start();
    expect(() => watch.answers).toThrow(new TypeError('broken on purpose'));
    expect(silences).toEqual([]);
    await watch.stop();
  });

  it('with ZooKeeper takes whom most brokers name for the controller, not one that was cut off', async () => {
    await using stale = await standIn(saying(1));
    const others: StandIn[] = [await standIn(saying(2)), await standIn(saying(2))];
    const told: number[] = [];
    const watch = watchOf(
      [stale, ...others].map(({ address }) => address),
      {
        mode: 'zookeeper',
        onController: (controller) => void told.push(controller),
      },
    );
    await watch.start();
    await expect.poll(() => stale.requests.length).toBeGreaterThan(5);
    await watch.stop();
    expect(watch.controller).toBe(2);
    // Named first by who answered first, and then by most; never back again.
    expect(told.filter((controller) => controller === 1).length).toBeLessThan(2);
    expect(told.at(-1)).toBe(2);
    for (const other of others) await other[Symbol.asyncDispose]();
  });
});
