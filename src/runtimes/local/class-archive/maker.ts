/** The detached process that makes a class-data archive while the user already works: started, found and ended by a mark. */
import { existsSync } from 'node:fs';
import { readFile, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { writeNew } from '../../../files.ts';
import { archiverMark, archivesDir, madeArchivePath } from './path.ts';
import { realCacheDir } from '../../jars/jar-paths.ts';
import type { Java } from '../java/java.ts';
import { startLasting } from '../../host/process.ts';
import { ownScript } from '../../host/own-script.ts';
import { parsePs, psOutput } from '../../host/ps.ts';

/** What {@link startClassArchiveMaker} needs. */
export interface ArchiveMakerOptions {
  readonly java: Java;
  readonly jars: readonly string[];
  readonly cacheDir: string;
}

/**
 * Starts making the archive in a process of its own, which outlives this one; does nothing where it is made already.
 * Never fails: a node without an archive is slower, not broken.
 */
export async function startClassArchiveMaker(version: string, options: ArchiveMakerOptions): Promise<void> {
  try {
    if (existsSync(madeArchivePath(version, options))) return;
    await startLasting({
      command: process.execPath,
      args: [...ownScript('make-class-archive'), version, archiverMark(options.cacheDir)],
      cwd: realCacheDir(options.cacheDir),
      env: { KLAB_JAVA: options.java.path },
    });
  } catch {
    // Nobody waits for an archive, so nobody is told that there is none; the next `up` tries again.
  }
}

/** Ends the maker of a cache and its JVM, and waits until both are gone; fine where none runs. */
export async function stopClassArchiveMaker(cacheDir: string): Promise<void> {
  const rounds = 100;
  for (let round = 0; round < rounds; round++) {
    const left = await markedProcesses(cacheDir);
    if (left.length === 0) return;
    // A maker cleans up when asked to, within five seconds; a JVM has nothing to clean up.
    const patient = round < rounds / 2;
    for (const { pid, isJvm } of left) signal(pid, isJvm || !patient ? 'SIGKILL' : 'SIGTERM');
    await delay(100);
  }
}

/**
 * Runs the action while no other maker works on the same cache; skips it where one does.
 * The lock of a maker that is gone does not count, and what such a maker left behind is removed.
 * @returns The action's result, or undefined when it was skipped.
 */
export async function asOnlyMaker<T>(cacheDir: string, action: () => Promise<T>): Promise<T | undefined> {
  const folder = archivesDir(cacheDir);
  const lock = join(folder, 'maker.lock');
  if (!(await takeLock(lock, cacheDir))) return undefined;
  try {
    // Another maker would hold the lock, so these JVMs and folders have lost theirs.
    const orphans = (await markedProcesses(cacheDir)).filter(({ isJvm }) => isJvm);
    for (const { pid } of orphans) signal(pid, 'SIGKILL');
    const left = (await readdir(folder)).filter((name) => name.startsWith('making-'));
    await Promise.all(left.map((name) => rm(join(folder, name), { recursive: true, force: true })));
    return await action();
  } finally {
    await rm(lock, { force: true });
  }
}

async function takeLock(lock: string, cacheDir: string): Promise<boolean> {
  if (await createLock(lock)) return true;
  const holder = Number(await readFile(lock, 'utf8').catch(() => ''));
  const makers = await markedProcesses(cacheDir);
  if (makers.some(({ pid }) => pid === holder)) return false;
  // Of several that find it stale, one rename succeeds.
  const stale = `${lock}.${process.pid}`;
  await rename(lock, stale).catch(() => undefined);
  await rm(stale, { force: true });
  return createLock(lock);
}

async function createLock(lock: string): Promise<boolean> {
  return await writeNew(lock, String(process.pid));
}

interface MarkedProcess {
  readonly pid: number;
  /** True for the JVM, false for the maker that started it. */
  readonly isJvm: boolean;
}

/** Live makers of this cache and their JVMs, this process left out. */
async function markedProcesses(cacheDir: string): Promise<MarkedProcess[]> {
  const mark = archiverMark(cacheDir);
  return parsePs(await psOutput()).flatMap(({ pid, command }) => {
    const isJvm = command.includes(` -D${mark} `);
    const isMaker = command.endsWith(` ${mark}`) && command.includes('make-class-archive');
    return (isJvm || isMaker) && pid !== process.pid ? [{ pid, isJvm }] : [];
  });
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It ended in between, or is another user's.
  }
}
