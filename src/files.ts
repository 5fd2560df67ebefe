/** Every write of the lab: whole or not at all, and a disk that refuses is told in one line with path and fix. */
import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import {
  access,
  chmod,
  constants,
  lstat,
  mkdir,
  open,
  readdir,
  rename,
  rm,
  rmdir,
  stat,
  writeFile,
} from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { hasErrorCode, instead } from './errors.ts';
import { fileProblem } from './file-problem.ts';

/** How a file is written. */
export interface WriteOptions {
  /** Outlive a machine that goes down at once: what says what is there, such as an instance's record. @default false */
  readonly durable?: boolean;
  /** Nobody but its owner may read it: what holds a key or a password. @default false */
  readonly secret?: boolean;
  /** Everybody may read it who gets to its folder, whatever the user's umask says. @default as the umask says */
  readonly shared?: boolean;
}

/**
 * Makes a folder and those above it. Not with Node's own `recursive`, which never ends below `/proc`.
 * @throws LabError `storage` naming what is in the way.
 */
export async function makeFolder(path: string): Promise<void> {
  await told(path, () => folderAt(resolve(path)));
}

/** Makes a folder into which nobody but its owner may look; one that is there already is closed. @throws LabError `storage` */
export async function makeSecretFolder(path: string): Promise<void> {
  await makeFolder(path);
  await told(path, () => chmod(path, 0o700));
}

/** Makes a folder into which everybody may look who gets to it, whatever the user's umask says. @throws LabError `storage` */
export async function makeSharedFolder(path: string): Promise<void> {
  await makeFolder(path);
  await told(path, () => chmod(path, 0o755));
}

/** @returns the folders that were made, from the top. */
async function folderAt(path: string): Promise<readonly string[]> {
  const made = await mkdirUnlessThere(path, dirname(path) !== path);
  if (made !== 'no parent') return made ? [path] : [];
  const above = await folderAt(dirname(path));
  // What is refused now is refused for good: its parent is there.
  return (await mkdirUnlessThere(path)) ? [...above, path] : above;
}

async function mkdirUnlessThere(path: string, mayLackParent?: false): Promise<boolean>;
async function mkdirUnlessThere(path: string, mayLackParent: boolean): Promise<boolean | 'no parent'>;
async function mkdirUnlessThere(path: string, mayLackParent = false): Promise<boolean | 'no parent'> {
  try {
    await mkdir(path);
    return true;
  } catch (error) {
    if (mayLackParent && hasErrorCode(error, 'ENOENT')) return 'no parent';
    if (await isFolder(path)) return false;
    throw error;
  }
}

async function isFolder(path: string): Promise<boolean> {
  return await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

/**
 * Writes a file, and the folders above it: a reader sees the old file or the new one, never a half, also where the disk is
 * full or the lab is killed.
 * @throws LabError `storage`
 */
export async function writeWhole(
  path: string,
  content: string | Buffer,
  options: WriteOptions = {},
): Promise<void> {
  await writeLines(path, [content], options);
}

/** Like {@link writeWhole}, of a text that comes in parts and may be large. @throws LabError `storage` */
export async function writeLines(
  path: string,
  parts: Iterable<string | Buffer>,
  { durable = false, secret = false, shared = false }: WriteOptions = {},
): Promise<void> {
  await makeFolder(dirname(path));
  await told(path, async () => {
    // A pipe, a device or a link is written through: a rename would replace it.
    if (!(await isReplaceable(path))) {
      await pipeline(Readable.from(parts), createWriteStream(path));
      return;
    }
    const fresh = `${path}.${process.pid}-${randomUUID().slice(0, 8)}.tmp`;
    try {
      const mode = secret ? 0o600 : 0o666;
      // Opened first: a stream that fails before it has opened its file makes it after it was removed.
      const file = await open(fresh, 'wx', mode);
      await pipeline(Readable.from(parts), file.createWriteStream({ flush: durable }));
      if (shared) await chmod(fresh, 0o644);
      await rename(fresh, path);
      if (durable) await syncFolder(dirname(path));
    } catch (error) {
      await rm(fresh, { force: true }).catch(() => undefined);
      throw error;
    }
  });
}

/** A plain file that may be written to, or none yet. @throws where there is a file that may not be written to. */
async function isReplaceable(path: string): Promise<boolean> {
  const found = await lstat(path).catch(instead(undefined, 'ENOENT'));
  if (found === undefined) return true;
  if (!found.isFile()) return false;
  await access(path, constants.W_OK);
  return true;
}

/** Until then a machine that goes down may have forgotten the new name. Not every file system can. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r').catch(() => undefined);
  await folder?.sync().catch(() => undefined);
  await folder?.close();
}

/**
 * Writes a file of that name unless there is one, which only one of two can.
 * @returns whether it was written. @throws LabError `storage`
 */
export async function writeNew(path: string, text: string): Promise<boolean> {
  await makeFolder(dirname(path));
  return await told(path, () => unlessThere(() => writeFile(path, text, { flag: 'wx' })));
}

/** Makes a folder unless there is something of that name, which only one of two can. @throws LabError `storage` */
export async function makeNewFolder(path: string): Promise<boolean> {
  await makeFolder(dirname(path));
  return await told(path, () => unlessThere(() => mkdir(path)));
}

async function unlessThere(make: () => Promise<unknown>): Promise<boolean> {
  return await make().then(() => true, instead(false, 'EEXIST'));
}

/**
 * Makes sure before long work that its result can be written into a folder, which may be there or not, and stays so.
 * @throws LabError `storage`
 */
export async function assertCanWriteInto(folder: string): Promise<void> {
  const made = await told(folder, () => folderAt(resolve(folder)));
  const trial = join(folder, `.klab-${process.pid}-${randomUUID().slice(0, 8)}.tmp`);
  await told(folder, async () => {
    try {
      await writeFile(trial, 'a word, since an empty file fits on a full disk');
    } finally {
      await rm(trial, { force: true });
      // Somebody may have put something there meanwhile.
      for (const one of made.toReversed()) await rmdir(one).catch(() => undefined);
    }
  });
}

/** Makes sure before long work that its result can be written as this file. @throws LabError `storage` */
export async function assertCanWrite(path: string): Promise<void> {
  const replaceable = await told(path, () => isReplaceable(path));
  if (replaceable) await assertCanWriteInto(dirname(path));
  else await told(path, async () => (await open(path, constants.O_WRONLY | constants.O_NONBLOCK)).close());
}

/** Does something with files at a path, and tells what the system refuses. @throws LabError `storage` */
export async function told<Value>(path: string, work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (error) {
    throw fileProblem(error, path) ?? error;
  }
}

/** What stands in a folder; nothing where there is no such folder. */
export async function namesIn(dir: string): Promise<readonly string[]> {
  return await readdir(dir).catch(instead([], 'ENOENT'));
}
