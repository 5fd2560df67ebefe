/** Does what an interruption cannot take back: gives it a moment to end, then says what is so, or may be, and what to do. */
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { InterruptedError, messageOf } from '../../src/index.ts';
import { EndedAtOnce, finishing, interrupted } from './interruption.ts';

/** What is done, in the words of whoever interrupts it. */
export interface Doing {
  /** What is so once it is done: `broker-2 was stopped`. */
  readonly done: string;
  /** What may be so as long as nobody knows: `broker-2 may still be stopping`. */
  readonly unsure: string;
  /** What to do then, one line each, with commands. */
  readonly next: readonly string[];
}

/** An engine has done in it what it is asked for, as a rule; an orderly stop, or a whole rack, takes longer. */
const graceMs = 2_000;

/** Does the work. @throws InterruptedError that says what became of it, soon after an interruption. */
export async function acting<T>({ done, unsure, next }: Doing, work: () => Promise<T>): Promise<T> {
  return finishing({ left: () => [unsure, ...next] }, async () => {
    const working = work();
    const settled = working.then(
      () => done,
      // Work that heard of the interruption itself says no more than that.
      (error: unknown) => (error instanceof InterruptedError ? unsure : messageOf(error)),
    );
    await Promise.race([settled, untilAborted()]);
    if (!interrupted.aborted) return await working;
    const said = await Promise.race([settled, delay(graceMs)]);
    if (said === undefined) throw new EndedAtOnce(`interrupted: ${unsure}`, { details: next });
    throw new InterruptedError(`interrupted: ${said}`, { details: said === done ? [] : next });
  });
}

async function untilAborted(): Promise<void> {
  if (!interrupted.aborted) await once(interrupted, 'abort');
}
