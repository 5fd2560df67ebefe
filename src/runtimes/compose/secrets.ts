/** What is secret of an instance, made and put where its containers read it. */
import type { LabNode } from '../../kafka/node.ts';
import type { Instance } from '../../cluster/instance.ts';
import { LabError } from '../../errors.ts';
import { secretsPath } from '../../kafka/images/image-paths.ts';
import { clusterAlias, quorumAlias } from '../../render/compose/names.ts';
import { networksOf } from '../../render/compose/networks.ts';
import type { NetworkName } from '../../render/compose/names.ts';
import { fillNodeFolder } from '../secrets/node-folders.ts';
import { prepareSecrets } from '../secrets/prepare.ts';
import { hasSecrets, labSecurity } from '../secrets/secrets.ts';
import { projectNameOf, type EngineNetworks } from './containers/project.ts';

/**
 * The instance with its secrets, where it is secured: they are made as far as they are not there.
 * @param isThere whether containers of it are there already, which have theirs.
 * @throws LabError `node-state` where those are of somebody else's making
 */
export async function withSecrets(
  instance: Instance,
  networks: EngineNetworks,
  isThere: boolean,
): Promise<Instance> {
  const { id, topology } = instance;
  const { security, nodes } = topology;
  if (security === undefined) return instance;
  if (isThere && !hasSecrets(id)) {
    throw new LabError(
      'node-state',
      `${id} is there with secrets that klab does not have, so it would not be let in; take it down first: klab down ${id}`,
    );
  }
  const addresses = nodes.map((node) => [node.id, namesOf(instance, node, networks)] as const);
  await prepareSecrets(instance, Object.fromEntries(addresses), { nodesDir: secretsPath });
  for (const node of nodes) await fillNodeFolder(id, node, security);
  return { ...instance, clientSecurity: labSecurity(id, security) };
}

/**
 * Everything that a node is called within Docker: what others look for, its container's name, and how the engine calls its
 * address, by which ZooKeeper's servers know one another (ZKTrustManager.performHostVerification).
 */
function namesOf(instance: Instance, node: LabNode, networks: EngineNetworks): readonly string[] {
  const container = `${projectNameOf(instance)}-${node.id}-1`;
  const on = Object.keys(networksOf(node, instance.topology)) as NetworkName[];
  return [
    clusterAlias(node.id),
    quorumAlias(node.id),
    container,
    ...on.map((name) => `${container}.${networks[name]}`),
  ];
}
