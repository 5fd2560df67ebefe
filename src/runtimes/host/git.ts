/** What git would keep: a file in a work tree is one `git add` away from everybody. */
import { access, realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { instead } from '../../errors.ts';
import { runCommand } from './process.ts';

/** It reads a few files. */
const timeoutMs = 10_000;

/** The work tree that would take a file for its own; undefined where none would, or where it is told to ignore it. */
export async function workTreeOf(path: string): Promise<string | undefined> {
  const real = await withoutLinks(resolve(path));
  const root = await workTreeAbove(real);
  if (root === undefined) return undefined;
  const args = ['-C', root, 'check-ignore', '--quiet', '--', real];
  const { exitCode } = await runCommand('git', args, { timeoutMs });
  return exitCode === 0 ? undefined : root;
}

/** Where a path leads, of which the end may not be there yet. */
async function withoutLinks(path: string): Promise<string> {
  const real = await realpath(path).catch(instead(undefined, 'ENOENT', 'ENOTDIR'));
  return real ?? join(await withoutLinks(dirname(path)), basename(path));
}

async function workTreeAbove(path: string): Promise<string | undefined> {
  const above = dirname(path);
  if (above === path) return undefined;
  const isRoot = await access(join(above, '.git')).then(
    () => true,
    () => false,
  );
  return isRoot ? above : await workTreeAbove(above);
}
