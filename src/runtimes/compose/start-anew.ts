/** Makes a node's container anew, as the instance's file has it now, on the data that it had: its variables are what it was made with. */
import type { Instance } from '../../cluster/instance.ts';
import { kafkaVariable } from '../../kafka/images/image-environment.ts';
import { marks } from '../../kafka/marks.ts';
import type { LabNode } from '../../kafka/node.ts';
import { isPlainZooKeeperBroker, migrationSetting, quorumMetadataFolder } from '../../kafka/node-metadata.ts';
import { docker } from '../docker/docker.ts';
import { knownNode } from '../shared/node-states.ts';
import { listBelongings } from './containers/belongings.ts';
import type { MarkedThing } from './containers/marked-things.ts';
import { engineNetworks, inProject, nodesOfOneProject, projectOf } from './containers/project.ts';
import { readComposeFile } from './compose-file.ts';
import { withSecrets } from './secrets.ts';
import { fillQuorumFolder } from './quorum-folder.ts';
import { startNode } from './start-node.ts';

/** A container starts in less than a second, on a busy machine in several. */
const containerTimeoutMs = 30_000;

/** Starts a node that is stopped. Its volumes are the project's, and stay. @throws LabError as `startNode` does */
export async function startAnew(instance: Instance, nodeId: string): Promise<void> {
  // A container that is gone already cannot be made again of a file that is not there.
  await readComposeFile(instance);
  const there = await listBelongings(instance.id);
  const old = nodesOfOneProject(instance.id, there.containers).find((one) => one.nodeId === nodeId);
  const found = inProject(instance, projectOf(instance.id, there));
  const node = knownNode(instance, nodeId);
  if (isPlainZooKeeperBroker(node) && (old === undefined || (await knewQuorum(old.id))))
    await forgetQuorum(instance, node, there.volumes);
  if (old !== undefined) await docker(['rm', old.id]);
  // One that has come since `up` has none yet.
  else await withSecrets(found, engineNetworks(found, there.networks), true);
  await fillQuorumFolder(instance, 'as before');
  await startNode(found, nodeId, undefined);
}

/** By what a container was made with: a broker of ZooKeeper's has none of these. */
async function knewQuorum(containerId: string): Promise<boolean> {
  const env = await docker(['inspect', '--format', '{{json .Config.Env}}', containerId]);
  return env.includes(`${kafkaVariable(migrationSetting)}=`) || env.includes('KAFKA_PROCESS_ROLES=');
}

/** Metadata of a quorum that is gone would contradict the next one's. */
async function forgetQuorum(
  { id }: Instance,
  { id: nodeId, image }: LabNode,
  volumes: readonly MarkedThing[],
): Promise<void> {
  const volume = volumes.find((one) => one.nodeId === nodeId);
  if (volume === undefined) return;
  // The label lets `klab down` find what an accident leaves.
  const run = ['run', '--rm', '--label', `${marks.instance}=${id}`, '--user', '0', '--network', 'none'];
  const mount = ['--mount', `type=volume,source=${volume.name},target=/kept,volume-nocopy`];
  const remove = ['--entrypoint', 'rm', image, '-rf', `/kept/${quorumMetadataFolder}`];
  await docker([...run, ...mount, ...remove], { timeoutMs: containerTimeoutMs });
}
