/** Global set-up of end-to-end tests: the command as users have it, built, which starts several times faster than from source. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { packageRoot } from '../../src/package-root.ts';
import { builtVariable } from './klab-command.ts';

/** What a build is made of; a folder too, since a file that is gone changes nothing else. */
const sources = ['src', 'scripts', 'topologies', 'package.json', 'tsconfig.json', 'tsconfig.build.json'];

/** Builds the command where something is newer than what is built, and has tests start that. */
export default async function setup(): Promise<void> {
  const root = packageRoot();
  const command = join(root, 'lib', 'scripts', 'klab.js');
  if (!existsSync(command) || (await newest(root)) > (await stat(command)).mtimeMs) {
    const built = promisify(execFile)('npm', ['run', 'build'], { cwd: root });
    await built.catch(({ stdout }: { readonly stdout: string }) => {
      throw new Error(`the command that these tests start cannot be built:\n${stdout}`);
    });
  }
  process.env[builtVariable] = command;
}

async function newest(root: string): Promise<number> {
  const below = await Promise.all(
    sources.map(async (source) => {
      const path = join(root, source);
      const entries = (await stat(path)).isDirectory() ? await readdir(path, { recursive: true }) : [];
      return [path, ...entries.map((entry) => join(path, entry))];
    }),
  );
  const changed = await Promise.all(below.flat().map(async (path) => (await stat(path)).mtimeMs));
  return Math.max(...changed);
}
