/** The one way of looking at live processes: `ps`, which Linux and macOS share. */
import { $ } from 'zx';
import { RuntimeError } from '../errors.ts';

/** One live process, as `ps` shows it. */
export interface PsLine {
  readonly pid: number;
  /** BSD's letters; T first for a stopped process. */
  readonly state: string;
  readonly command: string;
}

/** Lines of pid, state and command of every process. @throws RuntimeError `tool-missing` without `ps`. */
export async function psOutput(): Promise<string> {
  try {
    return (await $({ quiet: true })`ps -axww -o pid=,stat=,command=`).stdout;
  } catch (error) {
    throw new RuntimeError(
      'tool-missing',
      'ps does not run, and without it no node can be found; install procps',
      { cause: error },
    );
  }
}

/** A process whose first thread has ended keeps its ports until the last one has; Linux marks such with an `l`. */
function hasEnded(state: string): boolean {
  return state.startsWith('Z') && !state.includes('l');
}

/** Reads {@link psOutput}; processes that have ended but are not reaped are left out. */
export function parsePs(output: string): readonly PsLine[] {
  return output.split('\n').flatMap((line) => {
    const [, pid, state, command] = /^\s*(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
    if (pid === undefined || state === undefined || command === undefined || hasEnded(state)) return [];
    return [{ pid: Number(pid), state, command }];
  });
}
