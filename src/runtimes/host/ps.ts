/** The one way of looking at live processes: `ps`, which Linux and macOS share. */
import { RuntimeError } from '../../errors.ts';
import { runCommand } from './process.ts';

/** One live process, as `ps` shows it. */
export interface PsLine {
  readonly pid: number;
  /** BSD's letters; T first for a stopped process. */
  readonly state: string;
  readonly command: string;
}

/** A list of all processes takes a tenth of a second; a machine that starves takes its time. */
const askTimeoutMs = 30_000;

/** Lines of pid, state and command of every process. @throws RuntimeError `tool-missing` without `ps`. */
export async function psOutput(): Promise<string> {
  const listing = ['-axww', '-o', 'pid=,stat=,command='];
  const { exitCode, stdout } = await runCommand('ps', listing, { timeoutMs: askTimeoutMs });
  if (exitCode === 0) return stdout;
  throw new RuntimeError(
    'tool-missing',
    'ps does not run, and without it no node can be found; install procps',
  );
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
