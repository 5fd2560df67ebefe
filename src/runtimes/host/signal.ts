/** Signals to processes that may have ended in between, and whether one is there at all. */
import { hasErrorCode } from '../../errors.ts';

/** Sends a signal; a process that has already gone is fine. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (!hasErrorCode(error, 'ESRCH')) throw error;
  }
}

/** True while a process of this number exists, even one of another user. */
export function processLives(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return hasErrorCode(error, 'EPERM');
  }
}
