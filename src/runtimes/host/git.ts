/** What git would keep: a file in a work tree is one `git add` away from everybody. */
import { access } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { runCommand } from './process.ts';

/** It reads a few files. */
const timeoutMs = 10_000;

/** The work tree that would take a file for its own; undefined where none would, or where it is told to ignore it. */
export async function workTreeOf(path: string): Promise<string | undefined> {
  const root = await workTreeAbove(resolve(path));
  if (root === undefined) return undefined;
  const args = ['-C', root, 'check-ignore', '--quiet', '--', resolve(path)];
  const { exitCode } = await runCommand('git', args, { timeoutMs });
  return exitCode === 0 ? undefined : root;
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
