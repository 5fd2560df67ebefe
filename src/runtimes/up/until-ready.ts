/** Waits for a cluster that was started: for its brokers, and meanwhile for what its runtime and its logs know. */
import type { Instance } from '../../cluster/instance.ts';
import type { UpRequest, Waiting } from '../../cluster/lifecycle.ts';
import { accessOf } from '../../cluster/running-cluster.ts';
import type { Runtime } from '../../cluster/runtime.ts';
import { watchLogs } from './log-watch.ts';

/** Long enough for a hundred JVMs on a slow machine, in milliseconds; a node that dies ends the wait at once. */
export const readyTimeoutMs = 180_000;

/** What was started. */
export interface Started {
  readonly instance: Instance;
  /** Nodes that were started just now. */
  readonly ids: readonly string[];
  readonly waiting: Waiting;
  /** Called once the brokers serve, before side services are waited for. */
  readonly whenBrokersServe: () => Promise<void>;
}

/** @returns the cluster's id. @throws RuntimeError with the first error in the log of the node that failed */
export async function untilReady(
  { logs: read }: Runtime,
  { instance, ids, waiting, whenBrokersServe }: Started,
  { progress, signal }: Pick<UpRequest, 'progress' | 'signal'>,
): Promise<string> {
  // Loaded only now, with the clients it needs, while the nodes start.
  const { waitUntilReady } = await import('../../client/topics/readiness.ts');
  const { topology = instance.topology, timeoutMs = readyTimeoutMs } = waiting;
  const logs = watchLogs({
    ids,
    read: async (id) => (await read?.runLog(instance, id)) ?? [],
    onNews: (text) => progress.update(text),
  });
  try {
    return await waitUntilReady({
      topology,
      access: accessOf(instance),
      portOffset: instance.portOffset,
      ...(instance.clusterId !== undefined && { clusterId: instance.clusterId }),
      timeoutMs,
      signal,
      onNote: (text) => progress.note(text),
      whenBrokersServe,
      onPending: (reason) => waiting.knowsBetter?.() !== true && progress.update(reason),
      async assertAlive() {
        await waiting.assertAlive();
        await logs.look();
      },
    });
  } catch (error) {
    throw await logs.explain((await waiting.explain?.(error)) ?? error);
  }
}
