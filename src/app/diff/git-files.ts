/** Reads committed files of a revision out of git, without touching the working tree. */
import { UsageError } from '../../errors.ts';
import type { RenderedFile } from '../../render/rendered-file.ts';
import { runCommand, type CommandOutcome } from '../../runtimes/host/process.ts';

const timeoutMs = 30_000;

/**
 * Every file below a folder as a revision has it, relative to that folder.
 * @param root a folder of the checkout.
 * @param folder relative to `root`, such as `dist/multi-broker`.
 * @throws UsageError where this is no checkout, there is no such revision, or the revision has no such folder.
 */
export async function filesAt(
  revision: string,
  root: string,
  folder: string,
): Promise<readonly RenderedFile[]> {
  await assertRevision(revision, root);
  const listed = await git(root, [
    'ls-tree',
    '-r',
    '-z',
    '--name-only',
    '--end-of-options',
    revision,
    '--',
    `${folder}/`,
  ]);
  if (listed.exitCode !== 0) throw failed('list', revision, listed);
  const paths = listed.stdout.split('\0').filter((path) => path !== '');
  if (paths.length === 0) {
    throw new UsageError(
      `revision ${revision} has no ${folder}; name one that has it, or a topology that it has`,
    );
  }
  const objects = paths.map((path) => `${revision}:./${path}\n`).join('');
  const read = await git(root, ['cat-file', '--batch'], objects);
  if (read.exitCode !== 0) throw failed('read', revision, read);
  return contentsOf(read.stdout).map((content, index) => ({
    path: (paths[index] ?? '').slice(folder.length + 1),
    content,
  }));
}

async function assertRevision(revision: string, root: string): Promise<void> {
  const inside = await git(root, ['rev-parse', '--is-inside-work-tree']);
  if (inside.exitCode === 127)
    throw new UsageError('git is not on PATH; install it, or name a folder instead of a revision');
  if (inside.exitCode !== 0) {
    if (!/not a git repository/.test(inside.stderr)) throw failed('read', revision, inside);
    throw new UsageError(
      `${root} is not in a git checkout, so there is no revision "${revision}"; name a folder instead`,
    );
  }
  const known = await git(root, [
    'rev-parse',
    '--verify',
    '--quiet',
    '--end-of-options',
    `${revision}^{commit}`,
  ]);
  if (known.exitCode === 0) return;
  throw new UsageError(
    `git knows no revision "${revision}" here; fetch it, or name a branch, tag or commit that is there`,
  );
}

/** Objects as `cat-file --batch` prints them: a line with the length in bytes, the content, a line feed. */
function contentsOf(output: string): readonly string[] {
  const bytes = Buffer.from(output);
  const contents: string[] = [];
  for (let at = 0; at < bytes.length;) {
    const end = bytes.indexOf('\n', at);
    const size = Number(bytes.toString('utf8', at, end).split(' ')[2]);
    contents.push(bytes.toString('utf8', end + 1, end + 1 + size));
    at = end + size + 2;
  }
  return contents;
}

function failed(what: string, revision: string, { stderr }: CommandOutcome): UsageError {
  return new UsageError(
    `git could not ${what} the files of ${revision}: ${stderr.trim().split('\n').at(-1)}`,
  );
}

function git(root: string, args: readonly string[], input?: string): Promise<CommandOutcome> {
  return runCommand('git', ['-C', root, ...args], { timeoutMs, input, env: { LC_ALL: 'C' } });
}
