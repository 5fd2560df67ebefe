/** Runs the command in a process of its own, as a user does, for what only a process can show: signals, exit codes. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { klabCommand } from './klab-command.ts';

/** A klab that runs. */
export interface KlabProcess {
  readonly child: ChildProcess;
  /** Everything printed so far. */
  output(): string;
  /** What a program that reads klab gets. */
  stdout(): string;
  /** Resolves when standard error or output contains the text. */
  printed(text: string): Promise<void>;
  /** The exit code, or the signal that ended it. */
  ended(): Promise<number | NodeJS.Signals>;
}

/** Starts klab. */
export function startKlab(...args: string[]): KlabProcess {
  const [command, ...first] = klabCommand();
  const child = spawn(command, [...first, ...args], {
    env: { ...process.env, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  let stdout = '';
  // 'close' comes after the last output, 'exit' may come before it.
  const exited = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>;
  const collect = (chunk: Buffer): void => {
    text += chunk.toString();
  };
  child.stdout.on('data', collect);
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', collect);
  return {
    child,
    output: () => text,
    stdout: () => stdout,
    async printed(wanted) {
      while (!text.includes(wanted)) {
        // Whoever prints on one of them for long must not collect listeners on the other.
        const heard = new AbortController();
        const until = { signal: heard.signal };
        const outcome = await Promise.race([
          once(child.stderr, 'data', until),
          once(child.stdout, 'data', until),
          exited,
        ]).finally(() => heard.abort());
        if (child.exitCode !== null && !text.includes(wanted)) {
          throw new Error(`klab ended (${String(outcome[0])}) before it printed "${wanted}":\n${text}`);
        }
      }
    },
    async ended() {
      const [code, signal] = await exited;
      return code ?? signal ?? -1;
    },
  };
}

/** Runs klab to its end. */
export async function klab(
  ...args: string[]
): Promise<{ code: number | NodeJS.Signals; output: string; stdout: string }> {
  const process = startKlab(...args);
  const code = await process.ended();
  return { code, output: process.output(), stdout: process.stdout() };
}
