/**
 * A folder for each node with the files that it reads, to be mounted into its container. The node's own user must read them,
 * and who that is on this machine nobody knows beforehand: an image has its own, engines map users, some as they like. So
 * everybody may, who gets there: the folder above is its owner's alone, and a mount leads past it.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeSharedFolder, namesIn, told, writeWhole } from '../../files.ts';
import { secretFilesOf, type SecretReader } from '../../kafka/security/secret-files.ts';
import type { ClusterSecurity } from '../../kafka/security/users.ts';
import { readSecret, secretsDir } from './files.ts';

/** Folder that holds one for each node of an instance, by its id. */
export function nodeFolders(instanceId: string): string {
  return join(secretsDir(instanceId), 'nodes');
}

/**
 * Puts a node's files into its folder, as they are now, and takes away what it no longer reads; a container that has the folder
 * mounted finds them at once.
 * @throws LabError `storage`
 */
export async function fillNodeFolder(
  instanceId: string,
  node: SecretReader,
  security: ClusterSecurity,
): Promise<void> {
  const names = secretFilesOf(node, security);
  if (names.length === 0) return;
  const folder = join(nodeFolders(instanceId), node.id);
  await makeSharedFolder(folder);
  for (const name of await namesIn(folder)) {
    if (!names.includes(name)) await told(folder, () => rm(join(folder, name), { force: true }));
  }
  for (const name of names) {
    const text = await readSecret(secretsDir(instanceId), name);
    if (text === undefined) throw new Error(`${name} of ${node.id} has not been made`);
    await writeWhole(join(folder, name), text, { shared: true, durable: true });
  }
}
