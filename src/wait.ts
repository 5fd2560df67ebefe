/** Waiting for a condition by polling, with an error that says what is missing and why. */
import { setTimeout as delay } from 'node:timers/promises';
import { InterruptedError, messageOf, RuntimeError } from './errors.ts';

/** How to wait. */
export interface WaitOptions {
  /** What is waited for, as it reads after "waited for": "every broker to register". */
  readonly what: string;
  readonly timeoutMs: number;
  /** Pause between two tries. @default 100 */
  readonly intervalMs?: number;
  readonly signal?: AbortSignal;
  /** Told the current reason each time it changes. */
  readonly onPending?: (reason: string) => void;
}

/** Thrown or returned by a probe's caller: not there yet, and why. */
export class NotYet {
  readonly reason: string;
  constructor(reason: string) {
    this.reason = reason;
  }
}

/** For `catch`: what failed may work the next time. */
export function notYet(error: unknown): NotYet {
  return new NotYet(messageOf(error));
}

/**
 * Calls the probe until it returns something other than {@link NotYet}.
 * An error that the probe throws ends the wait: a probe catches what may pass.
 * @throws RuntimeError `not-ready` with the last reason after `timeoutMs`; InterruptedError when the signal fires.
 */
export async function waitFor<T>(options: WaitOptions, probe: () => Promise<T | NotYet>): Promise<T> {
  const deadline = Date.now() + options.timeoutMs;
  let lastReason = '';
  for (;;) {
    if (options.signal?.aborted) throw new InterruptedError();
    const outcome = await probe();
    if (!(outcome instanceof NotYet)) return outcome;
    if (outcome.reason !== lastReason) {
      lastReason = outcome.reason;
      options.onPending?.(lastReason);
    }
    if (Date.now() >= deadline) {
      throw new RuntimeError(
        'not-ready',
        `waited ${options.timeoutMs} ms for ${options.what}: ${lastReason}`,
      );
    }
    await delay(options.intervalMs ?? 100);
  }
}
