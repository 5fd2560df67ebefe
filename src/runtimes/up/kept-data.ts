/** Says before anything starts that kept data is not of what is asked for, and what would delete it. */
import { LabError } from '../../errors.ts';
import { fitOf, type KeptNode } from '../../kafka/kept-data.ts';
import { listOf } from './presence.ts';
import type { Instance } from '../../cluster/instance.ts';
import type { Progress } from '../../cluster/lifecycle.ts';

/** What is kept, and where. */
export interface Kept {
  readonly nodes: readonly KeptNode[];
  /** What `down` would delete, in words: names of volumes, or a folder. */
  readonly places: readonly string[];
}

/**
 * Lets an instance start on the data that is kept of it only where that can do no harm, and says what is new beside it.
 * @throws LabError `node-state` naming what is kept, what was asked for, and what to do.
 */
export function assertFits(
  { id, topology, clusterId }: Instance,
  { nodes, places }: Kept,
  progress: Pick<Progress, 'note'>,
): void {
  const { obstacle, note } = fitOf(nodes, topology, clusterId);
  if (note !== undefined) progress.note(`${id} ${note}`);
  if (obstacle === undefined) return;
  const those = nodes.map((node) => node.id).join(', ');
  throw new LabError(
    'node-state',
    `data of ${id} is kept (${those}): it ${obstacle}; bring it up as it was, use --port-offset N, or delete that data with klab down ${id} (${listOf(places)})`,
  );
}
