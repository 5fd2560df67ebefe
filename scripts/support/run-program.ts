/** Runs a script that is not a verb of klab: its errors are lines under its own name, as klab's are under klab's. */
import type { Command } from 'commander';
import { LabError } from '../../src/errors.ts';

/** Parses the arguments and carries the program out; an error of the lab becomes lines and an exit code. */
export async function runProgram(program: Command): Promise<void> {
  try {
    await program.parseAsync();
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    console.error([`${program.name()}: ${error.message}`, ...error.details].join('\n'));
    process.exitCode = error.exitCode;
  }
}
