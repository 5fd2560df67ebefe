/** The only place that runs `docker`: every failure of the command or the engine leaves it as one of the lab's errors. */
import type { ProcessPromise } from 'zx/core';
import { lines } from '../../words.ts';
import { runCommand, startCommand, type CommandOutcome } from '../host/process.ts';
import { endpointHere } from './endpoint.ts';
import { dockerError, noAnswer } from './errors.ts';

/** How a docker command is run. */
export interface DockerOptions {
  /** Ends the command; it then throws InterruptedError. */
  readonly signal?: AbortSignal;
  /** How long the engine may take, in milliseconds. @default 30000 */
  readonly timeoutMs?: number;
  /** Variables beside those of this process. @default none */
  readonly env?: Readonly<Record<string, string>>;
  /** Told every line of output as it comes. */
  readonly onLine?: (line: string) => void;
}

/** An engine under load answers in seconds; longer means that it does not answer at all. */
const defaultTimeoutMs = 30_000;

/** Runs a command. @returns its standard output. @throws LabError in the words of `dockerError`, or when the engine is on another host. */
export async function docker(args: readonly string[], options: DockerOptions = {}): Promise<string> {
  return (await run(args, options)).stdout;
}

/** Runs a command. @returns the lines of standard output and error in the order in which they came. */
export async function dockerLines(args: readonly string[]): Promise<string[]> {
  return lines((await run(args)).stdall);
}

/** Starts a command that is fed and read while it runs; nothing of it is an error here. */
export function dockerStream(args: readonly string[], signal: AbortSignal): ProcessPromise {
  return startCommand('docker', args, signal);
}

async function run(
  args: readonly string[],
  { timeoutMs = defaultTimeoutMs, ...options }: DockerOptions = {},
): Promise<CommandOutcome> {
  const endpoint = await endpointHere();
  const outcome = await runCommand('docker', args, { timeoutMs, ...options });
  if (outcome.timedOut) throw noAnswer(args, timeoutMs, endpoint);
  if (outcome.exitCode !== 0) throw dockerError(args, outcome, endpoint);
  return outcome;
}
