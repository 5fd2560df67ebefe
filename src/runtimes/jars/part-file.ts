/**
 * Half-loaded files that survive an interruption and are never written by two processes at once.
 * A part belongs to the process named in it (`x.jar.PID-N.part`); one without a number (`x.jar.part`), or of a process
 * that is gone, is free. Taking a part is a rename, which only one process can win, so that no lock can be left behind.
 */
import { readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { instead } from '../../errors.ts';
import { makeFolder } from '../../files.ts';
import { processLives } from '../host/signal.ts';

let partsTaken = 0;

/**
 * A part file of this process for the target, with what an earlier attempt left in it where there is one.
 * @returns Its path; the file itself may not exist yet.
 */
export async function takePart(target: string): Promise<string> {
  const own = `${target}.${process.pid}-${++partsTaken}.part`;
  await makeFolder(dirname(target));
  for (const free of await freeParts(target)) {
    if (await renamed(free, own)) break;
  }
  return own;
}

/** Gives a part back, for the next attempt of any process. */
export async function releasePart(part: string, target: string): Promise<void> {
  await renamed(part, `${target}.part`);
}

/** Removes a part whose content is of no use. */
export async function discardPart(part: string): Promise<void> {
  await rm(part, { force: true });
}

async function freeParts(target: string): Promise<string[]> {
  const folder = dirname(target);
  const prefix = `${basename(target)}.`;
  const names = (await readdir(folder)).filter((name) => name.startsWith(prefix) && name.endsWith('.part'));
  return names.filter((name) => !ownerLives(name.slice(prefix.length))).map((name) => join(folder, name));
}

function ownerLives(tail: string): boolean {
  const pid = /^(\d+)-\d+\.part$/.exec(tail)?.[1];
  return pid !== undefined && processLives(Number(pid));
}

async function renamed(from: string, to: string): Promise<boolean> {
  return await rename(from, to).then(() => true, instead(false, 'ENOENT'));
}
