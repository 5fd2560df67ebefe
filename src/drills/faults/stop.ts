/** SIGTERM: the node hands over before it ends, as in an upgrade. */
import type { Fault } from './fault.ts';

/** The node ends in order. */
export const stop: Fault = {
  words: { does: 'stop', short: 'stopped', undoes: 'start' },
  needs: 'signals',
  silences: true,
  act: (cluster, nodeId) => cluster.stop(nodeId),
};
