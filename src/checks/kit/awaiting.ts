/** How checks wait: what for is told, and the end of the check ends the wait. */
import { waitFor, type NotYet } from '../../wait.ts';
import type { CheckContext } from './check.ts';

/** A moment between two looks, in milliseconds, where whoever is asked answers at once. */
const usualIntervalMs = 100;

/**
 * Waits until the probe returns something other than {@link NotYet}, and notes what for.
 * @throws RuntimeError `not-ready` as {@link waitFor} does
 */
export async function until<T>(
  { note, signal }: Pick<CheckContext, 'note' | 'signal'>,
  what: string,
  timeoutMs: number,
  probe: () => Promise<T | NotYet>,
  intervalMs = usualIntervalMs,
): Promise<T> {
  note(`waiting for ${what}`);
  return await waitFor({ what, timeoutMs, intervalMs, signal }, probe);
}
