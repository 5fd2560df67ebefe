/** Which runtime a verb takes, and why: said out loud, so that nobody has to guess. */
import { UsageError } from '../errors.ts';
import { targets } from '../kafka/node.ts';
import { localRuntime } from './local/local-runtime.ts';
import type { Runtime, RuntimeName } from './runtime.ts';

/** Runtimes that can be chosen now. */
const runtimes: readonly Runtime[] = [localRuntime];

/** A runtime, and the reason for it in words. */
export interface RuntimeChoice {
  readonly runtime: Runtime;
  readonly reason: string;
}

/** The runtime of this name. @throws UsageError when there is none. */
export function runtimeNamed(name: string): Runtime {
  const found = runtimes.find((runtime) => runtime.name === name);
  if (found !== undefined) return found;
  const allowed = runtimes.map((runtime) => runtime.name).join(', ');
  throw new UsageError(`runtime "${name}" is not available; use ${allowed}`);
}

/** `--on` first, then `KLAB_ON`, then the default. @throws UsageError for a runtime there is not. */
export function chooseRuntime(
  requested: string | undefined,
  env: NodeJS.ProcessEnv = process.env,
): RuntimeChoice {
  if (requested !== undefined) return { runtime: runtimeNamed(requested), reason: 'asked for with --on' };
  const fromEnv = env['KLAB_ON'];
  if (fromEnv !== undefined && fromEnv !== '') {
    return { runtime: runtimeNamed(fromEnv), reason: 'asked for with KLAB_ON' };
  }
  return { runtime: localRuntime, reason: 'the default: nothing to pull, up in seconds' };
}

/** True when the text names something a topology can be rendered to. */
export function isRuntimeName(text: string): text is RuntimeName {
  return (targets as readonly string[]).includes(text);
}
