/** The only place that runs `kind`: makes and removes clusters, and loads images into them. */
import { exitCodes, messageOf, RuntimeError } from '../../../errors.ts';
import { NotYet, waitFor } from '../../../wait.ts';
import { lines } from '../../../words.ts';
import { endInWords, runCommand } from '../../host/process.ts';
import { parsePs, psOutput } from '../../host/ps.ts';
import { kubectlConfig } from '../kubectl/kubectl.ts';
import { listMachines } from './machines.ts';

/** How a kind command is run. */
export interface KindOptions {
  /** Ends the command; it then throws InterruptedError. */
  readonly signal?: AbortSignal;
  /** How long it may take, in milliseconds. @default 30000 */
  readonly timeoutMs?: number;
  /** Told every line of output as it comes. */
  readonly onLine?: (line: string) => void;
}

/** Machines of a busy laptop take a minute or two; a node image that kind has to pull, longer. */
const createTimeoutMs = 1_200_000;

/** An image is written to a file, then read by every machine: half a minute for each on a busy laptop. */
const loadTimeoutMs = 600_000;

const deleteTimeoutMs = 120_000;

/** How often in a row a cluster must have no machine to be gone. */
const emptyLooks = 3;

/** What a new cluster is made from. */
export interface NewKindCluster {
  readonly name: string;
  /** Path of the generated configuration. */
  readonly config: string;
  /** Image of its machines. @default kind's own */
  readonly nodeImage?: string;
}

/** Makes a cluster. The context that the user works in stays the current one. */
export async function createKindCluster(
  { name, config, nodeImage }: NewKindCluster,
  options: KindOptions,
): Promise<void> {
  const current = await currentContext();
  const image = nodeImage === undefined ? [] : ['--image', nodeImage];
  await kind(['create', 'cluster', '--name', name, '--config', config, ...image], {
    timeoutMs: createTimeoutMs,
    ...options,
  });
  const restore = current === undefined ? ['unset', 'current-context'] : ['use-context', current];
  // Whoever removed that context meanwhile has nothing to come back to.
  await kubectlConfig(restore).catch(() => undefined);
}

async function currentContext(): Promise<string | undefined> {
  // None may be chosen, which is no error where every command names its own.
  return (await kubectlConfig(['current-context']).catch(() => '')).trim() || undefined;
}

/** Removes a cluster and what kubectl knows of it, also one that is only half there or still being made; twice is fine. */
export async function deleteKindCluster(name: string): Promise<void> {
  const what = `kind cluster ${name} to be removed`;
  let empty = 0;
  await waitFor({ what, timeoutMs: deleteTimeoutMs, intervalMs: 250 }, async () => {
    if (empty === 0) await kind(['delete', 'cluster', '--name', name], { timeoutMs: deleteTimeoutMs });
    // A kind that is not klab's child any more may be about to make one machine more.
    const isMade = await isBeingMade(name);
    const left = isMade ? [] : await listMachines(name);
    empty = !isMade && left.length === 0 ? empty + 1 : 0;
    if (isMade) return new NotYet('another process is still making it');
    // So may an engine that was told to, by one that was ended.
    return empty >= emptyLooks ? true : new NotYet(`${left.length} machines were still there`);
  });
}

async function isBeingMade(name: string): Promise<boolean> {
  const start = `kind create cluster --name ${name} `;
  return parsePs(await psOutput()).some(({ command }) => command.startsWith(start));
}

/** Loads an image of the Docker Engine into machines of a cluster. */
export async function loadImage(
  cluster: string,
  image: string,
  machines: readonly string[],
  options: KindOptions = {},
): Promise<void> {
  const args = ['load', 'docker-image', image, '--name', cluster, '--nodes', machines.join(',')];
  await kind(args, { timeoutMs: loadTimeoutMs, ...options });
}

/** Version of kind, such as `v0.30.0`. @throws RuntimeError `tool-missing` without kind. */
export async function kindVersion(options: KindOptions = {}): Promise<string> {
  const output = await kind(['version'], options);
  return /v\d+\.\d+\.\d+\S*/.exec(output)?.[0] ?? output.trim();
}

async function kind(
  args: readonly string[],
  { timeoutMs = 30_000, ...options }: KindOptions = {},
): Promise<string> {
  // The lab asks Docker for the machines, whatever else kind could use.
  const env = { KIND_EXPERIMENTAL_PROVIDER: 'docker' };
  const output = await runCommand('kind', args, { timeoutMs, env, ...options });
  if (output.timedOut) {
    throw new RuntimeError(
      'not-ready',
      `kind ${args[0]} ${args[1] ?? ''} did not end within ${timeoutMs} ms`,
    );
  }
  if (output.exitCode === 0) return output.stdout;
  throw kindError(args, output);
}

/** What a failed command means for the person who must act. */
export function kindError(
  args: readonly string[],
  { exitCode, stderr }: { readonly exitCode: number | null; readonly stderr: string },
): RuntimeError {
  const said = lines(stderr);
  if (exitCode === 127 && /kind: (command )?not found/.test(stderr)) {
    return new RuntimeError(
      'tool-missing',
      'kind is not on PATH; install it (https://kind.sigs.k8s.io), or name a cluster that is there: --context NAME',
      { exitCode: exitCodes.usage },
    );
  }
  const [, image] = /failed to pull image "([^"]+)"/.exec(stderr) ?? [];
  if (image !== undefined) {
    const reason =
      /^Command Output: (?:Error response from daemon: )?(.*)$/m.exec(stderr)?.[1] ?? 'see below';
    const fix = 'name one that is there: --node-image IMAGE, or KLAB_KIND_NODE_IMAGE';
    return new RuntimeError(
      'image-unavailable',
      `kind node image ${image} cannot be pulled: ${reason}; ${fix}`,
    );
  }
  const error = said.find((line) => line.startsWith('ERROR: ')) ?? said.at(-1) ?? endInWords(exitCode);
  const reason = error.replace(/^ERROR: /, '');
  return new RuntimeError('engine-refused', `"kind ${args[0]} ${args[1] ?? ''}" failed: ${reason}`, {
    details: said.slice(said.indexOf(error) + 1).slice(-15),
  });
}

/** True when a cluster could not be made because there is one of this name. */
export function isAlreadyThere(error: unknown): boolean {
  return messageOf(error).includes('already exist for a cluster with the name');
}
