/**
 * What klab makes in a cluster of others, noted before it is made: a klab that is killed cannot remove it, and whoever comes
 * next must know it from everything else there. A note is a file of the instance's folder, named by the prefix.
 */
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Traces } from '../../cluster/capabilities.ts';
import { instead } from '../../errors.ts';
import { namesIn, writeWhole } from '../../files.ts';
import { processLives } from '../host/signal.ts';
import { instanceDir } from '../instances.ts';

function notesDir(instanceId: string): string {
  return join(instanceDir(instanceId), 'made');
}

/** Notes by this process. */
export const traces: Traces = {
  async note({ id }, prefix) {
    const path = join(notesDir(id), prefix);
    await writeWhole(path, `${process.pid}\n`, { durable: true });
    return async () => await rm(path, { force: true });
  },
};

/** Prefixes of what a klab that lives no more has left. */
export async function leftPrefixes(instanceId: string): Promise<readonly string[]> {
  const dir = notesDir(instanceId);
  const notes = await Promise.all(
    (await namesIn(dir)).map(async (prefix) => {
      const text = await readFile(join(dir, prefix), 'utf8').catch(instead('', 'ENOENT'));
      return { prefix, lives: processLives(Number(text)) };
    }),
  );
  return notes.filter(({ lives }) => !lives).map(({ prefix }) => prefix);
}

/** Strikes out what is removed. */
export async function strikeOut(instanceId: string, prefix: string): Promise<void> {
  await rm(join(notesDir(instanceId), prefix), { force: true });
}
