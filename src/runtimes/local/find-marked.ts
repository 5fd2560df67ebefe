/** Finds local instances that the lab has not stored: processes whose folder was deleted, folders that an accident left. */
import { readdir } from 'node:fs/promises';
import { hasErrorCode } from '../../errors.ts';
import { instancesDir } from '../../paths.ts';
import type { MarkedInstance } from '../runtime.ts';
import { listMarkedInstances } from './processes.ts';

/** Every local instance of this home of which a process or a folder is left. */
export async function findMarked(): Promise<readonly MarkedInstance[]> {
  const [running, folders] = await Promise.all([listMarkedInstances(instancesDir()), folderNames()]);
  return [...new Set([...running, ...folders])].toSorted().flatMap((id) => {
    const [, topologyName, portOffset] = /^(.+)-local(?:-(\d+))?$/.exec(id) ?? [];
    if (topologyName === undefined) return [];
    return [{ id, topologyName, portOffset: Number(portOffset ?? 0), hasNodes: running.includes(id) }];
  });
}

async function folderNames(): Promise<readonly string[]> {
  try {
    return await readdir(instancesDir());
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT')) return [];
    throw error;
  }
}
