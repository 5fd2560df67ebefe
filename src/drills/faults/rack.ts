/** A rack goes as one: on kind its machines, elsewhere all of its nodes at once. */
import { LabError } from '../../errors.ts';
import type { RackFault } from './fault.ts';

/** Everything in the rack ends at once, and is started again as one. */
export const rack: RackFault = {
  act: (cluster, name) => cluster.killRack(name),
  undo: (cluster, name) =>
    cluster.startRack(name).catch((error: unknown) => {
      // All of it runs: the fault had not been done, or somebody undid it.
      if (!(error instanceof LabError) || error.code !== 'node-state') throw error;
    }),
};
