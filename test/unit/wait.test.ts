/** The base of every wait, with the clock of the test: nothing here takes as long as it says. */
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

vi.mock('node:timers/promises', () => ({
  setTimeout: (ms: number) => new Promise<void>((resolve) => void setTimeout(resolve, ms)),
}));

// Tests share what they have loaded: this one loads it anew with its clock, and leaves none of that to the next.
vi.resetModules();
const { InterruptedError, RuntimeError } = await import('../../src/errors.ts');
const { NotYet, notYet, waitFor } = await import('../../src/wait.ts');
type NotYet = InstanceType<typeof NotYet>;
afterAll(() => {
  vi.doUnmock('node:timers/promises');
  vi.resetModules();
});

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** A probe that says these one after another, and the last again and again. */
function probeOf<T>(...outcomes: readonly (T | NotYet)[]) {
  let asked = 0;
  return vi.fn<() => Promise<T | NotYet>>(() =>
    Promise.resolve(outcomes[Math.min(asked++, outcomes.length - 1)] as T | NotYet),
  );
}

describe('waiting', () => {
  it('gives what the probe gives, without a pause where it is there at once', async () => {
    const started = Date.now();
    expect(await waitFor({ what: 'it', timeoutMs: 1_000 }, probeOf<string>('there'))).toBe('there');
    expect(Date.now()).toBe(started);
  });

  it('takes everything but NotYet for an answer, false and undefined too', async () => {
    expect(await waitFor({ what: 'it', timeoutMs: 1_000 }, probeOf<boolean>(false))).toBe(false);
    expect(await waitFor({ what: 'it', timeoutMs: 1_000 }, probeOf<undefined>(undefined))).toBeUndefined();
  });

  it('asks again after each pause, and tells each reason once', async () => {
    const probe = probeOf<string>(new NotYet('first'), new NotYet('first'), new NotYet('then'), 'there');
    const told: string[] = [];
    const onPending = (reason: string) => void told.push(reason);
    const wait = waitFor({ what: 'it', timeoutMs: 1_000, intervalMs: 250, onPending }, probe);
    await vi.advanceTimersByTimeAsync(749);
    expect(probe).toHaveBeenCalledTimes(3);
    await vi.advanceTimersByTimeAsync(1);
    expect(await wait).toBe('there');
    expect(told).toEqual(['first', 'then']);
  });

  it('gives up after its time, with what was missing last', async () => {
    const probe = probeOf(new NotYet('nobody there'), new NotYet('one of two'));
    const wait = waitFor({ what: 'two brokers', timeoutMs: 500 }, probe);
    const failure = wait.catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(500);
    expect(await failure).toMatchObject({
      code: 'not-ready',
      message: 'waited 500 ms for two brokers: one of two',
    });
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
    const probe = probeOf(new NotYet('no'));
    const wait = waitFor({ what: 'it', timeoutMs: 10_000, signal: end.signal }, probe);
    const failure = wait.catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(150);
    end.abort();
    await vi.advanceTimersByTimeAsync(100);
    expect(await failure).toBeInstanceOf(InterruptedError);
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
