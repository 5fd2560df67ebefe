/** SIGSTOP: the node keeps its connections and answers nothing, as in a very long garbage collection. */
import type { Fault } from './fault.ts';

/** The node is frozen. */
export const pause: Fault = {
  words: { does: 'pause', short: 'paused', undoes: 'resume' },
  needs: 'signals',
  silences: true,
  obstacle: async (cluster) => cluster.obstacleToPause?.(),
  act: (cluster, nodeId) => cluster.pause(nodeId),
};
