/** A program of the user's own that keeps the contract of docs/clients.md, in whatever language. */
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { resolve } from 'node:path';
import { UsageError } from '../../errors.ts';
import { flagsOf, type ReadyClient } from './adapter.ts';

/**
 * Makes it ready.
 * @param words the program, a path or a command that is on PATH, and arguments that come before klab's
 * @throws UsageError for a path where nothing is that can be run
 */
export async function ownProgram([program = '', ...args]: readonly string[]): Promise<ReadyClient> {
  const isPath = program.includes('/');
  const command = isPath ? resolve(program) : program;
  if (isPath) {
    await access(command, constants.X_OK).catch((error: unknown) => {
      const isThere = error instanceof Error && 'code' in error && error.code === 'EACCES';
      const fix = isThere
        ? `may not be run; use: chmod +x ${program}`
        : 'is not there; use the path of a program';
      throw new UsageError(`client ${program} ${fix}`);
    });
  }
  return {
    version: '',
    command: (task, configFile) => ({
      command,
      args: [...args, task.role, ...flagsOf(task, configFile)],
    }),
  };
}
