/** The only place that runs `docker`: every failure of the command or the engine leaves it as one of the lab's errors. */
import type { ProcessPromise } from 'zx';
import { exitCodes, RuntimeError } from '../errors.ts';
import { endInWords, runCommand, startCommand, type CommandOutcome } from './command.ts';

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

/** How a command ended. */
export interface DockerOutcome {
  readonly exitCode: number | null;
  readonly stderr: string;
}

/** Runs a command. @returns its standard output. @throws RuntimeError in the words of {@link dockerError}. */
export async function docker(args: readonly string[], options: DockerOptions = {}): Promise<string> {
  return (await run(args, options)).stdout;
}

/** Runs a command. @returns the lines of standard output and error in the order in which they came. */
export async function dockerLines(args: readonly string[], options: DockerOptions = {}): Promise<string[]> {
  return lines((await run(args, options)).stdall);
}

/** Starts a command that is fed and read while it runs; nothing of it is an error here. */
export function dockerStream(args: readonly string[], signal: AbortSignal): ProcessPromise {
  return startCommand('docker', args, signal);
}

/** The lines of a text that say something. */
export function lines(text: string): string[] {
  return text.split('\n').filter((line) => line.trim() !== '');
}

async function run(
  args: readonly string[],
  { timeoutMs = defaultTimeoutMs, ...options }: DockerOptions,
): Promise<CommandOutcome> {
  const outcome = await runCommand('docker', args, { timeoutMs, ...options });
  if (outcome.timedOut) throw noAnswer(args, timeoutMs);
  if (outcome.exitCode !== 0) throw dockerError(args, outcome);
  return outcome;
}

function noAnswer(args: readonly string[], timeoutMs: number): RuntimeError {
  return new RuntimeError(
    'engine-unavailable',
    `Docker Engine did not finish "${commandOf(args)}" within ${timeoutMs} ms; see whether "docker info" answers, or restart it`,
  );
}

/** An engine's address within a sentence, without the path of a request. */
const engineAddress = /(?:unix|npipe):\/\/\S+?(?=[.:]?(?:\s|$))|(?:tcp|ssh|https?):\/\/[^\s"/]+/;

/** What a failed command means for the person who must act. */
export function dockerError(args: readonly string[], { exitCode, stderr }: DockerOutcome): RuntimeError {
  // What the command says of itself follows what the engine said.
  const said = lines(stderr).filter((line) => !/^exit status \d+$/.test(line));
  if (exitCode === 127 && /docker: (command )?not found/.test(stderr)) {
    const message = 'docker is not on PATH; install Docker Engine or Docker Desktop, or use --on local';
    return new RuntimeError('tool-missing', message, { exitCode: exitCodes.usage });
  }
  if (/permission denied while trying to connect/i.test(stderr)) {
    return new RuntimeError(
      'engine-unavailable',
      'this user may not talk to Docker Engine; join the group docker (then log in again), or set DOCKER_HOST',
      { details: said },
    );
  }
  if (/cannot connect to the docker|error during connect|is the docker daemon running/i.test(stderr)) {
    const [address] = engineAddress.exec(stderr) ?? [];
    const where = address === undefined ? '' : ` at ${address}`;
    return new RuntimeError(
      'engine-unavailable',
      `Docker Engine does not answer${where}; start it, or set DOCKER_HOST to one that runs`,
      { details: said },
    );
  }
  const reason = (said.at(-1) ?? endInWords(exitCode)).replace(/^Error(?: response from daemon)?: /, '');
  return new RuntimeError('engine-refused', `"${commandOf(args)}" failed: ${reason}`, {
    details: said.slice(0, -1),
  });
}

/** The words of a command before its options and names: what a person recognises. */
function commandOf(args: readonly string[]): string {
  const [first = '', second = ''] = args;
  const groups = ['compose', 'container', 'image', 'network', 'volume'];
  if (first === 'compose') return `docker compose ${args.includes('up') ? 'up' : second}`;
  return groups.includes(first) ? `docker ${first} ${second}` : `docker ${first}`;
}
