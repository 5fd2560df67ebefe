/** Remembers where the page was, so that a tab that is still open finds the next klab by itself. */
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import { join } from 'node:path';
import { hasErrorCode, instead, LabError } from '../errors.ts';
import { makeFolder, writeWhole } from '../files.ts';
import { labHome } from '../paths.ts';
import type { Door } from './gate.ts';

const keyBytes = 24;
const keyPattern = /^[\w-]{32}$/;

/**
 * Listens at 127.0.0.1 alone.
 * @param port the port; a free one where it is not said and the one of before is taken. @default the one of before
 * @throws LabError `port-taken` for a port that was asked for.
 */
export async function openDoor(server: Server, port?: number): Promise<Door> {
  const before = await remembered();
  const wanted = port ?? before?.port ?? 0;
  const isTaken = await listen(server, wanted);
  if (isTaken && port !== undefined) {
    throw new LabError('port-taken', `port ${port} is taken; choose another with --port, or leave it away`);
  }
  if (isTaken) await listen(server, 0);
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server listens to no port');
  // Where another klab has the port, its key is its own.
  const key = before?.port === address.port ? before.key : randomBytes(keyBytes).toString('base64url');
  const door = { port: address.port, key };
  if (!isTaken) await remember(door);
  return door;
}

/** @returns whether the port is taken. */
async function listen(server: Server, port: number): Promise<boolean> {
  return await new Promise((resolve, reject) => {
    const onError = (error: Error): void => {
      if (hasErrorCode(error, 'EADDRINUSE', 'EACCES')) resolve(true);
      else reject(error);
    };
    server.once('error', onError);
    server.listen({ port, host: '127.0.0.1' }, () => {
      server.off('error', onError);
      resolve(false);
    });
  });
}

function file(): string {
  return join(labHome(), 'ui.json');
}

async function remembered(): Promise<Door | undefined> {
  const text = await readFile(file(), 'utf8').catch(instead('', 'ENOENT', 'ENOTDIR'));
  try {
    const { port, key } = JSON.parse(text) as Partial<Record<string, unknown>>;
    const isWhole = Number.isInteger(port) && typeof key === 'string' && keyPattern.test(key);
    return isWhole ? { port: port as number, key } : undefined;
  } catch {
    // Nobody was here before, or somebody wrote into the file: there is nothing to come back to.
    return undefined;
  }
}

async function remember(door: Door): Promise<void> {
  await makeFolder(labHome());
  await writeWhole(file(), `${JSON.stringify(door)}\n`, { secret: true });
}
