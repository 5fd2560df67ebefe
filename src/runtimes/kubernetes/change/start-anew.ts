/** Starts a node as the instance's manifests have it now: a pod is what its StatefulSet said when it was made. */
import type { Instance } from '../../../cluster/instance.ts';
import type { LabNode } from '../../../kafka/node.ts';
import { isPlainZooKeeperBroker, quorumMetadataFolder } from '../../../kafka/node-metadata.ts';
import { kubernetesDataDir } from '../../../render/kubernetes/addressing.ts';
import { knownNode } from '../../shared/node-states.ts';
import { openForwards } from '../forward/port-forward.ts';
import { readReplicas } from '../objects/replicas.ts';
import { applySecrets, secretsFor } from '../objects/secrets.ts';
import { kubectl } from '../kubectl/kubectl.ts';
import { placeOf } from '../place/place.ts';
import { nodeFor, startNodes } from '../faults/node-faults.ts';
import { applyNode } from './apply.ts';
import { applyQuorum } from './quorum.ts';

/** Starts a node that is stopped, on the data it had. @throws LabError `node-state` for one that runs, or does not come */
export async function startAnew(instance: Instance, nodeId: string): Promise<void> {
  await nodeFor(instance, nodeId, 'start');
  const node = knownNode(instance, nodeId);
  // One that has come since `up` has none yet; whoever had some has them, and is down meanwhile.
  if (instance.topology.security !== undefined && !(await readReplicas(instance)).has(nodeId))
    await applySecrets(instance, await secretsFor(instance, true, true));
  await applyQuorum(instance);
  await applyNode(instance, nodeId);
  await startNodes(instance, [nodeId]);
  if (isPlainZooKeeperBroker(node)) await forgetQuorum(instance, node);
  if (placeOf(instance).hostAccess === 'port-forward') await openForwards(instance);
}

/** Deletes the quorum's metadata: a broker of ZooKeeper's has no use for it while it runs (Kafka 3.9, LogManager.loadLogs), and only its pod reaches its volume. */
async function forgetQuorum(instance: Instance, node: LabNode): Promise<void> {
  const folder = `${kubernetesDataDir(node)}/${quorumMetadataFolder}`;
  const session = ['exec', `${node.id}-0`, '--container', node.software, '--'];
  await kubectl(placeOf(instance), [...session, 'rm', '-rf', folder]);
}
