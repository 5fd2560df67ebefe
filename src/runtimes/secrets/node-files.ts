/** The files with secrets of one node, as whoever starts it puts them into its folder. */
import { join } from 'node:path';
import { RuntimeError } from '../../errors.ts';
import type { LabNode, ResolvedTopology } from '../../kafka/node.ts';
import { secretFilesOf } from '../../kafka/security/secret-files.ts';
import { readSecret, secretsDir } from './files.ts';

/** The files by name; none of a node without secrets. @throws RuntimeError `storage` where one is gone */
export async function readNodeFiles(
  instanceId: string,
  { security }: Pick<ResolvedTopology, 'security'>,
  node: Pick<LabNode, 'id' | 'software'>,
): Promise<Readonly<Record<string, string>>> {
  const dir = secretsDir(instanceId);
  const names = security === undefined ? [] : secretFilesOf(node, security);
  const files = names.map(async (name) => {
    const text = await readSecret(dir, name);
    if (text !== undefined) return [name, text] as const;
    throw new RuntimeError('storage', `${join(dir, name)} is gone; bring the cluster down and up again`);
  });
  return Object.fromEntries(await Promise.all(files));
}
