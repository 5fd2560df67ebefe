/** Runs a program to its end, bounded in time; who runs it says what its failures mean. */
import { createInterface } from 'node:readline';
import { $ } from 'zx';
import { InterruptedError } from '../errors.ts';

/** How a program is run. */
export interface CommandOptions {
  /** Ends the program. */
  readonly signal?: AbortSignal | undefined;
  /** How long it may take, in milliseconds. */
  readonly timeoutMs: number;
  /** Variables beside those of this process. @default none */
  readonly env?: Readonly<Record<string, string>>;
  /** What it reads from its standard input. @default nothing */
  readonly input?: string | undefined;
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

/** Runs a program, which may fail. @throws InterruptedError when the signal fires. */
export async function runCommand(
  program: string,
  args: readonly string[],
  { signal, timeoutMs, env = {}, input, onLine }: CommandOptions,
): Promise<CommandOutcome> {
  if (signal?.aborted) throw new InterruptedError();
  const timeout = AbortSignal.timeout(timeoutMs);
  const child = $({
    quiet: true,
    nothrow: true,
    signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
    env: { ...process.env, ...env },
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    ...(input !== undefined && { input }),
  })`${program} ${args}`;
  if (onLine !== undefined) {
    for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on('line', onLine);
  }
  const { exitCode, stdout, stderr, stdall } = await child;
  if (signal?.aborted) throw new InterruptedError();
  return { exitCode, stdout, stderr, stdall, timedOut: timeout.aborted };
}
