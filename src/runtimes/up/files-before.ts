/** Keeps the files that an instance was deployed from until it has become something else: what cannot, stays what it was. */
import { existsSync } from 'node:fs';
import { cp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { instanceDir } from '../instances.ts';

function paths(id: string): { files: string; before: string } {
  return { files: join(instanceDir(id), 'files'), before: join(instanceDir(id), 'files-before') };
}

/** Puts a copy of the files aside, if there are any. */
export async function setFilesAside(id: string): Promise<void> {
  const { files, before } = paths(id);
  await rm(before, { recursive: true, force: true });
  if (existsSync(files)) await cp(files, before, { recursive: true });
}

/** Puts back what was set aside; nothing where nothing was. */
export async function restoreFiles(id: string): Promise<void> {
  const { files, before } = paths(id);
  if (!existsSync(before)) return;
  await rm(files, { recursive: true, force: true });
  await rename(before, files);
}

/** Gives up what was set aside. */
export async function dropFilesBefore(id: string): Promise<void> {
  await rm(paths(id).before, { recursive: true, force: true });
}
