/** Finds local instances that the lab has not stored: processes whose folder was deleted, folders that an accident left. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { namesIn } from '../../files.ts';
import { instancesDir } from '../../paths.ts';
import type { MarkedInstance } from '../../cluster/found.ts';
import { keptFolders } from './kept-data.ts';
import { listMarkedInstances } from './processes.ts';

/** Every local instance of this home of which a process or a folder is left. */
export async function findMarked(): Promise<readonly MarkedInstance[]> {
  const [running, folders] = await Promise.all([
    listMarkedInstances(instancesDir()),
    namesIn(instancesDir()),
  ]);
  const ids = [...new Set([...running, ...folders])].toSorted();
  const found = await Promise.all(
    ids.map(async (id): Promise<readonly MarkedInstance[]> => {
      const [, topologyName, portOffset] = /^(.+)-local(?:-(\d+))?$/.exec(id) ?? [];
      if (topologyName === undefined) return [];
      const hasData = (await keptFolders(id)).length > 0;
      const createdAt = await stat(join(instancesDir(), id)).then(
        ({ birthtime }) => birthtime.toISOString(),
        () => undefined,
      );
      return [
        {
          id,
          topologyName,
          portOffset: Number(portOffset ?? 0),
          hasNodes: running.includes(id),
          hasData,
          ...(createdAt !== undefined && { createdAt }),
        },
      ];
    }),
  );
  return found.flat();
}
