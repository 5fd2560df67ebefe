/** The base of every wait: what it asks, what it tells, and how it ends. Its pauses are short, and never less than they say. */
import { describe, expect, it, vi } from 'vitest';
import { InterruptedError, RuntimeError } from '../../src/errors.ts';
import { NotYet, notYet, waitFor } from '../../src/wait.ts';

/** A probe that says these one after another, and the last again and again. */
function probeOf<T>(...outcomes: readonly (T | NotYet)[]) {
  let asked = 0;
  return vi.fn<() => Promise<T | NotYet>>(() =>
    Promise.resolve(outcomes[Math.min(asked++, outcomes.length - 1)] as T | NotYet),
  );
}

describe('waiting', () => {
  it('gives what the probe gives, without a pause where it is there at once', async () => {
    const probe = probeOf<string>('there');
    const startedMs = performance.now();
    expect(await waitFor({ what: 'it', timeoutMs: 60_000, intervalMs: 30_000 }, probe)).toBe('there');
    expect(performance.now() - startedMs).toBeLessThan(10_000);
    expect(probe).toHaveBeenCalledTimes(1);
  });

  it('takes everything but NotYet for an answer, false and undefined too', async () => {
    expect(await waitFor({ what: 'it', timeoutMs: 1_000 }, probeOf<boolean>(false))).toBe(false);
    expect(await waitFor({ what: 'it', timeoutMs: 1_000 }, probeOf<undefined>(undefined))).toBeUndefined();
  });

  it('asks again after each pause, and tells each reason once', async () => {
    const probe = probeOf<string>(new NotYet('first'), new NotYet('first'), new NotYet('then'), 'there');
    const told: string[] = [];
    const onPending = (reason: string) => void told.push(reason);
    const startedMs = performance.now();
    expect(await waitFor({ what: 'it', timeoutMs: 60_000, intervalMs: 30, onPending }, probe)).toBe('there');
    // Node's timers may be a millisecond early.
    expect(performance.now() - startedMs).toBeGreaterThan(3 * 28);
    expect(probe).toHaveBeenCalledTimes(4);
    expect(told).toEqual(['first', 'then']);
  });

  it('gives up after its time, with what was missing last', async () => {
    const probe = probeOf(new NotYet('nobody there'), new NotYet('one of two'));
    const startedMs = performance.now();
    await expect(
      waitFor({ what: 'two brokers', timeoutMs: 60, intervalMs: 20 }, probe),
    ).rejects.toMatchObject({
      code: 'not-ready',
      message: 'waited 60 ms for two brokers: one of two',
    });
    expect(performance.now() - startedMs).toBeGreaterThan(55);
  });

  it('looks once where there is no time at all', async () => {
    const there = probeOf<string>('there');
    expect(await waitFor({ what: 'it', timeoutMs: 0 }, there)).toBe('there');
    await expect(waitFor({ what: 'it', timeoutMs: 0 }, probeOf(new NotYet('no')))).rejects.toThrow(
      'waited 0 ms for it: no',
    );
  });

  it('ends with the error of the probe, which catches what may pass', async () => {
    const broken = () => Promise.reject(new RuntimeError('node-died', 'broker-1 ended'));
    await expect(waitFor({ what: 'it', timeoutMs: 1_000 }, broken)).rejects.toThrow('broker-1 ended');
  });

  it('is interrupted before it asks again', async () => {
    const end = new AbortController();
    const probe = vi.fn<() => Promise<NotYet>>(() => {
      if (probe.mock.calls.length === 2) end.abort();
      return Promise.resolve(new NotYet('no'));
    });
    const wait = waitFor({ what: 'it', timeoutMs: 60_000, intervalMs: 1, signal: end.signal }, probe);
    await expect(wait).rejects.toThrow(InterruptedError);
    expect(probe).toHaveBeenCalledTimes(2);
  });

  it('asks nothing once it is interrupted', async () => {
    const probe = probeOf<string>('there');
    const wait = waitFor({ what: 'it', timeoutMs: 1_000, signal: AbortSignal.abort() }, probe);
    await expect(wait).rejects.toThrow(InterruptedError);
    expect(probe).not.toHaveBeenCalled();
  });
});

it('an error is a reason to try again', () => {
  expect(notYet(new Error('closed')).reason).toBe('closed');
});
