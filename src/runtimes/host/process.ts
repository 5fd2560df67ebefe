/**
 * The one place where programs are started, each in a session of its own: a terminal sends Ctrl-C, and its end, to all of
 * the foreground, while the engine or cluster goes on with what a command that dies of it has asked for. Commands end with
 * klab, whatever ends it; nodes outlive it.
 */
import {
  spawn,
  type ChildProcess,
  type ChildProcessByStdio,
  type ChildProcessWithoutNullStreams,
} from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { $, type ProcessPromise } from 'zx/core';
import { InterruptedError, RuntimeError } from '../../errors.ts';
import { passwordPrefix } from '../../kafka/security/users.ts';
import { guard, release } from './guardian.ts';
import { ownStreams } from './inherited.ts';

/** How a program is run. */
export interface CommandOptions {
  /** Ends the program, and whatever it has started. */
  readonly signal?: AbortSignal | undefined;
  /** How long it may take, in milliseconds. */
  readonly timeoutMs: number;
  /** Variables beside those of this process. @default none */
  readonly env?: Readonly<NodeJS.ProcessEnv>;
  /** What it reads from its standard input. @default nothing */
  readonly input?: string | undefined;
  /** @default that of klab */
  readonly cwd?: string;
  /** Told every line of output as it comes. */
  readonly onLine?: ((line: string) => void) | undefined;
}

/** How a program ended. */
export interface CommandOutcome {
  /** Null when a signal ended it. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Standard output and error in the order in which they came. */
  readonly stdall: string;
  /** Whether it was ended because its time was over. */
  readonly timedOut: boolean;
}

/** How a program ended that says nothing of it, as it reads after "failed: ". */
export function endInWords(exitCode: number | null): string {
  return exitCode === null ? 'something outside klab ended it' : `exit code ${exitCode}`;
}

/** What a terminal sends to all of its foreground, also to a command that has no session of its own yet. */
const fromTerminal: readonly unknown[] = ['SIGINT', 'SIGHUP', 'SIGQUIT'];

/**
 * Runs a program, which may fail.
 * One that a terminal's signal ends has not begun: from its session on, no such signal reaches it. It is run again.
 * @throws InterruptedError when the signal fires.
 */
export async function runCommand(
  program: string,
  args: readonly string[],
  options: CommandOptions,
): Promise<CommandOutcome> {
  const first = await runOnce(program, args, options);
  return fromTerminal.includes(first.endedBy) ? await runOnce(program, args, options) : first;
}

async function runOnce(
  program: string,
  args: readonly string[],
  { signal, timeoutMs, env = {}, input, cwd, onLine }: CommandOptions,
): Promise<CommandOutcome & { readonly endedBy: NodeJS.Signals | null }> {
  if (signal?.aborted) throw new InterruptedError();
  const timeout = AbortSignal.timeout(timeoutMs);
  const child = start(program, args, {
    signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
    env: { ...process.env, ...env },
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    ...(input !== undefined && { input }),
    ...(cwd !== undefined && { cwd }),
  });
  if (onLine !== undefined) {
    for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on('line', onLine);
  }
  const { exitCode, stdout, stderr, stdall, signal: endedBy } = await child;
  if (signal?.aborted) throw new InterruptedError();
  return { exitCode, stdout, stderr, stdall, timedOut: timeout.aborted, endedBy };
}

/** Starts a program that is fed and read while it runs; nothing of it is an error here. The signal ends it. */
export function startCommand(program: string, args: readonly string[], signal: AbortSignal): ProcessPromise {
  return start(program, args, { signal, stdio: 'pipe' });
}

type StartOptions = Partial<Pick<typeof $, 'signal' | 'env' | 'stdio' | 'input' | 'cwd'>>;

function start(program: string, args: readonly string[], options: StartOptions): ProcessPromise {
  // `exec`, so that it is over when the program is, and not when the shell in front of it is.
  const child = $({ quiet: true, nothrow: true, detached: true, ...options })`exec ${program} ${args}`;
  const { pid } = child;
  if (pid !== undefined) {
    guard(pid);
    child.child?.once('exit', () => release(pid));
  }
  return child;
}

/** A program that is started and not waited for. */
export interface ProcessRequest {
  readonly command: string;
  readonly args: readonly string[];
  /** @default that of klab */
  readonly cwd?: string;
  /** Variables beside those of klab itself. @default none */
  readonly env?: Readonly<Record<string, string>>;
  /** An open file descriptor that takes standard output and error. @default nothing does */
  readonly logFd?: number;
}

/**
 * Starts a process in a session of its own, so that it outlives klab and no Ctrl-C of the terminal reaches it. It is given no
 * passwords by its environment: it reads them where they lie.
 * @throws RuntimeError when it could not be started at all.
 */
export async function startLasting(request: ProcessRequest): Promise<ChildProcess> {
  const child = spawned(request, true);
  try {
    await once(child, 'spawn');
  } catch (error) {
    throw new RuntimeError('node-died', `${request.command} could not be started: ${String(error)}`, {
      cause: error,
    });
  }
  child.unref();
  return child;
}

/** Starts a process that ends when this one is told to end: whoever has started it waits for it. */
export function startBeside(request: ProcessRequest): ChildProcess {
  const child = spawned(request, false);
  // One that was not started has ended, and that is what is looked at.
  child.on('error', () => undefined);
  return child;
}

function spawned({ command, args, cwd, env, logFd }: ProcessRequest, detached: boolean): ChildProcess {
  const { stdio, close } = ownStreams(logFd);
  const inherited = detached ? withoutPasswords(process.env) : process.env;
  const child = spawn(command, [...args], { cwd, detached, stdio, env: { ...inherited, ...env } });
  close();
  return child;
}

/** What is not klab's own, or outlives it, would show them for as long as it runs, to whoever may look at its process. */
function withoutPasswords(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith(passwordPrefix)));
}

/** Starts a program out of Ctrl-C's reach that is fed and read for as long as it runs, and ends itself once its input ends. */
export function startFed({
  command,
  args,
  env,
}: Pick<ProcessRequest, 'command' | 'args' | 'env'>): ChildProcessWithoutNullStreams {
  return spawn(command, [...args], { detached: true, env: { ...process.env, ...env }, stdio: 'pipe' });
}

/** Starts a program of somebody else's out of Ctrl-C's reach, which is read while it runs and is given no passwords. */
export function startRead({
  command,
  args,
  env,
}: Pick<ProcessRequest, 'command' | 'args' | 'env'>): ChildProcessByStdio<null, Readable, Readable> {
  return spawn(command, [...args], {
    detached: true,
    env: { ...withoutPasswords(process.env), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/**
 * Starts a program of somebody else's, which is fed and read while it runs and never left behind.
 * @param isApart whether it is out of reach of what is sent to this one and all that it has started, until this one has ended
 */
export function startPiped(
  { command, args }: Pick<ProcessRequest, 'command' | 'args'>,
  isApart: boolean,
): ChildProcessWithoutNullStreams {
  const child = spawn(command, [...args], {
    detached: isApart,
    env: withoutPasswords(process.env),
    stdio: 'pipe',
  });
  const { pid } = child;
  if (isApart && pid !== undefined) {
    guard(pid, 'KILL');
    child.once('exit', () => release(pid, 'KILL'));
  }
  return child;
}
