/** The machine dies with its disk: kill -9, and all that the node had is gone. Where it starts again, its storage is formatted anew. */
import { RuntimeError } from '../../errors.ts';
import type { Fault } from './fault.ts';

/** The node ends at once, and comes back with nothing, under the id of a storage that nobody knows. */
export const loseDisk: Fault = {
  words: { does: 'take the disk from', short: 'without its disk', undoes: 'start' },
  needs: 'disk',
  silences: true,
  async act(cluster, nodeId, { say }) {
    if (cluster.loseEverything === undefined) {
      throw new RuntimeError('not-supported', `nothing can be taken from the disk of ${nodeId}`);
    }
    await cluster.kill(nodeId);
    await cluster.loseEverything(nodeId);
    say(`${nodeId} has lost all that it had`);
  },
};
