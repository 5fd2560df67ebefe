/** Takes from a node that has ended all that it had, as the death of its disk does. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Instance } from '../../../cluster/instance.ts';
import { LabError } from '../../../errors.ts';
import { told } from '../../../files.ts';
import { dataFolder } from '../../../render/local/addressing.ts';
import { instanceDir } from '../../instances.ts';
import { listProcesses } from '../processes.ts';

/**
 * Removes its data, so that it starts with storage that is formatted anew, under an id that nobody knows.
 * @throws LabError `node-state` of a node that runs
 */
export async function loseEverything(instance: Instance, nodeId: string): Promise<void> {
  const dir = instanceDir(instance.id);
  if ((await listProcesses(dir)).some((one) => one.nodeId === nodeId)) {
    throw new LabError('node-state', `${nodeId} runs, and its disk is in use; kill it first`);
  }
  const dataDir = join(dir, dataFolder, nodeId);
  await told(dataDir, () => rm(dataDir, { recursive: true, force: true }));
}
