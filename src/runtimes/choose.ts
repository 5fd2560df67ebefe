/** Which runtime a verb takes, and why: said out loud, so that nobody has to guess. */
import { LabError, UsageError } from '../errors.ts';
import type { ResolvedTopology } from '../kafka/node.ts';
import { attachedRuntime, attachedRuntimeOf } from './attached/attached-runtime.ts';
import { composeRuntime } from './compose/compose-runtime.ts';
import { kubernetesRuntime } from './kubernetes/kubernetes-runtime.ts';
import { findJava, oldestJava } from './local/java/java.ts';
import { localRuntime } from './local/local-runtime.ts';
import type { FindOptions, MarkedInstance } from '../cluster/found.ts';
import type { Runtime } from '../cluster/runtime.ts';
import type { Instance, RuntimeName } from '../cluster/instance.ts';

/** Runtimes that can be chosen now. */
const runtimes: readonly Runtime[] = [localRuntime, composeRuntime, kubernetesRuntime];

/** Those whose instances there may be: what is attached was chosen by nobody. */
const allRuntimes: readonly Runtime[] = [...runtimes, attachedRuntime];

/** Names of {@link runtimes}. */
export const runtimeNames: readonly string[] = runtimes.map(({ name }) => name);

/** A runtime, and the reason for it in words. */
export interface RuntimeChoice {
  readonly runtime: Runtime;
  readonly reason: string;
}

/** The runtime of this name. @throws UsageError when there is none. */
export function runtimeNamed(name: string): Runtime {
  return oneOf(allRuntimes, name);
}

/** The runtime of an instance, with the parts that there are for it. */
export function runtimeOf(instance: Pick<Instance, 'runtime' | 'place'>): Runtime {
  return instance.runtime === 'attached' ? attachedRuntimeOf(instance) : runtimeNamed(instance.runtime);
}

function oneOf(among: readonly Runtime[], name: string): Runtime {
  const one = among.find((runtime) => runtime.name === name);
  if (one !== undefined) return one;
  throw new UsageError(`runtime "${name}" is not available; use ${runtimeNames.join(', ')}`);
}

/**
 * `--on` first, then `KLAB_ON`, then the default: local where Java is there, else compose; for a topology that is no
 * target of local, compose.
 * @param javaPlaces folders of Javas beside those on PATH. @default those that installers use
 * @throws UsageError for a runtime there is not, or that cannot run the topology.
 */
export async function chooseRuntime(
  requested: string | undefined,
  topology: Pick<ResolvedTopology, 'name' | 'targets' | 'nodes' | 'hostNetwork'> | undefined,
  env: NodeJS.ProcessEnv = process.env,
  javaPlaces?: readonly string[],
): Promise<RuntimeChoice> {
  const choice = await choose(requested, topology, env, javaPlaces);
  const { name } = choice.runtime;
  if (topology === undefined || topology.targets.some((one) => one === name)) return choice;
  throw new UsageError(
    `${topology.name} cannot run on ${name}: ${whyNot(topology, name)}; use --on ${topology.targets.join(' or --on ')}`,
  );
}

/** Why a topology has not every target. */
function whyNot(
  { nodes, hostNetwork }: Pick<ResolvedTopology, 'nodes' | 'hostNetwork'>,
  name: RuntimeName,
): string {
  if (name === 'kubernetes' && hostNetwork === true)
    return 'its nodes have the network of their host (hostNetwork), and pods networks of their own';
  const services = nodes.filter(({ role }) => role === 'service').map(({ id }) => id);
  if (services.length === 0) return 'it needs containers';
  return `${services.join(', ')} ${services.length === 1 ? 'is a side service' : 'are side services'}, which need containers`;
}

async function choose(
  requested: string | undefined,
  topology: Pick<ResolvedTopology, 'targets'> | undefined,
  env: NodeJS.ProcessEnv,
  javaPlaces: readonly string[] | undefined,
): Promise<RuntimeChoice> {
  if (requested !== undefined) return { runtime: oneOf(runtimes, requested), reason: 'asked for with --on' };
  const fromEnv = env['KLAB_ON'];
  if (fromEnv !== undefined && fromEnv !== '') {
    return { runtime: oneOf(runtimes, fromEnv), reason: 'asked for with KLAB_ON' };
  }
  if (topology?.targets.includes('local') === false) {
    return { runtime: composeRuntime, reason: 'the default for what needs containers' };
  }
  if (await hasJava(env, javaPlaces)) {
    return { runtime: localRuntime, reason: 'the default: nothing to pull, up in seconds' };
  }
  return { runtime: composeRuntime, reason: `the default without Java ${oldestJava} or newer` };
}

async function hasJava(env: NodeJS.ProcessEnv, places: readonly string[] | undefined): Promise<boolean> {
  try {
    await findJava({ env, ...(places !== undefined && { places }) });
    return true;
  } catch (error) {
    // Who names a Java wants local processes, and to hear what is wrong with it.
    const isNamed = (env['KLAB_JAVA'] ?? '') !== '';
    if (error instanceof LabError && !isNamed) return false;
    throw error;
  }
}

/**
 * Everything of the lab's that runs or is left on this machine without being stored, on any runtime.
 * @throws LabError when a place that is named cannot be looked into, or any place and nobody is to be told.
 */
export async function findMarked(options: FindOptions = {}): Promise<readonly FoundInstance[]> {
  // Whoever names a place means a runtime that knows several.
  const isNamed = Object.values(options.where ?? {}).some((wish) => wish !== undefined);
  const asked = isNamed ? runtimes.filter(({ places }) => places !== undefined) : runtimes;
  const search = { ...options, ...(options.onSilence && { onSilence: toldOnce(options.onSilence) }) };
  const found = await Promise.all(
    asked.map(async (runtime) =>
      ((await runtime.observe.findMarked?.(search)) ?? []).map((marked) => ({
        ...marked,
        runtime: runtime.name,
      })),
    ),
  );
  return found.flat();
}

/** Two runtimes may ask the same engine. */
function toldOnce(tell: (error: LabError) => void): (error: LabError) => void {
  const told = new Set<string>();
  return (error) => {
    if (told.has(error.message)) return;
    told.add(error.message);
    tell(error);
  };
}

/** A marked instance, and the runtime that found it. */
export interface FoundInstance extends MarkedInstance {
  readonly runtime: RuntimeName;
}
