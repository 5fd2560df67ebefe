/**
 * The files with secrets of one node, as whoever starts it puts them before it. For a container that is a folder to be
 * mounted. The node's own user must read the files, and who that is on this machine nobody knows beforehand: an image has its
 * own, engines map users, some as they like. So everybody may, who gets there: the folder above is its owner's alone, and a
 * mount leads past it.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeSharedFolder, namesIn, told, writeWhole } from '../../files.ts';
import { secretFilesOf, type SecretReader } from '../../kafka/security/secret-files.ts';
import type { ClusterSecurity } from '../../kafka/security/users.ts';
import { fileGone, readSecret, secretsDir } from './files.ts';

/** The files by name; none of a node without secrets. @throws RuntimeError `storage` where one is gone */
export async function readNodeFiles(
  instanceId: string,
  node: SecretReader,
  security: ClusterSecurity | undefined,
): Promise<Readonly<Record<string, string>>> {
  const dir = secretsDir(instanceId);
  const names = security === undefined ? [] : secretFilesOf(node, security);
  const files = names.map(async (name) => {
    const text = await readSecret(dir, name);
    if (text !== undefined) return [name, text] as const;
    throw fileGone(join(dir, name));
  });
  return Object.fromEntries(await Promise.all(files));
}

/** Folder that holds one for each node of an instance, by its id. */
export function nodeFolders(instanceId: string): string {
  return join(secretsDir(instanceId), 'nodes');
}

/**
 * Puts a node's files into its folder, as they are now, and takes away what it no longer reads; a container that has the folder
 * mounted finds them at once.
 * @throws LabError `storage`; where a file is gone, nothing is changed
 */
export async function fillNodeFolder(
  instanceId: string,
  node: SecretReader,
  security: ClusterSecurity,
): Promise<void> {
  const files = await readNodeFiles(instanceId, node, security);
  if (Object.keys(files).length === 0) return;
  const folder = join(nodeFolders(instanceId), node.id);
  await makeSharedFolder(folder);
  for (const name of await namesIn(folder)) {
    if (!Object.hasOwn(files, name)) await told(folder, () => rm(join(folder, name), { force: true }));
  }
  for (const [name, text] of Object.entries(files))
    await writeWhole(join(folder, name), text, { shared: true, durable: true });
}
