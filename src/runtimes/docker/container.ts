/** What is done to one container, and read of it, whoever made it. */
import { RuntimeError } from '../../errors.ts';
import { docker, dockerLines } from './docker.ts';

/**
 * Sends a signal that ends the container's process, and waits until it has. Not `docker stop`, which kills what is not gone
 * in time and calls that a success.
 * @param nodeId who it is, for messages.
 * @throws RuntimeError `not-ready` when the container still runs after the time.
 */
export async function endContainer(
  id: string,
  nodeId: string,
  signal: string,
  timeoutMs: number,
): Promise<void> {
  await docker(['kill', '--signal', signal, id]);
  try {
    await docker(['wait', id], { timeoutMs });
  } catch (error) {
    if (!(error instanceof RuntimeError) || error.code !== 'engine-unavailable') throw error;
    // The engine that does not answer in time is the rare case; the node that does not end the common one.
    await docker(['info', '--format', '{{.ServerVersion}}']);
    throw new RuntimeError('not-ready', `waited ${timeoutMs} ms for ${nodeId} to end`, { cause: error });
  }
}

/** The last lines that its process wrote, across restarts. */
export async function lastLinesOf(id: string, count: number): Promise<readonly string[]> {
  return (await dockerLines(['logs', '--tail', String(count), id])).slice(-count);
}

/** What its process wrote in its last run, from the beginning. */
export async function runLogOf(id: string): Promise<readonly string[]> {
  const startedAt = (await docker(['inspect', '--format', '{{.State.StartedAt}}', id])).trim();
  return await dockerLines(['logs', '--since', startedAt, id]);
}
