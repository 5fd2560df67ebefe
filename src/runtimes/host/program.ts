/** A program of somebody else's that runs beside klab's own work: read while it runs, and never left behind, whatever it does. */
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { messageOf, RuntimeError } from '../../errors.ts';
import { guard, release } from './guardian.ts';
import { startRead, type ProcessRequest } from './process.ts';
import { signal } from './signal.ts';

/** How long what a program has written last may take to be read, in milliseconds. */
const lastWordsMs = 3_000;

/** A program that runs. */
export interface HostProgram {
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Its exit code, null where a signal ended it; nothing that it has started lives then. */
  readonly ended: Promise<number | null>;
  /** Sends a signal to it and to what it has started; one that has ended is fine. */
  readonly signal: (name: 'SIGTERM' | 'SIGKILL') => void;
}

/**
 * Starts a program in a session of its own, where no Ctrl-C reaches it. It is given no passwords by its environment, and
 * killed with all that it has started when it ends, or when klab does, however that ends.
 * @throws RuntimeError `tool-missing` where it cannot be started at all
 */
export async function startProgram(
  request: Pick<ProcessRequest, 'command' | 'args' | 'env'>,
): Promise<HostProgram> {
  const child = startRead(request);
  try {
    await once(child, 'spawn');
  } catch (error) {
    throw new RuntimeError('tool-missing', `${request.command} cannot be started: ${messageOf(error)}`, {
      cause: error,
    });
  }
  const group = -(child.pid ?? 0);
  guard(-group, 'KILL');
  // Not `close`: what it has left behind may hold its pipes open for ever.
  const ended = once(child, 'exit').then(async ([code]: (number | null)[]) => {
    signal(group, 'SIGKILL');
    release(-group, 'KILL');
    await untilRead(child.stdout);
    for (const stream of [child.stdout, child.stderr]) stream.destroy();
    return code ?? null;
  });
  return { stdout: child.stdout, stderr: child.stderr, ended, signal: (name) => signal(group, name) };
}

/** What is in the pipe is its last words, unless something that got away holds it open. One that nobody reads has none. */
async function untilRead(stream: Readable): Promise<void> {
  if (stream.readableFlowing === null || stream.closed) return;
  const signal = AbortSignal.timeout(lastWordsMs);
  await once(stream, 'close', { signal }).catch(() => undefined);
}
