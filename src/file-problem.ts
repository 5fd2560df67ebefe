/** What the operating system says of files, in the words of the person who must act. */
import { statSync, type Stats } from 'node:fs';
import { dirname, resolve, sep } from 'node:path';
import { exitCodes, LabError } from './errors.ts';
import { labHome } from './paths.ts';

/** What helps with most of them; in the lab's own folder it has another name. */
const elsewhere = 'use another folder';

/** What is wrong, by the system's code, and what helps. */
const refusals: Readonly<Record<string, { readonly what: string; readonly fix: string }>> = {
  ENOSPC: { what: 'the disk is full', fix: `make room, or ${elsewhere}` },
  EDQUOT: { what: 'your share of the disk is used up', fix: `make room, or ${elsewhere}` },
  EFBIG: { what: 'the file would be too large', fix: 'raise the limit (ulimit -f)' },
  EROFS: { what: 'its file system is read-only', fix: elsewhere },
  EACCES: { what: 'permission denied', fix: `give yourself the right, or ${elsewhere}` },
  EPERM: { what: 'permission denied', fix: `give yourself the right, or ${elsewhere}` },
  ENOTDIR: { what: 'a file is where a folder must be', fix: `move it away, or ${elsewhere}` },
  EEXIST: { what: 'a file is where a folder must be', fix: `move it away, or ${elsewhere}` },
  EISDIR: { what: 'it is a folder, and a file is needed', fix: 'name a file' },
  ENOENT: { what: 'its folder is not there, or takes nothing new', fix: elsewhere },
  ENAMETOOLONG: { what: 'the name is too long', fix: 'use a shorter one' },
  ELOOP: { what: 'its links lead in a circle', fix: elsewhere },
  ENXIO: { what: 'nobody reads from that pipe', fix: 'start its reader first' },
  EMFILE: { what: 'too many files are open', fix: 'raise the limit (ulimit -n)' },
  ENFILE: { what: 'too many files are open on this machine', fix: 'end what holds them' },
  EIO: { what: 'the disk does not work', fix: `look at it, or ${elsewhere}` },
  EBUSY: { what: 'something else uses it', fix: 'end what does' },
  ENOTEMPTY: { what: 'something else writes into it', fix: 'end what does' },
};

/** What is nobody's wrong use: the same command would do on another day. */
const outOfOnesHands = new Set(['ENOSPC', 'EDQUOT', 'EIO', 'EMFILE', 'ENFILE', 'EBUSY', 'ENOTEMPTY']);

/** Calls of the system about files, and whether they write; sockets and processes have others, and the same codes. */
const calls: Readonly<Record<string, 'read' | 'written'>> = {
  access: 'read',
  lstat: 'read',
  read: 'read',
  readlink: 'read',
  realpath: 'read',
  scandir: 'read',
  opendir: 'read',
  stat: 'read',
  statfs: 'read',
  chmod: 'written',
  copyfile: 'written',
  fsync: 'written',
  link: 'written',
  mkdir: 'written',
  mkdtemp: 'written',
  open: 'written',
  rename: 'written',
  rm: 'written',
  rmdir: 'written',
  symlink: 'written',
  unlink: 'written',
  utime: 'written',
  write: 'written',
  writev: 'written',
};

/**
 * An error of the operating system about a file as one of the lab's; undefined where it is anything else, also where it
 * is the lab's already.
 * @param path what was to be written or read. @default what the error names
 */
export function fileProblem(error: unknown, path?: string): LabError | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code = '', syscall = '', path: at } = error as NodeJS.ErrnoException;
  const refusal = Object.hasOwn(refusals, code) ? refusals[code] : undefined;
  const done = Object.hasOwn(calls, syscall) ? calls[syscall] : undefined;
  if (refusal === undefined || done === undefined) return undefined;
  const named = path ?? at ?? 'a file';
  const inTheWay = culprit(code, resolve(at ?? named));
  const where = inTheWay === undefined || inTheWay === resolve(named) ? '' : ` (${inTheWay})`;
  return new LabError(
    'storage',
    `${named} cannot be ${done}: ${refusal.what}${where}; ${fixOf(refusal.fix, resolve(named))}`,
    { cause: error, exitCode: outOfOnesHands.has(code) ? exitCodes.failed : exitCodes.usage },
  );
}

function fixOf(fix: string, path: string): string {
  const isHome = `${path}${sep}`.startsWith(`${labHome()}${sep}`);
  return isHome ? fix.replace(elsewhere, 'set KLAB_HOME to a folder that you can write to') : fix;
}

/** Of a path the part that is in the way, and whose it is where that is why. */
function culprit(code: string, path: string): string | undefined {
  if (code === 'ENOTDIR' || code === 'EEXIST') return firstFile(path);
  if (code !== 'EACCES' && code !== 'EPERM') return undefined;
  const [found, stats] = nearest(path);
  const isOwn = stats === undefined || stats.uid === process.getuid?.();
  return isOwn ? found : `${found} belongs to user ${stats.uid}`;
}

/** The first part of a path that is there and no folder. */
function firstFile(path: string): string | undefined {
  const parent = dirname(path);
  const above = parent === path ? undefined : firstFile(parent);
  return above ?? (statOf(path)?.isDirectory() === false ? path : undefined);
}

/** The path, or what of it is there. */
function nearest(path: string): [path: string, stats: Stats | undefined] {
  const stats = statOf(path);
  const parent = dirname(path);
  return stats !== undefined || parent === path ? [path, stats] : nearest(parent);
}

function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
