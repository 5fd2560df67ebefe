/** Makes a node's container anew, as the instance's file has it now, on the data that it had: its variables are what it was made with. */
import type { Instance } from '../../cluster/instance.ts';
import { docker } from '../docker/docker.ts';
import { listBelongings } from './containers/belongings.ts';
import { engineNetworks, inProject, nodesOfOneProject, projectOf } from './containers/project.ts';
import { readComposeFile } from './compose-file.ts';
import { withSecrets } from './secrets.ts';
import { startNode } from './start-node.ts';

/** Starts a node that is stopped. Its volumes are the project's, and stay. @throws LabError as `startNode` does */
export async function startAnew(instance: Instance, nodeId: string): Promise<void> {
  // A container that is gone already cannot be made again of a file that is not there.
  await readComposeFile(instance);
  const there = await listBelongings(instance.id);
  const old = nodesOfOneProject(instance.id, there.containers).find((one) => one.nodeId === nodeId);
  const found = inProject(instance, projectOf(instance.id, there));
  if (old !== undefined) await docker(['rm', old.id]);
  // One that has come since `up` has none yet.
  else await withSecrets(found, engineNetworks(found, there.networks), true);
  await startNode(found, nodeId, undefined);
}
