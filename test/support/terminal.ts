/** Runs the command in a terminal of its own, for what only a terminal does: Ctrl-C for a whole group, and a line that is cut. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { packageRoot } from '../../src/package-root.ts';
import { NotYet, waitFor } from '../../src/wait.ts';
import { klabCommand } from './klab-command.ts';

/** util-linux's `script` makes a terminal; those of other systems take other options. */
export const hasTerminals = process.platform === 'linux';

/** A klab in a terminal. */
export interface KlabInTerminal {
  /** Everything shown so far, without what moves and colours it. */
  output(): string;
  /** Resolves once the text has been shown. */
  shown(text: string): Promise<void>;
  /** Types Ctrl-C: the terminal signals everything in its foreground. */
  ctrlC(): void;
  /** Closes the terminal, as a window that is shut. */
  hangUp(): void;
  /** Lets the terminal vanish, with a shell that tells nobody. */
  cut(): void;
  /** The exit code, also of one whose terminal is closed. */
  ended(): Promise<number>;
}

const endTimeoutMs = 170_000;

/** Starts `klab` with these arguments. @param term `xterm` draws pictures again and again, `dumb` shows every line once */
export async function klabInTerminal(
  args: readonly string[],
  term: 'xterm' | 'dumb' = 'dumb',
): Promise<KlabInTerminal> {
  return inTerminal([...klabCommand(), ...args], term);
}

/** Starts a command. */
export async function inTerminal(
  command: readonly string[],
  term: 'xterm' | 'dumb' = 'dumb',
): Promise<KlabInTerminal> {
  const dir = await mkdtemp(join(tmpdir(), 'klab-terminal-'));
  const codeFile = join(dir, 'code');
  const pidFile = join(dir, 'pid');
  const words = command.map((word) => `'${word}'`).join(' ');
  // In the same group as the command, as npm or a script is; it hears of every signal and outlives the command.
  const shell = `trap : INT HUP TERM; echo $$ >'${pidFile}'; stty cols 200 rows 50; ${words}; echo $? >'${codeFile}.new'; mv '${codeFile}.new' '${codeFile}'`;
  const env: NodeJS.ProcessEnv = { ...process.env, TERM: term, NO_COLOR: '1', SHELL: '/bin/sh' };
  delete env['CI'];
  const child = spawn('script', ['-qfc', shell, '/dev/null'], {
    cwd: packageRoot(),
    env,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  child.stdin.on('error', () => undefined);
  const output = (): string => stripVTControlCharacters(text);
  return {
    output,
    async shown(wanted) {
      const wait = { what: `klab to show "${wanted}"`, timeoutMs: endTimeoutMs, intervalMs: 20 };
      await waitFor(wait, async () => {
        if (output().includes(wanted)) return true;
        if (existsSync(codeFile)) throw new Error(`it ended before it showed "${wanted}":\n${output()}`);
        return new NotYet(output().slice(-1_000));
      });
    },
    ctrlC: () => void child.stdin.write('\u0003'),
    hangUp() {
      child.kill('SIGKILL');
      // The kernel tells the shell, and that its jobs.
      process.kill(-Number(readFileSync(pidFile, 'utf8')), 'SIGHUP');
    },
    cut: () => void child.kill('SIGKILL'),
    async ended() {
      const what = `${command.slice(-4).join(' ')} to end`;
      return await waitFor({ what, timeoutMs: endTimeoutMs }, async () => {
        if (!existsSync(codeFile)) return new NotYet(output().slice(-2_000));
        const code = Number(await readFile(codeFile, 'utf8'));
        await rm(dir, { recursive: true });
        return code;
      });
    },
  };
}
