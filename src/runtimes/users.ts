/**
 * Which programs use an instance, and whether one of them made it: a program that ends must not take a cluster from
 * another, and the last that uses what programs made takes it down. One file per use, beside the instance's folder.
 */
import { randomUUID } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { instead } from '../errors.ts';
import { namesIn, writeWhole } from '../files.ts';
import { processLives } from './host/signal.ts';
import { instanceDir } from './instances.ts';

/** One use of an instance by one program. */
export interface Use {
  /** Id of the instance. */
  readonly instanceId: string;
  readonly path: string;
}

/** Who made an instance, as it is stored. */
export interface Maker {
  /** Whether data was there already, which then is not the program's to delete. */
  readonly foundData: boolean;
}

/** A process, told from another that has come to have its pid. */
interface Holder {
  readonly host: string;
  readonly pid: number;
  /** When it started, in the system's own count. @default unknown */
  readonly startedAt?: string;
}

const makerFile = 'maker.json';

function usersDir(instanceId: string): string {
  return `${instanceDir(instanceId)}.users`;
}

/** Registers a use by this process. */
export async function beginUse(instanceId: string): Promise<Use> {
  const path = join(usersDir(instanceId), `${randomUUID()}.use`);
  await writeWhole(path, JSON.stringify(await holderOf(process.pid)));
  return { instanceId, path };
}

/** Ends a use; twice is fine. */
export async function endUse({ path }: Use): Promise<void> {
  await rm(path, { force: true });
}

/** Whether a process that lives uses the instance; files of others are removed. */
export async function hasUsers(instanceId: string): Promise<boolean> {
  const names = (await namesIn(usersDir(instanceId))).filter((name) => name.endsWith('.use'));
  const live = await Promise.all(
    names.map(async (name) => {
      const path = join(usersDir(instanceId), name);
      const lives = await isAlive(await readJson<Holder>(path));
      if (!lives) await rm(path, { force: true });
      return lives;
    }),
  );
  return live.includes(true);
}

/** Says that a program made the instance, so that the last program to use it takes it down. */
export async function writeMaker(instanceId: string, maker: Maker): Promise<void> {
  await writeWhole(join(usersDir(instanceId), makerFile), JSON.stringify(maker), { durable: true });
}

/** What is stored of a program that made the instance; undefined where a person did. */
export async function readMaker(instanceId: string): Promise<Maker | undefined> {
  return readJson<Maker>(join(usersDir(instanceId), makerFile));
}

/** From now on the instance is a person's: no program takes it down. */
export async function forgetMaker(instanceId: string): Promise<void> {
  await rm(join(usersDir(instanceId), makerFile), { force: true });
}

/** Forgets maker and users of an instance that is down. */
export async function forgetUsers(instanceId: string): Promise<void> {
  await rm(usersDir(instanceId), { recursive: true, force: true });
}

async function holderOf(pid: number): Promise<Holder> {
  const startedAt = await startOf(pid);
  return { host: hostname(), pid, ...(startedAt !== undefined && { startedAt }) };
}

/** Of another host nothing can be known, so its programs count as alive: a person may always take the instance down. */
async function isAlive(holder: Holder | undefined): Promise<boolean> {
  if (holder === undefined) return false;
  if (holder.host !== hostname()) return true;
  if (!processLives(holder.pid)) return false;
  return holder.startedAt === undefined || holder.startedAt === (await startOf(holder.pid));
}

/** Linux counts a process's start in ticks since the host's own (proc_pid_stat, field 22); elsewhere the pid must do. */
async function startOf(pid: number): Promise<string | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    // The name, in brackets, may hold anything.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}

/** Undefined where there is no such file, or half of one. */
async function readJson<T>(path: string): Promise<T | undefined> {
  const read = readFile(path, 'utf8').then((text) => JSON.parse(text) as T);
  return await read.catch(instead(undefined, SyntaxError, 'ENOENT'));
}
