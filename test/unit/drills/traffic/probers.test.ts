/** How traffic ends when a prober has failed for a reason that is no answer of a broker. */
import { afterEach, expect, it, vi } from 'vitest';
import type { Observer } from '../../../../src/drills/watch/observer.ts';
import { Recorder } from '../../../../src/drills/record/recorder.ts';
import type { TrafficClient } from '../../../../src/drills/traffic/client.ts';
import { probers } from '../../../../src/drills/traffic/probers.ts';
import { settings } from '../histories.ts';

afterEach(() => {
  vi.useRealTimers();
});

/** Knows no leader, and fails when it is asked for that of the broken partition. */
function observer(broken: number): Observer {
  const stub: Pick<Observer, 'onLeaderChange' | 'refresh' | 'leaderOf'> = {
    onLeaderChange: () => undefined,
    refresh: () => undefined,
    leaderOf(partition) {
      if (partition === broken) throw new TypeError('broken on purpose');
      return undefined;
    },
  };
  return stub as Observer;
}

/** Traffic to this many partitions, of which the first one is broken. */
function started(partitions: number, recorder: Recorder): TrafficClient {
  const traffic = probers({
    settings: { ...settings, partitions },
    retryMs: 10,
    requestTimeoutMs: 2_000,
    observer: observer(0),
    recorder,
  });
  void traffic.start();
  return traffic;
}

it('a failed prober leaves no timer behind', async () => {
  vi.useFakeTimers();
  const recorder = new Recorder();
  const traffic = started(1, recorder);
  await expect(traffic.finish()).rejects.toThrow('broken on purpose');
  expect(vi.getTimerCount()).toBe(0);
});

it('a failed prober is told once all others have ended', async () => {
  const recorder = new Recorder();
  const traffic = started(2, recorder);
  let events = 0;
  recorder.onEvent(() => (events += 1));
  await expect(traffic.halt?.()).rejects.toThrow('broken on purpose');
  const atEnd = events;
  await new Promise((resolve) => {
    setTimeout(resolve, 100);
  });
  expect(atEnd).toBeGreaterThan(0);
  expect(events).toBe(atEnd);
});
