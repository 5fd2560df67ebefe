/** The folder in which an instance's containers find out, each time they start, where a dynamic quorum is; and who begins it. */
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Instance } from '../../cluster/instance.ts';
import { makeSharedFolder, namesIn, told, writeWhole } from '../../files.ts';
import { quorumFileNames } from '../../kafka/images/quorum-files.ts';
import { quorumFolderName } from '../../render/compose/names.ts';
import { instanceDir } from '../instances.ts';

/** The folder: containers that run have it mounted, whatever becomes of the files that they were made of. */
export function quorumDir(instanceId: string): string {
  return join(instanceDir(instanceId), quorumFolderName);
}

/**
 * Fills it with what the instance's files say; nothing where voters are fixed.
 * @param begins whether a controller that has nothing is one of the first voters: only until they are a quorum. Later it would pass
 * for one whose promises it has lost. `as before` is for an instance of which some containers may have begun.
 */
export async function fillQuorumFolder(
  { id, topology, filesDir }: Instance,
  begins: boolean | 'as before',
): Promise<void> {
  if (topology.dynamicQuorum !== true) return;
  const [from, to] = [join(filesDir, quorumFolderName), quorumDir(id)];
  await makeSharedFolder(to);
  const had = (await namesIn(to)).includes(quorumFileNames.firstVoters);
  const keeps = begins === 'as before' ? had : begins;
  const rendered = await namesIn(from);
  for (const name of Object.values(quorumFileNames)) {
    const path = join(to, name);
    if (rendered.includes(name) && (keeps || name !== quorumFileNames.firstVoters))
      await writeWhole(path, await told(from, () => readFile(join(from, name), 'utf8')), { shared: true });
    else await told(path, () => rm(path, { force: true }));
  }
}
