/** A node that runs and is out of reach: of everybody, of the other nodes, or of the controllers alone. */
import type { Isolation } from '../../cluster/node-status.ts';
import type { Fault, FaultWords } from './fault.ts';

/** Without a network. */
export const isolate = cutOff('all', { inFull: 'cut off from everything' });
/** Clients reach it, and no other node does. */
export const isolateFromCluster = cutOff('cluster', { done: 'cut off from the other nodes' });
/** The leader that does not know: clients and followers reach it, the controller does not. */
export const isolateFromControllers = cutOff('controllers', { done: 'cut off from the controllers' });

function cutOff(from: Isolation, words: Partial<FaultWords>): Fault {
  return {
    words: { does: 'cut off', short: 'cut off', undoes: 'reconnect', ...words },
    needs: 'isolation',
    silences: from === 'all',
    cutsOff: from,
    obstacle: (cluster) => cluster.obstacleToIsolation(from),
    act: (cluster, nodeId) => cluster.isolate(nodeId, from),
  };
}
