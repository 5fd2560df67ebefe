/**
 * Ctrl-C and its like. A verb that has nothing to bring back ends at once; one that has finishes that first, and tells
 * whoever does not wait for it what is left, and what mends it.
 */
import { closeSync } from 'node:fs';
import { isatty } from 'node:tty';
import pc from 'picocolors';
import type { Unfinished } from '../../src/app/caller.ts';
import { InterruptedError } from '../../src/index.ts';

const interruption = new AbortController();

/** Fires once the user presses Ctrl-C or the process is asked to end; what waits then cleans up and stops. */
export const interrupted: AbortSignal = interruption.signal;

const unfinished: Unfinished[] = [];

/** Runs work that cleans up by itself when {@link interrupted} fires, and is waited for. */
export async function finishing<T>(task: Unfinished, work: () => Promise<T>): Promise<T> {
  unfinished.push(task);
  try {
    return await work();
  } finally {
    unfinished.splice(unfinished.indexOf(task), 1);
  }
}

/** Ctrl-C, an orderly end, and a terminal that is closed. */
const endingSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** npm passes a Ctrl-C on that the terminal has sent to its whole group already: within so long it is one and the same. */
const samePressMs = 500;

/** Whoever reads the output has gone, as `head` does: what is under way must still be healed or taken down. */
export function interruptQuietly(): void {
  letGoOfTerminal();
  interruption.abort(new InterruptedError());
}

/** Asked before one of them may be gone: it does not say any more then that it was a terminal. */
const terminals = new Set([0, 1, 2].filter((fd) => isatty(fd)));

/**
 * Node puts the modes of its terminal back when it ends, and aborts where that is gone (src/node.cc, ResetStdio), unless
 * it is closed by then.
 */
function letGoOfTerminal(): void {
  process.once('exit', () => {
    for (const fd of terminals) closeSync(fd);
    terminals.clear();
  });
}

/**
 * Runs work that ends at once when it is interrupted, unless something of it must be finished first.
 * @param leave told, at a second Ctrl-C, what is left; ends the process.
 * @throws InterruptedError at once, where nothing must be finished; the work may go on behind it.
 */
export async function untilInterrupted<T>(
  work: () => Promise<T>,
  leave: (error: InterruptedError) => never,
): Promise<T> {
  let firstMs: number | undefined;
  let end: (error: InterruptedError) => void = () => undefined;
  const ended = new Promise<never>((_, reject) => (end = reject));
  const onSignal = (signal: NodeJS.Signals): void => {
    if (signal === 'SIGHUP') letGoOfTerminal();
    const nowMs = performance.now();
    if (firstMs === undefined) {
      firstMs = nowMs;
      interruption.abort(new InterruptedError());
      if (unfinished.length === 0) end(new EndedAtOnce());
      else tellWhatIsFinished();
      return;
    }
    // A closed terminal may say so twice, once by the kernel and once by its shell, and nobody waits in front of it.
    if (signal === 'SIGHUP' || nowMs - firstMs < samePressMs) return;
    const details = unfinished.flatMap((task) => task.left?.() ?? []);
    const what = details.length === 0 ? '' : '; this is left as it is:';
    leave(new InterruptedError(`interrupted twice${what}`, { details }));
  };
  for (const signal of endingSignals) process.on(signal, onSignal);
  try {
    return await Promise.race([work(), ended]);
  } finally {
    for (const signal of endingSignals) process.off(signal, onSignal);
  }
}

/** An interruption that nothing had to be finished for: what still runs is not waited for. */
export class EndedAtOnce extends InterruptedError {}

function tellWhatIsFinished(): void {
  const first = unfinished.flatMap((task) => task.finishing ?? []);
  if (first.length === 0) return;
  // Below the terminal's own ^C, and instead of a line that is redrawn.
  const start = process.stderr.isTTY ? '\r\u001B[K' : '';
  console.error(
    `${start}${pc.yellow('!')} interrupted: ${first.toReversed().join(', then ')}; Ctrl-C again ends at once and says what is left`,
  );
}
