/** Starts a node as the instance's manifests have it now: a pod is what its StatefulSet said when it was made. */
import type { Instance } from '../../../cluster/instance.ts';
import { openForwards } from '../forward/port-forward.ts';
import { readReplicas } from '../objects/replicas.ts';
import { applySecrets, secretsFor } from '../objects/secrets.ts';
import { placeOf } from '../place/place.ts';
import { nodeFor, startNodes } from '../faults/node-faults.ts';
import { applyNode } from './apply.ts';

/** Starts a node that is stopped, on the data it had. @throws LabError `node-state` for one that runs, or does not come */
export async function startAnew(instance: Instance, nodeId: string): Promise<void> {
  await nodeFor(instance, nodeId, 'start');
  // One that has come since `up` has none yet; whoever had some has them, and is down meanwhile.
  if (instance.topology.security !== undefined && !(await readReplicas(instance)).has(nodeId))
    await applySecrets(instance, await secretsFor(instance, true, true));
  await applyNode(instance, nodeId);
  await startNodes(instance, [nodeId]);
  if (placeOf(instance).hostAccess === 'port-forward') await openForwards(instance);
}
