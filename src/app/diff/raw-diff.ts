/** The plain difference of files, as git draws it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeFolder, writeWhole } from '../../files.ts';
import { UsageError } from '../../errors.ts';
import type { RenderedFile } from '../../render/rendered-file.ts';
import { runCommand } from '../../runtimes/host/process.ts';
import { comparedFiles, type FilePair } from '../../diff/sides/pairs.ts';

/** Folders of the two sides, as they show in the diff. */
const folders = ['before', 'after'] as const;

/** The unified diff of every file that differs; empty where none does. @throws UsageError without git. */
export async function rawDiff(pairs: readonly FilePair[], colour: boolean): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'klab-diff-'));
  try {
    for (const pair of pairs) {
      for (const [before, after] of comparedFiles(pair)) {
        await writeSide(join(dir, folders[0], pair.topology), before);
        await writeSide(join(dir, folders[1], pair.topology), after);
      }
    }
    const options = ['--no-index', '--no-prefix', `--color=${colour ? 'always' : 'never'}`];
    const args = ['-C', dir, '-c', 'core.quotePath=false', 'diff', ...options, ...folders];
    const { exitCode, stdout, stderr } = await runCommand('git', args, { timeoutMs: 60_000 });
    // 1 means that something differs.
    if (exitCode === 0 || exitCode === 1) return stdout;
    if (exitCode === 127)
      throw new UsageError('--raw needs git, which is not on PATH; install it, or drop --raw');
    throw new UsageError(`git could not compare the files: ${stderr.trim().split('\n').at(-1)}`);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

async function writeSide(dir: string, files: readonly RenderedFile[]): Promise<void> {
  await makeFolder(dir);
  for (const { path, content } of files) {
    await writeWhole(join(dir, path), content);
  }
}
