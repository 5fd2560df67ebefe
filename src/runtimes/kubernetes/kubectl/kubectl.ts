/** The only place that runs `kubectl`: every failure of the command or the cluster leaves it as one of the lab's errors. */
import type { ProcessPromise } from 'zx/core';
import { RuntimeError, UsageError } from '../../../errors.ts';
import { runCommand, startCommand, type CommandOutcome } from '../../host/process.ts';
import { kubectlError } from './errors.ts';

/** Which cluster is asked, and where in it. */
export interface KubectlPlace {
  /** Context of kubectl's configuration. */
  readonly context: string;
  /** @default what the command names, or the context's own */
  readonly namespace?: string;
}

/** How a kubectl command is run. */
export interface KubectlOptions {
  /** Ends the command; it then throws InterruptedError. */
  readonly signal?: AbortSignal;
  /** How long the cluster may take, in milliseconds. @default 30000 */
  readonly timeoutMs?: number;
  /** What the command reads from its standard input. @default nothing */
  readonly input?: string;
  /** Told every line of output as it comes. */
  readonly onLine?: (line: string) => void;
}

/**
 * How a script given to `kubectl exec --stdin` begins: it says nothing before it has read `beginInput`. Before 1.34 kubectl
 * could read the connection before it had opened its own ends of the streams, and threw away what a pod said by then
 * (client-go, tools/remotecommand/websocket.go); once input arrives, they are open.
 */
export const awaitInput = 'read -r begin || exit 1\n';

/** What starts a script that begins with `awaitInput`. */
export const beginInput = 'begin\n';

/** An API server under load answers in seconds; longer means that it does not answer at all. */
const defaultTimeoutMs = 30_000;

/** Runs a command on a cluster. @returns its standard output. @throws RuntimeError in the words of `kubectlError`. */
export async function kubectl(
  place: KubectlPlace,
  args: readonly string[],
  options: KubectlOptions = {},
): Promise<string> {
  const { timeoutMs = defaultTimeoutMs } = options;
  const flags = [...placeFlags(place), `--request-timeout=${Math.ceil(timeoutMs / 1_000)}s`];
  // What a plugin or a shell is given behind `--` is not kubectl's own.
  return run([...flags, ...args], args, options, place.context);
}

/** Runs a command that has an output format. @returns what `--output json` says. */
export async function kubectlJson<T>(
  place: KubectlPlace,
  args: readonly string[],
  options: KubectlOptions = {},
): Promise<T> {
  return JSON.parse(await kubectl(place, [...args, '--output', 'json'], options)) as T;
}

/** Runs a command on kubectl's own configuration, for which no cluster is asked. */
export async function kubectlConfig(args: readonly string[], options: KubectlOptions = {}): Promise<string> {
  return run(['config', ...args], ['config', ...args], options);
}

/** How `kubectl kustomize` ends with a folder; no cluster is asked. */
export async function kustomize(folder: string): Promise<CommandOutcome> {
  return await runCommand('kubectl', ['kustomize', folder], { timeoutMs: defaultTimeoutMs });
}

/** Version of kubectl itself, such as `v1.34.1`. @throws RuntimeError `tool-missing` without kubectl. */
export async function kubectlVersion(options: KubectlOptions = {}): Promise<string> {
  const args = ['version', '--client', '--output', 'json'];
  const { clientVersion } = JSON.parse(await run(args, args, options)) as {
    clientVersion: { gitVersion: string };
  };
  return clientVersion.gitVersion;
}

/**
 * Starts a command that is fed and read while it runs, such as `exec`; nothing of it is an error here.
 * It has no time limit of its own: the signal ends it.
 */
export function kubectlStream(
  place: KubectlPlace,
  args: readonly string[],
  signal: AbortSignal,
): ProcessPromise {
  return startCommand('kubectl', [...placeFlags(place), ...args], signal);
}

function placeFlags({ context, namespace }: KubectlPlace): readonly string[] {
  return ['--context', context, ...(namespace === undefined ? [] : ['--namespace', namespace])];
}

async function run(
  args: readonly string[],
  command: readonly string[],
  { timeoutMs = defaultTimeoutMs, ...options }: KubectlOptions,
  context?: string,
): Promise<string> {
  const output = await runCommand('kubectl', args, { timeoutMs, ...options });
  if (output.timedOut) {
    throw new RuntimeError(
      'cluster-unavailable',
      `the API server${ofContext(context)} did not finish "${commandOf(command)}" within ${timeoutMs} ms; see whether it answers: kubectl${context === undefined ? '' : ` --context ${context}`} get nodes`,
    );
  }
  if (output.exitCode === 0) return output.stdout;
  const error = kubectlError(commandOf(command), output, context);
  throw error.code === 'usage' && context !== undefined ? await unknownContext(context) : error;
}

/** A name that is wrong is best answered with those that are right. */
async function unknownContext(context: string): Promise<UsageError> {
  const known = (await kubectlConfig(['get-contexts', '--output', 'name'])).split('\n').filter(Boolean);
  const those = known.length === 0 ? 'it knows none' : `it knows ${known.join(', ')}`;
  return new UsageError(`kubectl knows no context "${context}"; ${those}`);
}

function ofContext(context: string | undefined): string {
  return context === undefined ? '' : ` of context ${context}`;
}

/** The words of a command before its names and options: what a person recognises. */
function commandOf([first = '', second = '']: readonly string[]): string {
  const groups = ['auth', 'config', 'rollout', 'create', 'delete', 'get'];
  return groups.includes(first) && !second.startsWith('-')
    ? `kubectl ${first} ${second}`
    : `kubectl ${first}`;
}
