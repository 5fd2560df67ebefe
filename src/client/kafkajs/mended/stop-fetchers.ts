/**
 * Mends a race of kafkajs 2.2.4 that stops a whole process. A consumer makes its fetchers anew whenever leaders move to
 * other brokers (fetchManager.js). One that is told to end meanwhile stops the fetchers of before; those made after are
 * stopped by nobody, and since a runner that has ended answers them at once with nothing, they ask it again for ever
 * without letting anything else run.
 */
import { createRequire } from 'node:module';

/** The part of kafkajs's Runner that matters here. */
interface Runner {
  readonly running: boolean;
  readonly fetchManager: { stop(): Promise<void> };
  fetch: (this: Runner, nodeId: number) => Promise<unknown>;
}

const load = createRequire(import.meta.url);
const { prototype } = load('kafkajs/src/consumer/runner') as { readonly prototype: Runner };

/** Lets whatever fetches for a runner that has ended end too. */
export function stopLateFetchers(): void {
  const { fetch } = prototype;
  prototype.fetch = function fetchWhileRunning(nodeId) {
    if (!this.running) void this.fetchManager.stop();
    return fetch.call(this, nodeId);
  };
}
