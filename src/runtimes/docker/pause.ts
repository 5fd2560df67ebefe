/** Freezes a container, also on a machine that is too busy for it at the first try. */
import { messageOf } from '../../errors.ts';
import { docker } from './docker.ts';

/** A machine that is too busy this often is not too busy by chance. */
const mostTries = 4;

/**
 * Freezes every process of a container. Where the engine finds that some were not frozen in time it lets all go on
 * (runc, "unable to freeze", with cgroups of version 1): then it is asked again.
 * @throws LabError as `docker` does
 */
export async function pauseContainer(id: string): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await docker(['pause', id]);
      return;
    } catch (error) {
      if (tries >= mostTries || !messageOf(error).includes('unable to freeze')) throw error;
    }
  }
}
