/** kill -9: nothing is handed over and nothing is flushed; a rack is taken away with what its nodes stand on. */
import type { Fault } from './fault.ts';
import { rack } from './rack.ts';

/** The node ends at once. */
export const kill: Fault = {
  words: { does: 'kill', short: 'killed', undoes: 'start' },
  needs: 'signals',
  silences: true,
  act: (cluster, nodeId) => cluster.kill(nodeId),
  rack,
};
