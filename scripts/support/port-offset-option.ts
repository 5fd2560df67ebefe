/** `--port-offset` of the verbs that may bring a cluster up for their work alone. */
import type { Command } from 'commander';
import { maxPortOffset } from '../../src/kafka/ports.ts';
import { wholeNumber } from './verb.ts';

/** What it gives. */
export interface PortOffsetOption {
  readonly portOffset?: number;
}

/** Declares it. */
export function withPortOffset(command: Command): Command {
  return command.option(
    '--port-offset <n>',
    'with --up: add to every port, to leave other instances alone',
    wholeNumber('--port-offset', 0, maxPortOffset),
  );
}
