/** The option of every verb that brings something up whose nodes may be cut off later. */
import type { Command } from 'commander';

/** As the command line has it. */
export interface IsolatableOption {
  readonly isolatable?: boolean;
}

/** Declares `--isolatable`. */
export function withIsolatable(command: Command): Command {
  return command.option(
    '--isolatable',
    'on local: lead all traffic through links that can be cut (klab isolate); elsewhere nothing needs preparing',
  );
}
