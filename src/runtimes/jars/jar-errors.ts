/** What goes wrong with a download, in the words of the person who must act. */
import { RuntimeError } from '../../errors.ts';
import type { LockedJar } from './jar-lock.ts';
import { repositorySetting, type MavenRepository } from './maven-repository.ts';

/** The error of the last try, with what to do about it. */
export function downloadFailed(jar: LockedJar, repository: MavenRepository, cause: unknown): RuntimeError {
  const why = cause instanceof Error ? cause.message : String(cause);
  const whereFrom = `(${repository.description})`;
  const message = isStorageError(cause, repository)
    ? `${jar.coordinates} could not be stored: ${why}; make room, or set KLAB_HOME to a folder that has it`
    : `${jar.coordinates} could not be fetched: ${why} ${whereFrom}; check the network and its proxy (https_proxy), or ` +
      `set ${repositorySetting} to the base address of a Maven repository that has it`;
  return new RuntimeError('download-failed', message, { cause });
}

/** True for a failure of this machine's disk, as against one of a repository that is itself a folder. */
export function isStorageError(error: unknown, repository: MavenRepository): boolean {
  const { syscall } = error as NodeJS.ErrnoException;
  if (syscall === 'copyfile')
    return (error as NodeJS.ErrnoException).code !== 'ENOENT' || !repository.isFolder;
  return ['open', 'write', 'read', 'rename', 'mkdir'].includes(syscall ?? '');
}
